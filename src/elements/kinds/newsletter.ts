/** A form that is posted to the shop itself: the address never passes through Lahza's hands. */
import type { z as Zod } from "zod";
import { heading } from "../blocks.ts";
import type { ElementKind, SchemaTools } from "../element.ts";
import { frame } from "../frame.ts";
import { escape, html } from "../markup.ts";
import { NEWSLETTER_WORDS } from "./newsletter.words.ts";

const schema = ({ z, text, url, common }: SchemaTools) => {
  const name = z.string().regex(/^[A-Za-z][A-Za-z0-9_.[\]-]{0,63}$/, "a field's name");
  return z.strictObject({
    title: text.optional(),
    /** What comes and how often. */
    description: text,
    /** The shop's own door: a path on its host. */
    action: url.refine((value) => value.startsWith("/"), "a path on the shop's own host"),
    field: name.default("email"),
    hidden: z.record(name, z.string().max(200)).default({}),
    /** What shoppers agree to. */
    condition: text,
    privacy: url,
    ...common("card", true),
  });
};
type Props = Zod.output<ReturnType<typeof schema>>;

export const newsletter: ElementKind<Props> = {
  kind: "newsletter",
  moments: ["umot", "tmot"],
  about: "Subscribes to the shop's newsletter.",
  need: "Some want to hear of the next thing rather than look for it.",
  evidence: null,
  words: NEWSLETTER_WORDS,
  wordsShown: ({ title }) =>
    Object.keys(NEWSLETTER_WORDS).filter((word) => word !== "title" || title === undefined),
  script: null,
  schema,

  render(props, context) {
    const target = context.url(props.action);
    const privacy = context.url(props.privacy);
    if (target === null || privacy === null) return null;
    const title = props.title === undefined ? context.say("title") : context.text(props.title);
    const id = html`${escape(context.id)}-mail`;
    const hidden = Object.entries(props.hidden).map(
      ([name, value]) => html`<input type="hidden" name="${escape(name)}" value="${escape(value)}">`,
    );
    const input = html`<input class="lz-input" id="${id}" type="email" name="${escape(props.field)}" autocomplete="email" dir="ltr" required>`;
    const join = html`<button class="lz-button" type="submit">${context.say("join")}</button>`;
    const terms = html`<p class="lz-note">${context.text(props.condition)} <a href="${privacy}">${context.say("privacy")}</a></p>`;
    const form = html`<form class="lz-form" method="post" action="${target}">${hidden}<label for="${id}">${context.say("mail")}</label><div class="lz-line">${input}${join}</div>${terms}</form>`;
    const content = html`${heading(title, props)}<p>${context.text(props.description)}</p>${form}`;
    return frame("newsletter", props, context, content);
  },
};
