/** What others did here lately, from Lahza's own counters and the orders that it was told of, with the window that it names. */
import type { z as Zod } from "zod";
import { line } from "../blocks.ts";
import type { ElementKind, SchemaTools } from "../element.ts";
import { frame } from "../frame.ts";
import { onlyWhen } from "../sources.ts";
import { ACTIVITY_WORDS } from "./activity.words.ts";

const COUNTS = ["views_hour", "views_day", "bought_today"] as const;

const schema = ({ z, common }: SchemaTools) =>
  z.strictObject({
    /** Views of this page in the last hour or day; orders with its product today, by the shop's clock. */
    count: z.enum(COUNTS).default("views_hour"),
    /** A smaller number says nothing. */
    atLeast: z.int().min(2).max(100_000).default(5),
    maxAgeSeconds: z.int().min(60).max(3600).default(600),
    ...common("plain"),
  });
type Props = Zod.output<ReturnType<typeof schema>>;

export const activity: ElementKind<Props> = {
  kind: "activity",
  moments: ["fmot"],
  about: "How often this page was viewed, or its product ordered, in a window that it names.",
  need: "What others look at is a sign that one is not alone with it.",
  evidence:
    "Our own recorded counts: views without crawlers, orders from signed webhooks or the shop's backend, without those that were refused or are the shop's own. The window is named; silent without a count younger than `maxAgeSeconds` or below `atLeast`. Views are called views, not people.",
  words: ACTIVITY_WORDS,
  wordsShown: ({ count }) => [count],
  script: null,
  schema,
  claims: ({ count }) => [{ claim: "activity", statement: "", source: `activity.${count}` }],

  render(props, context) {
    const fact = `activity.${props.count}`;
    const label = context.say(props.count, { count: { fact } });
    const content = line({ icon: props.count === "bought_today" ? "bag" : "eye", label });
    const requires = [{ from: fact, maxAge: props.maxAgeSeconds, min: props.atLeast }];
    return onlyWhen(requires, frame("activity", props, context, content), context);
  },
};
