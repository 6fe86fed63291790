/** What the results page says of answers that the analysis gives: of shops that never were, so that every state is met. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { analyse } from "../../src/results/analysis.ts";
import { analysisOf, FIRST_DAY, PURCHASE, REVENUE } from "../../src/results/analysis.fixture.ts";
import type { AnalysisInput, ResultsBody } from "../../src/results/contract.ts";
import { journeyOf } from "../../src/results/journey.ts";
import { seriesOf } from "../../src/results/timeseries.ts";
import { type Lahza, startLahza } from "../contract/lahza.ts";
import { barriers, type Person, settled, signedIn } from "./dashboard.ts";
import { launchBrowser } from "./launch.ts";

let lahza: Lahza;
let browser: Browser;

beforeAll(async () => {
  [lahza, browser] = await Promise.all([startLahza("example-shop"), launchBrowser()]);
  const variants = ["control", "v1", "v2"].map((key, index) => ({
    key,
    name: key,
    weight: index === 0 ? 0.5 : 0.25,
  }));
  await lahza.load({
    settings: { languages: ["en", "fa", "ar"], timeZone: "Asia/Tehran" },
    experiments: [
      {
        key: "test",
        name: "Trust badges",
        status: "running",
        hypothesis: "They are trusted.",
        pages: { include: ["/products/*"] },
        variants,
        metrics: { primary: "purchase" },
      },
    ],
  });
});
afterAll(async () => {
  await browser?.close();
  await lahza?.close();
});

/** The results page in front of that answer. */
async function reading(
  input: AnalysisInput,
  { locale = "en", width = 1280, as = (body: ResultsBody) => body, steps = journeyOf(input) } = {},
): Promise<Person> {
  const person = await signedIn(browser, lahza, { locale, width });
  const answers = {
    results: as(analyse(input)),
    timeseries: { metrics: seriesOf(input) },
    journey: { steps },
  };
  for (const [name, body] of Object.entries(answers))
    await person.context.route(new RegExp(`/api/experiments/test/${name}`), (route) =>
      route.fulfill({ json: body }),
    );
  await person.open("/experiments/test");
  await settled(person.page);
  return person;
}

const BUY_MORE = { rates: [0.05, 0.08], secondary: [], metrics: [PURCHASE] };
const block = (page: Page, title: string) =>
  page.locator(".metric", { has: page.getByRole("heading", { name: title }) });

test("where there is no interval, its reason stands there; nothing is drawn or coloured", async () => {
  const few = analysisOf({
    ...BUY_MORE,
    days: 3,
    visitors: 90,
    rates: [0.08, 0.22],
    analysis: { method: "group-sequential" },
    seed: 4,
  });
  const { page, context } = await reading(few);
  const purchase = block(page, "Ordered");
  await purchase.getByText("Fewer than 25 did it in one of the variants").first().waitFor();
  expect(await purchase.locator(".lift.neutral").count()).toBe(1);
  expect(await page.locator(".range, .lift.good, .lift.bad").count()).toBe(0);
  // Of a band that is not there, too.
  await page.locator("figure").getByText("No interval. Fewer than 25").waitFor();
  await context.close();
});

test("a figure that is not there has its reason, and so has what is not known of the days", async () => {
  const nobody = analysisOf({ ...BUY_MORE, days: 9, rates: [0, 0.05] });
  const { page, context } = await reading(nobody, {
    as: (body) => ({
      ...body,
      metrics: body.metrics.map((metric) => ({
        ...metric,
        variants: (metric.variants ?? []).map((variant, index) =>
          index === 0 ? { ...variant, mean: null, reason: "nothing-to-divide-by" } : variant,
        ),
        novelty: { heterogeneityPValue: null, slopePValue: null, label: null, reason: "not-of-ratios" },
      })),
    }),
  });
  const purchase = block(page, "Ordered");
  await purchase.getByText("control: There is nothing to divide by yet.").waitFor();
  await purchase.getByText("In control it is 0, so that its change has no percentage.").waitFor();
  await purchase.locator("summary").click();
  await purchase.getByText("steady from day to day is not known. It is not told of ratios.").waitFor();
  await context.close();
});

test("what is tested once says so until its planned end", async () => {
  const early = analysisOf({ ...BUY_MORE, days: 9, analysis: { method: "fixed" } });
  const { page, context } = await reading(early);
  await block(page, "Ordered").locator(":scope > p", { hasText: "is tested once" }).waitFor();
  expect(await block(page, "Ordered").locator(".lift.neutral .range").count()).toBe(1);
  await context.close();
});

