/** Points, level and reward. Points are the shopper's own, from a cookie of the shop; without it the programme is told. */
import type { z as Zod } from "zod";
import { action, apart, heading, line } from "../blocks.ts";
import type { ElementKind, SchemaTools } from "../element.ts";
import { frame } from "../frame.ts";
import { html } from "../markup.ts";
import { LOYALTY_WORDS } from "./loyalty.words.ts";

const schema = ({ z, text, url, common }: SchemaTools) =>
  z.strictObject({
    title: text.optional(),
    /** Cookie of the shop with the number of points; allowed by `settings.cookies`. */
    pointsCookie: z
      .string()
      .regex(/^[A-Za-z0-9_.-]{1,64}$/)
      .optional(),
    /** Cookie with the name of the level. */
    levelCookie: z
      .string()
      .regex(/^[A-Za-z0-9_.-]{1,64}$/)
      .optional(),
    /** What points are good for. */
    reward: text,
    link: z.strictObject({ text, href: url }).optional(),
    ...common("card", true),
  });
type Props = Zod.output<ReturnType<typeof schema>>;

export const loyalty: ElementKind<Props> = {
  kind: "loyalty",
  moments: ["umot", "tmot"],
  about: "The shopper's points and level, and what they are good for.",
  need: "Who buys again wants it to count.",
  evidence: "Points and level come from the shop's own cookie, or are not shown.",
  words: LOYALTY_WORDS,
  wordsShown: ({ title, pointsCookie, levelCookie }) => [
    ...(title === undefined ? ["title"] : []),
    ...(pointsCookie === undefined ? [] : ["points"]),
    ...(levelCookie === undefined ? [] : ["level"]),
  ],
  script: null,
  schema,

  render(props, context) {
    const { pointsCookie, levelCookie } = props;
    const title = props.title === undefined ? context.say("title") : context.text(props.title);
    const reward = context.text(props.reward);
    const fact = `cookie.${pointsCookie ?? ""}`;
    const style = { language: context.language, digits: context.digits };
    const level = `cookie.${levelCookie ?? ""}`;
    const said =
      levelCookie === undefined
        ? null
        : context.live({
            live: "when",
            requires: [{ from: level, maxAge: 60 }],
            parts: context.parts(
              html` &#183; ${context.say("level", { level: apart(context.live({ live: "fact", from: level, as: "text", style })) })}`,
            ),
            otherwise: [],
          });
    const points =
      pointsCookie === undefined
        ? line({ icon: "award", label: reward })
        : context.live({
            live: "when",
            requires: [{ from: fact, maxAge: 60, min: 0 }],
            parts: context.parts(
              line({
                icon: "award",
                label: html`${context.say("points", { count: { fact } })}${said}`,
                note: reward,
              }),
            ),
            otherwise: context.parts(line({ icon: "award", label: reward })),
          });
    const content = html`${heading(title, props)}<div class="lz-stack">${points}${action(props.link, context)}</div>`;
    return frame("loyalty", props, context, content);
  },
};
