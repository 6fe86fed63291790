import * as z from "zod";
import { TOKEN_ROLES } from "./role.ts";
import { instant, limitSchema, many, one } from "./shapes.ts";

export const newTokenSchema = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1, "say whose token it is, or what for")
    .max(100)
    .regex(/^[^\p{C}]*$/u, "no control characters"),
  /** `browser` keys are public: they evaluate flags and open nothing else. */
  role: z.enum(TOKEN_ROLES),
  expiresAt: z.iso
    .datetime({ offset: true, message: "give an instant with its zone, such as 2027-12-01T00:00:00Z" })
    .nullable()
    .default(null),
});

const id = z.string().regex(/^[a-z0-9]{1,40}$/, "not the id of a token");
export const tokenParams = z.object({ id });
export const tokenPageQuery = z.strictObject({ limit: limitSchema, after: id.optional() });

export const tokenSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** Its first characters, to tell it by. */
  prefix: z.string(),
  role: z.enum(TOKEN_ROLES),
  createdAt: instant,
  expiresAt: instant.nullable(),
  /** To the minute. */
  lastUsedAt: instant.nullable(),
  revokedAt: instant.nullable(),
});
export type TokenShown = z.output<typeof tokenSchema>;

export const tokensAnswer = many(tokenSchema);
export const tokenAnswer = one(tokenSchema);
/** `token` is told this once; a retry with the same Idempotency-Key gets null for it. */
export const newTokenAnswer = one(tokenSchema.extend({ token: z.string().nullable() }));
