/** One environmental claim about one thing, with what it rests on; gone when its evidence or certificate has run out. */
import type { z as Zod } from "zod";
import { apart, line } from "../blocks.ts";
import type { ElementKind, SchemaTools } from "../element.ts";
import { frame } from "../frame.ts";
import { dateText } from "../live/dates.ts";
import { escape, html } from "../markup.ts";
import { evidenceEndMs, onlyDuring } from "../sources.ts";
import { ECO_WORDS } from "./eco.words.ts";

const schema = ({ z, text, evidence, instant, common }: SchemaTools) =>
  z.strictObject({
    /** What exactly is claimed, and of what: "The box is 90 % recycled paper". */
    text,
    evidence,
    certificate: z
      .strictObject({ issuer: text, reference: z.string().trim().min(1).max(100), expiresAt: instant })
      .optional(),
    ...common("card"),
  });
type Props = Zod.output<ReturnType<typeof schema>>;

const endMs = ({ evidence, certificate }: Props): number =>
  Math.min(evidenceEndMs(evidence), certificate === undefined ? Infinity : Date.parse(certificate.expiresAt));

/** Words that say nothing that could be checked; consumer law in the EU forbids them without proof of the whole. */
const VAGUE =
  /\b(?:eco-?friendly|green|sustainable|climate[- ]neutral|carbon[- ]neutral|natural|environmentally friendly)\b|دوستدار محیط|سبز|صديق للبيئة|محايد/i;

export const eco: ElementKind<Props> = {
  kind: "eco",
  moments: ["fmot", "zmot"],
  about: "An environmental claim with its evidence.",
  need: "More and more shoppers ask what a thing does to the world, and distrust what they are told.",
  evidence:
    "One checkable statement with source and day; silent when that is too old or the certificate has run out; vague words are refused.",
  words: ECO_WORDS,
  wordsShown: ({ certificate }) => ["basis", "asOf", ...(certificate === undefined ? [] : ["certified"])],
  script: null,
  schema,
  claims: ({ text, evidence }) => [
    { claim: "eco", statement: JSON.stringify(text), source: `${evidence.source} at ${evidence.at}` },
  ],
  lint(props, nowMs) {
    const problems = [];
    if (endMs(props) <= nowMs)
      problems.push({
        rule: "evidence-stale",
        pointer: "/evidence/at",
        message: "the evidence or the certificate has run out: renew it, or take the claim away",
      });
    const texts = typeof props.text === "string" ? [props.text] : Object.values(props.text);
    if (texts.some((text) => VAGUE.test(text)))
      problems.push({
        rule: "eco-vague",
        pointer: "/text",
        message:
          'say what exactly is better and of what ("the box is 90 % recycled paper"): general words such as green or eco-friendly cannot be proved',
      });
    return problems;
  },

  render(props, context) {
    const { evidence, certificate } = props;
    const href = context.url(evidence.source);
    const day = escape(dateText(Date.parse(evidence.at), context, false));
    const basis = href === null ? context.say("basis") : html`<a href="${href}">${context.say("basis")}</a>`;
    const proof = html`${basis} (${context.say("asOf", { day })})`;
    const signed =
      certificate === undefined
        ? null
        : html`</span><span class="lz-note">${context.say("certified", {
            issuer: apart(context.text(certificate.issuer)),
            reference: html`<bdi dir="ltr">${escape(certificate.reference)}</bdi>`,
            day: escape(dateText(Date.parse(certificate.expiresAt), context, false)),
          })}`;
    const content = line({ icon: "leaf", label: context.text(props.text), note: html`${proof}${signed}` });
    return onlyDuring(null, endMs(props), frame("eco", props, context, content), context);
  },
};
