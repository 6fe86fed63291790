/** Results in plain words, for a message to people who read no tables. English, Persian, Arabic. Pure. */
import type { MetricResult, ResultsBody } from "./contract.ts";
import { warningText } from "./warnings.ts";
import { daysText, intervalText, type Language, signed } from "./words.ts";

interface Words {
  readonly verdict: { readonly [verdict in ResultsBody["decision"]["verdict"]]: string };
  readonly comma: string;
  readonly after: (days: string) => string;
  /** Of a metric that is tested once, before that. */
  readonly waits: string;
  readonly visitors: (count: string) => string;
  readonly next: string;
  readonly notEnough: string;
  readonly broken: string;
}

const WORDS: { readonly [language in Language]: Words } = {
  en: {
    verdict: {
      winner: "Winner",
      loser: "Loser",
      "no-difference": "No difference",
      "keep-running": "Keep running",
      invalid: "No verdict",
    },
    comma: ",",
    after: (days) => `after ${days}`,
    waits: "judged at the planned end",
    visitors: (count) => `${count} visitors`,
    next: "What would change this:",
    notEnough: "not enough data",
    broken: "The split is broken; no figure of this experiment can be relied on.",
  },
  fa: {
    verdict: {
      winner: "برنده",
      loser: "بازنده",
      "no-difference": "بدون تفاوت",
      "keep-running": "ادامه دهید",
      invalid: "بدون نتیجه",
    },
    comma: "،",
    after: (days) => `پس از ${days}`,
    waits: "در پایان برنامه‌ریزی‌شده داوری می‌شود",
    visitors: (count) => `${count} بازدیدکننده`,
    next: "چه چیزی این را تغییر می‌دهد:",
    notEnough: "دادهٔ کافی نیست",
    broken: "تقسیم بازدیدکنندگان خراب است؛ به هیچ عددی از این آزمایش نمی‌توان تکیه کرد.",
  },
  ar: {
    verdict: {
      winner: "فائزة",
      loser: "خاسرة",
      "no-difference": "لا فرق",
      "keep-running": "استمر",
      invalid: "لا حكم",
    },
    comma: "،",
    after: (days) => `بعد ${days}`,
    waits: "يُحكم عليه في النهاية المخططة",
    visitors: (count) => `${count} زائراً`,
    next: "ما الذي يغيّر هذا:",
    notEnough: "البيانات غير كافية",
    broken: "تقسيم الزوار مختل؛ لا يُعتمد على أي رقم من هذه التجربة.",
  },
};

export function summaryOf(body: ResultsBody, language: Language): string {
  const words = WORDS[language];
  const plain = new Intl.NumberFormat(language);
  const visitors = body.health.splitTest.observed.reduce((sum, count) => sum + count, 0);
  const { reason, change } = body.decision.words[language];
  return [
    `${body.experiment}: ${words.verdict[body.decision.verdict]} (${words.visitors(plain.format(visitors))}${words.comma} ${words.after(daysText(body.days, language, Infinity))})`,
    reason,
    ...(body.health.splitTest.ok === false
      ? [words.broken]
      : body.metrics.flatMap((metric) => linesOf(metric, language, words))),
    ...body.health.warnings.flatMap((warning) => {
      const text = warningText(warning, language);
      return text === null ? [] : [`! ${text}`];
    }),
    `${words.next} ${change}`,
    "",
  ].join("\n");
}

function linesOf(metric: MetricResult, language: Language, words: Words): string[] {
  return (metric.variants ?? []).slice(1).map((variant) => {
    const lift = variant.lift?.relative ?? null;
    const tested = metric.method?.name === "fixed-horizon" ? variant.fixed : variant.sequential;
    const interval = tested?.interval ?? null;
    if (metric.method?.due === false)
      return `- ${metric.metric}${words.comma} ${variant.variant}: ${words.waits}`;
    if (lift === null || interval === null)
      return `- ${metric.metric}${words.comma} ${variant.variant}: ${words.notEnough}`;
    return `- ${metric.metric}${words.comma} ${variant.variant}: ${signed(lift, language)} (${intervalText(interval, language)})`;
  });
}
