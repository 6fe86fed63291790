/**
 * One to three questions on a scale, feeding `csat` and its like. A form that works without script: it is posted to
 * Lahza's own door, which keeps numbers and no words. The contract of the markup is in docs/elements.md.
 */
import type { z as Zod } from "zod";
import { heading } from "../blocks.ts";
import type { ElementKind, RenderContext, SchemaTools } from "../element.ts";
import { frame } from "../frame.ts";
import { escape, html, type Markup } from "../markup.ts";
import { numberText } from "../live/numbers.ts";
import { SURVEY_WORDS } from "./survey.words.ts";

const SCALES = { "1-5": [1, 5], "0-10": [0, 10] } as const;

const schema = ({ z, text, id, common }: SchemaTools) =>
  z.strictObject({
    surveyId: id,
    title: text.optional(),
    questions: z
      .array(
        z.strictObject({
          /** The event that an answer becomes: satisfaction, would they recommend us, was it easy. */
          event: z.enum(["csat", "nps", "ces"]),
          /** Absent: was the product as promised? */
          question: text.optional(),
          scale: z.enum(["1-5", "0-10"]).default("1-5"),
          low: z.strictObject({ text }).optional(),
          high: z.strictObject({ text }).optional(),
        }),
      )
      .min(1)
      .max(3)
      .refine(
        (questions) => new Set(questions.map(({ event }) => event)).size === questions.length,
        "each event once",
      )
      .default([{ event: "csat", scale: "1-5" }]),
    ...common("card", true),
  });
type Props = Zod.output<ReturnType<typeof schema>>;

export const survey: ElementKind<Props> = {
  kind: "survey",
  moments: ["tmot", "umot", "smot"],
  about: "One to three questions from 1 to 5 or 0 to 10; one may ask whether the product was as promised.",
  need: "Whether a promise held is known to the shopper alone; asking says that it matters.",
  evidence: "Answers are stored as numbers without personal data.",
  words: SURVEY_WORDS,
  wordsShown: ({ title, questions }) =>
    Object.keys(SURVEY_WORDS).filter(
      (name) =>
        (name !== "title" || title === undefined) &&
        (name !== "asPromised" || questions.some(({ question }) => question === undefined)) &&
        (name !== "low" || questions.some(({ low }) => low === undefined)) &&
        (name !== "high" || questions.some(({ high }) => high === undefined)),
    ),
  script: "survey",
  schema,

  render(props, context) {
    const { surveyId, questions } = props;
    const prefix = context.live({ live: "prefix" });
    const title = props.title === undefined ? context.say("title") : context.text(props.title);
    const fields = questions.map((question) => field(question, surveyId, context));
    const send = html`<button class="lz-button" type="submit">${context.say("send")}</button>`;
    const said = html`<p class="lz-note">${context.say("privacy")}</p>`;
    const status = html`<p class="lz-status" role="status" hidden data-thanks="${context.say("thanks")}" data-failed="${context.say("failed")}"></p>`;
    const form = html`<form class="lz-stack" method="post" action="${prefix}/survey" data-lahza="survey"><input type="hidden" name="survey" value="${escape(surveyId)}">${fields}${send}${said}</form>`;
    return frame("survey", props, context, html`${heading(title, props)}${form}${status}`);
  },
};

function field(question: Props["questions"][number], surveyId: string, context: RenderContext): Markup {
  const [from, to] = SCALES[question.scale];
  const text = question.question === undefined ? context.say("asPromised") : context.text(question.question);
  const name = escape(question.event);
  const choices: Markup[] = [];
  for (let value = from; value <= to; value++) {
    const id = html`${escape(context.id)}-${escape(surveyId.replace(/[^A-Za-z0-9_-]/g, "-"))}-${name}-${value}`;
    choices.push(
      html`<span class="lz-choice"><input type="radio" id="${id}" name="${name}" value="${value}" required><label for="${id}">${escape(numberText(value, context))}</label></span>`,
    );
  }
  const low = question.low === undefined ? context.say("low") : context.text(question.low.text);
  const high = question.high === undefined ? context.say("high") : context.text(question.high.text);
  return html`<fieldset class="lz-full lz-scale-${to}"><legend class="lz-label">${text}</legend><div class="lz-scale">${choices}</div><div class="lz-range lz-note" aria-hidden="true"><span>${low}</span><span>${high}</span></div></fieldset>`;
}
