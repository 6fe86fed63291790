/** How few are left, from the shop's live stock: silent unless it is fresh and really low. */
import type { z as Zod } from "zod";
import { line } from "../blocks.ts";
import type { ElementKind, SchemaTools } from "../element.ts";
import { frame } from "../frame.ts";
import { factName, onlyWhen, requirement } from "../sources.ts";
import { STOCK_WORDS } from "./stock.words.ts";

const schema = ({ z, text, source, common }: SchemaTools) =>
  z.strictObject({
    source: source.default({ from: "page", maxAgeSeconds: 600 }),
    /** Said only when no more than these are left. */
    showUpTo: z.int().min(1).max(50).default(5),
    note: text.optional(),
    ...common("plain"),
  });
type Props = Zod.output<ReturnType<typeof schema>>;

const STOCK = "product.stock";

export const stock: ElementKind<Props> = {
  kind: "stock",
  moments: ["fmot"],
  about: "How many are left, when they are few.",
  need: "Whoever wants it must know whether it will still be there tomorrow.",
  evidence:
    "The page's schema.org inventoryLevel or the shop's stock endpoint with an age limit; silent when missing, stale, zero, or more than `showUpTo`.",
  words: STOCK_WORDS,
  script: null,
  schema,
  claims: ({ source }) => [{ claim: "stock", statement: "", source: factName(source, STOCK) }],

  render(props, context) {
    const { source, showUpTo, note } = props;
    const label = context.say("left", { count: { fact: factName(source, STOCK) } });
    const content = line({ icon: "package", label, note: note === undefined ? null : context.text(note) });
    const requires = [requirement(source, STOCK, { min: 1, max: showUpTo })];
    return onlyWhen(requires, frame("stock", props, context, content), context);
  },
};
