/** `POST /reconcile`: the shop's own orders against what was recorded of them. */
import * as z from "zod";
import { readBytes } from "../collect/body.ts";
import { minorOf, readAttributeAmount } from "../collect/money.ts";
import { orderIdOf } from "../collect/record.ts";
import { keySchema } from "../domain/experiment.schema.ts";
import { settingsSchema } from "../domain/settings.schema.ts";
import { judge, type Judgement, type ListedOrder } from "../results/reconcile.ts";
import { storedSettings } from "../store/definitions.ts";
import { experimentByKey, phaseOf } from "../store/experiments.ts";
import { type Asked, purchaseCounting, recordedOrders } from "../store/reconcile.ts";
import { parseInWords } from "../validation/words.ts";
import type { ApiContext } from "./context.ts";
import { parseCsv } from "./csv.ts";
import { invalid, notThere } from "./refusals.ts";
import { MAX_BODY_BYTES, readBody } from "./request-body.ts";
import { reading, refused, type Refused } from "./route.ts";

const listed = z.strictObject({
  id: z.union([z.string().max(200), z.number()]).transform(String),
  /** In major units; left out, amounts are not compared. */
  amount: z.union([z.string().max(100), z.number()]).optional(),
  /** ISO 4217, or IRT; the shop's own when left out. */
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, "three capital letters, such as IRR (IRT is toman)")
    .optional(),
});
const listSchema = z.strictObject({ orders: z.array(listed).min(1).max(20_000) });
type Listed = z.output<typeof listed>;

const sums = z.record(z.string(), z.int());
const reconcileAnswer = z.object({
  data: z.object({
    experiment: z.string().nullable(),
    phase: z.int().nullable(),
    orders: z.int(),
    matched: z.int(),
    missing: z.int(),
    /** Of the missing, by reason. */
    why: sums,
    /** Of orders that count; amounts in minor units of each currency. */
    variants: z.array(z.object({ variant: z.string(), orders: z.int(), listed: sums, recorded: sums })),
    rows: z.array(
      z.object({
        id: z.string(),
        matched: z.boolean(),
        why: z.string().nullable(),
        variant: z.string().nullable(),
        /** Minor units; null: not told. */
        listed: z.int().nullable(),
        recorded: z.int().nullable(),
        currency: z.string().nullable(),
      }),
    ),
  }),
});

export const reconcileRoutes = [
  reading({
    method: "POST",
    path: "/reconcile",
    role: "viewer",
    tag: "Results",
    summary: "Compare the shop's orders with what was recorded",
    description:
      'JSON `{ "orders": [{ "id", "amount", "currency" }] }`, or `text/csv` with a header `id,amount,currency`. With `experiment`, an order matches only when it counts in a variant. docs/orders.md tells the reasons.',
    query: z.strictObject({
      experiment: keySchema.optional(),
      /** The newest when left out. */
      phase: z
        .string()
        .regex(/^[1-9]\d{0,5}$/, "a whole number from 1")
        .transform(Number)
        .optional(),
    }),
    body: listSchema,
    answer: reconcileAnswer,
    handle: async ({ api, query, request }) => {
      const list = await listOf(request);
      if ("refused" in list) return list;
      const place = query.experiment === undefined ? null : await placeOf(api, query.experiment, query.phase);
      if (place !== null && "refused" in place) return place;
      const { currency } = settingsSchema.parse((await storedSettings(api.db)) ?? {});
      const orders = list.map((one) => ({ shown: one.id, ...listedOf(one, currency) }));
      const ids = [...new Set(orders.flatMap(({ id }) => id ?? []))];
      const recorded = await recordedOrders(api.db, ids, place);
      const counting = place === null ? null : await purchaseCounting(api.db, place);
      if (place !== null && counting === null)
        return refused({
          status: 409,
          title: "This phase counts no purchases",
          detail: "none of its metrics asks for them",
        });
      const judged = orders.map((order) => {
        const known = recorded.get(order.id ?? "") ?? NOTHING;
        return { order, known: known.order, ...judge(order, known, counting) };
      });
      const names = place?.variants ?? [];
      return {
        status: 200,
        body: {
          data: {
            experiment: query.experiment ?? null,
            phase: place?.phase ?? null,
            orders: judged.length,
            matched: judged.filter(matches).length,
            missing: judged.filter((one) => !matches(one)).length,
            why: reasonsOf(judged),
            variants: names.map((variant, index) => ({
              variant,
              ...sumsOf(judged.filter((one) => one.variant === index && matches(one))),
            })),
            rows: judged.map(({ order, known, reason, variant }) => ({
              // What cannot be an order's number may be anything, and is not told again.
              id: order.id ?? "",
              matched: matches({ reason }),
              why: reason,
              variant: variant === null ? null : (names[variant] ?? null),
              listed: order.minor,
              recorded: known?.minor ?? null,
              currency: known?.currency ?? (order.minor === null ? null : order.currency),
            })),
          },
        },
      };
    },
  }),
] as const;

