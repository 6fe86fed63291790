/** An invitation to recommend the shop, with what each of the two gets and under which conditions. */
import type { z as Zod } from "zod";
import { action, heading, rows } from "../blocks.ts";
import type { ElementKind, SchemaTools } from "../element.ts";
import { frame } from "../frame.ts";
import { html } from "../markup.ts";
import { REFERRAL_WORDS } from "./referral.words.ts";

const schema = ({ z, text, url, common }: SchemaTools) =>
  z.strictObject({
    title: text.optional(),
    you: z.strictObject({ reward: text }).optional(),
    friend: z.strictObject({ reward: text }),
    condition: text,
    link: z.strictObject({ text, href: url }),
    ...common("card", true),
  });
type Props = Zod.output<ReturnType<typeof schema>>;

export const referral: ElementKind<Props> = {
  kind: "referral",
  moments: ["umot", "tmot"],
  about: "Invites to recommend the shop, with both rewards and their conditions.",
  need: "Who was content likes to tell it, the more with something to give.",
  evidence: "Conditions stand beside the rewards.",
  words: REFERRAL_WORDS,
  wordsShown: ({ title, you }) => [
    "friend",
    ...(title === undefined ? ["title"] : []),
    ...(you === undefined ? [] : ["you"]),
  ],
  script: null,
  schema,
  claims: ({ you, friend, condition }) => [
    { claim: "reward", statement: JSON.stringify({ you, friend, condition }), source: "author" },
  ],

  render(props, context) {
    const { you, friend } = props;
    const title = props.title === undefined ? context.say("title") : context.text(props.title);
    const items = [
      { icon: "people" as const, label: context.say("friend", { reward: context.text(friend.reward) }) },
      ...(you === undefined
        ? []
        : [{ icon: "gift" as const, label: context.say("you", { reward: context.text(you.reward) }) }]),
    ];
    const terms = html`<p class="lz-note">${context.text(props.condition)}</p>`;
    const content = html`${heading(title, props)}<div class="lz-stack"><div class="lz-full">${rows(items)}</div>${terms}${action(props.link, context, "button")}</div>`;
    return frame("referral", props, context, content);
  },
};
