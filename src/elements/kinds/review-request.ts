/** Asks for a review, of everybody and for any opinion: asking only the content would make a false score. */
import type { z as Zod } from "zod";
import { heading } from "../blocks.ts";
import type { ElementKind, SchemaTools } from "../element.ts";
import { frame } from "../frame.ts";
import { html } from "../markup.ts";
import { REVIEW_REQUEST_WORDS } from "./review-request.words.ts";

const schema = ({ z, text, url, common }: SchemaTools) =>
  z.strictObject({
    title: text.optional(),
    note: text.optional(),
    href: url,
    /** What everybody gets who writes one, whatever they write. */
    reward: text.optional(),
    ...common("card", true),
  });
type Props = Zod.output<ReturnType<typeof schema>>;

export const reviewRequest: ElementKind<Props> = {
  kind: "review_request",
  moments: ["smot", "tmot"],
  about: "Invites to write a review.",
  need: "Those who are content rarely write unasked.",
  evidence: "A reward does not depend on the opinion, and that is said.",
  words: REVIEW_REQUEST_WORDS,
  wordsShown: ({ title, note, reward }) => [
    "write",
    ...(title === undefined ? ["title"] : []),
    ...(note === undefined ? ["note"] : []),
    ...(reward === undefined ? [] : ["reward"]),
  ],
  script: null,
  schema,

  render(props, context) {
    const href = context.url(props.href);
    if (href === null) return null;
    const title = props.title === undefined ? context.say("title") : context.text(props.title);
    const note = props.note === undefined ? context.say("note") : context.text(props.note);
    const reward =
      props.reward === undefined
        ? null
        : html`<p class="lz-note">${context.say("reward", { reward: context.text(props.reward) })}</p>`;
    const write = html`<a class="lz-button" href="${href}">${context.say("write")}</a>`;
    const content = html`${heading(title, props)}<div class="lz-stack"><p>${note}</p>${reward}${write}</div>`;
    return frame("review_request", props, context, content);
  },
};