test("a step of the journey says what its lift is of, and why it has no shares", async () => {
  const step = { moment: "tmot", metric: "csat" };
  const variant = { visitors: 900, reached: 300 };
  const lift = { absolute: 100, relative: 0.025 };
  const { page, context } = await reading(analysisOf(BUY_MORE), {
    steps: [
      {
        ...step,
        step: "satisfied",
        liftOf: "score",
        variants: [
          { variant: "control", ...variant, share: 0.3, score: 4000 },
          { variant: "v1", ...variant, share: 0.3, score: 4100, lift },
        ],
      },
      {
        ...step,
        step: "ordered",
        reason: "weights-changed-within-the-phase",
        variants: [
          { variant: "control", ...variant, share: null },
          { variant: "v1", ...variant, share: null, lift },
        ],
      },
    ],
  });
  const row = (name: string) => page.locator(".journey tr", { hasText: name });
  await row("Satisfied").getByText("change of the mean answer: 4 / 4.1").waitFor();
  await row("Ordered").getByText("The weights changed within the phase").waitFor();
  await context.close();
});

test("of several variants, each reason names those that it is of", async () => {
  const three = analysisOf({
    ...BUY_MORE,
    days: 10,
    weights: [0.49, 0.49, 0.02],
    rates: [0.05, 0.05, 0.05],
    analysis: { method: "group-sequential", plan: { baseline: 0.05, visitors: 90_000 } },
  });
  const { page, context } = await reading(three);
  const purchase = block(page, "Ordered");
  await purchase.getByText("v2: No interval.").waitFor();
  expect(await purchase.getByText("v1: No interval.").count()).toBe(0);
  await context.close();
});

test("a guardrail says its state, and what harm it allows; an effect that fades says so", async () => {
  const fading = analysisOf({
    rates: [0.05, 0.05],
    ratesOn: (day) => [0.05, 0.05 + 0.05 * Math.max(0, 1 - day / 12)],
    secondary: [],
    guardrails: ["revenue"],
  });
  const guarded = (state: "passed" | "failed" | "undecided") => (body: ResultsBody) => ({
    ...body,
    metrics: body.metrics.map((metric) => ({
      ...metric,
      variants: (metric.variants ?? []).map((variant) => ({
        ...variant,
        ...(variant.guardrail === undefined ? {} : { guardrail: { ...variant.guardrail, state } }),
      })),
    })),
  });
  for (const [state, tone, word] of [
    ["passed", "good", "No harm"],
    ["failed", "bad", "Harm shown"],
    ["undecided", "neutral", "Not decided yet"],
  ] as const) {
    const { page, context } = await reading(fading, { as: guarded(state) });
    const revenue = block(page, "Revenue");
    await revenue.locator(`.badge.${tone}`, { hasText: word }).waitFor();
    await revenue.getByText("up to 5% is accepted").waitFor();
    expect(await revenue.locator(`.lift.${tone}`).count()).toBe(1);
    await block(page, "Ordered").getByText("The change fades from day to day").waitFor();
    await context.close();
  }
});

test("the details are in the unit of the mean, and say how much noise was taken out", async () => {
  const spending = analysisOf({ ...BUY_MORE, primary: "revenue", metrics: [PURCHASE, REVENUE] });
  const treatment = analyse(spending).metrics[0]?.variants?.[1];
  const adjustment = { method: "cuped", varianceSaved: 0.234 } as const;
  const { page, context } = await reading(spending, {
    as: (body) => ({
      ...body,
      metrics: body.metrics.map((metric) => ({
        ...metric,
        variants: (metric.variants ?? []).map((variant) => ({ ...variant, adjustment })),
      })),
    }),
  });
  const details = block(page, "Revenue").locator("details");
  await details.locator("summary").click();
  const cells = await details.locator("tbody tr").first().locator("td").allTextContents();
  const dollars = (minor: number) =>
    new Intl.NumberFormat("en-GB", {
      style: "currency",
      currency: "USD",
      maximumSignificantDigits: 6,
    }).format(minor / 100);
  expect(cells).toContain(dollars(treatment?.standardDeviation ?? Number.NaN));
  expect(cells).toContain(dollars(treatment?.bayesian?.expectedLoss ?? Number.NaN));
  expect(cells).toContain("23% by what visitors did before (CUPED)");
  await context.close();
});