const NOTHING = { isTest: false, isStaff: false, order: null, exposure: null };

/** Found visitors are the widest population that results tell of; who was never confirmed is among them. */
function matches({ reason }: Pick<Judgement, "reason">): boolean {
  return reason === null;
}

async function listOf(request: Request): Promise<readonly Listed[] | Refused> {
  if (!/^text\/csv\b/i.test(request.headers.get("content-type") ?? "")) {
    const sent = await readBody(request);
    return "refused" in sent ? sent : checked(sent.json);
  }
  const read = await readBytes(request, MAX_BODY_BYTES);
  if (!read.ok) {
    return read.reason === "too-large"
      ? refused({ status: 413, title: `The body is larger than ${MAX_BODY_BYTES} bytes` })
      : refused({ status: 400, title: "The body could not be read" });
  }
  const records = parseCsv(new TextDecoder().decode(read.bytes));
  if (records === null)
    return refused({
      status: 400,
      title: "The body is not CSV",
      detail: "a header, and as many fields or fewer in each row",
    });
  const orders = records.map((record) => {
    const [id, amount, currency] = ["id", "amount", "currency"].map(
      (name) => record.get(name)?.trim() || undefined,
    );
    return { id: id ?? "", amount, currency: currency?.toUpperCase() };
  });
  return checked({ orders });
}

function checked(json: unknown): readonly Listed[] | Refused {
  const parsed = parseInWords(listSchema, json);
  return parsed.ok ? parsed.data.orders : invalid(parsed.errors);
}

function listedOf({ id, amount, currency: named }: Listed, shops: string): ListedOrder {
  const currency = named ?? shops;
  const base = { id: orderIdOf(id), minor: null, currency, isUnclear: false };
  if (amount === undefined) return base;
  if (typeof amount === "number") {
    const minor = minorOf(amount, currency);
    return { ...base, minor, isUnclear: minor === null };
  }
  const read = readAttributeAmount(amount, currency);
  return read.ok ? { ...base, minor: read.minor, currency: read.currency } : { ...base, isUnclear: true };
}

type Place = Asked & { readonly variants: readonly string[] };

async function placeOf(api: ApiContext, key: string, asked: number | undefined): Promise<Place | Refused> {
  const experiment = await experimentByKey(api.db, key);
  if (experiment === null) return notThere("experiment");
  const phase = await phaseOf(api.db, experiment.id, asked ?? experiment.phase);
  if (phase === null) return refused({ status: 404, title: "The experiment has no such phase" });
  const { unit, variants } = phase.definition;
  return {
    experiment: experiment.id,
    phase: phase.phase,
    unit,
    variants: variants.map((variant) => variant.key),
  };
}

function reasonsOf(judged: readonly Judgement[]): { [reason: string]: number } {
  const why: { [reason: string]: number } = {};
  for (const { reason } of judged) if (reason !== null) why[reason] = (why[reason] ?? 0) + 1;
  return why;
}

function sumsOf(
  judged: readonly {
    readonly order: ListedOrder;
    readonly known: { readonly minor: number | null; readonly currency: string | null } | null;
  }[],
) {
  const listedSums: { [currency: string]: number } = {};
  const recorded: { [currency: string]: number } = {};
  for (const { order, known } of judged) {
    if (order.minor !== null) listedSums[order.currency] = (listedSums[order.currency] ?? 0) + order.minor;
    const { minor = null, currency = null } = known ?? {};
    if (minor !== null && currency !== null) recorded[currency] = (recorded[currency] ?? 0) + minor;
  }
  return { orders: judged.length, listed: listedSums, recorded };
}