test("scores are not told in thousandths", async () => {
  const spending = analysisOf({ ...BUY_MORE, primary: "revenue", metrics: [PURCHASE, REVENUE] });
  const { page, context } = await reading(spending, {
    as: (body) => ({
      ...body,
      metrics: body.metrics.map((metric) => ({
        ...metric,
        metric: "csat",
        kind: "mean",
        unit: { currency: null, decimals: 3 },
        variants: (metric.variants ?? []).map((variant) => ({ ...variant, standardDeviation: 1234.56 })),
      })),
    }),
  });
  const details = block(page, "Satisfaction").locator("details");
  await details.locator("summary").click();
  expect(await details.locator("tbody tr").first().locator("td").allTextContents()).toContain("1.23456");
  await context.close();
});

test("health says since when, and at which stage visitors are lost", async () => {
  const input = analysisOf({ ...BUY_MORE, days: 8, loss: [0, 0.3], rates: [0.05, 0.05] });
  const broken = { ...input, place: { state: "lost", sinceDay: FIRST_DAY + 6 } as const };
  const body = analyse(broken);
  expect(body.health.splitTest.brokenSince).toMatch(/^2024-10-0\d$/);
  const { page, context } = await reading(broken);
  const health = page.locator(".card", { hasText: "May these figures be believed?" });
  await health.getByText("no longer on most of its pages. (since 10 October 2024)").waitFor();
  const day = Number(body.health.splitTest.brokenSince?.slice(-2));
  await health
    .locator("h3", { hasText: "not as planned" })
    .getByText(`(since ${day} October 2024)`)
    .waitFor();
  // Once, above the groups that it is of.
  expect(await health.locator("h4").allTextContents()).toEqual(["Confirmed by the browser"]);
  await context.close();
});

test("home tells why there is no interval, and no chance that only an interval could bear out", async () => {
  const few = analysisOf({ ...BUY_MORE, days: 3, visitors: 90, analysis: { method: "group-sequential" } });
  const { page, open, context } = await reading(few);
  await open("/");
  const row = page.locator("tr", { hasText: "Trust badges" });
  await row.getByText("Fewer than 25 did it in one of the variants").waitFor();
  expect(await row.getByText("chance to be better").count()).toBe(0);
  expect(await row.locator(".range").count()).toBe(0);
  await context.close();
});

const BOUNCE = {
  key: "bounce",
  kind: "bounce",
  direction: "decrease",
  windowHours: null,
  cap: null,
} as const;

test.each(["en", "fa", "ar"])(
  "on a phone all of it is in reach, and without barriers: %s",
  async (locale) => {
    const full = analysisOf({
      days: 10,
      weights: [0.5, 0.25, 0.25],
      rates: [0.05, 0.09, 0.05],
      guardrails: ["bounce"],
      metrics: [PURCHASE, REVENUE, BOUNCE],
      loss: [0, 0.1, 0],
    });
    const { page, context } = await reading(full, { locale, width: 390 });
    for (const summary of await page.locator("summary").all()) await summary.click();
    expect(await barriers(page)).toEqual([]);
    const wider = await page.evaluate(() =>
      [document.documentElement, ...document.querySelectorAll(".metric > .table-frame")]
        .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 1)
        .map(({ className, scrollWidth }) => [className, scrollWidth]),
    );
    expect(wider).toEqual([]);
    await context.close();
  },
);

test("a plan that cannot be says so in the page's language, and so does one that takes too long", async () => {
  const { page, context, open } = await signedIn(browser, lahza, { locale: "fa" });
  await open("/experiments/new");
  await page.getByLabel("نرخ امروز").fill("۶۰");
  await page.getByLabel("کوچک‌ترین تغییر مهم").fill("۱۰۰");
  await page.getByText("با این تغییر بیش از همه آن را انجام می‌دادند").waitFor();
  await page.getByLabel("کوچک‌ترین تغییر مهم").fill("۱");
  await page.getByText("به شمار بازدیدکنندگان بستگی دارد").waitFor();
  await page.getByLabel("بازدیدکننده در روز").fill("۱۰");
  await page.getByText("زمان درازی است").waitFor();
  expect(await page.getByText("At this pace").count()).toBe(0);
  await context.close();
});
