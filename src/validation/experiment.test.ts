import { describe, expect, it } from "vitest";
import { experimentSchema } from "../domain/experiment.schema.ts";
import { goalSchema } from "../domain/goal.schema.ts";
import { metricSchema } from "../domain/metric.schema.ts";
import { settingsSchema } from "../domain/settings.schema.ts";
import { checkExperiment, type ExperimentContext } from "./experiment.ts";

const NOW = Date.UTC(2026, 10, 22, 12);
const iso = (ms: number): string => new Date(ms).toISOString();

const control = { key: "control", weight: 0.5 };
const title = { selector: "h1.title", action: "set_text", value: "Hello" };
const badges = { key: "badges", weight: 0.5, changes: [title] };

/** A valid experiment, with fields over its own. */
const experiment = (overrides: object = {}): Record<string, unknown> => ({
  key: "pdp-trust",
  name: "Trust badges",
  pages: { include: ["/products/*"] },
  variants: [control, badges],
  ...overrides,
});
const variant = (overrides: object): object =>
  experiment({ variants: [control, { ...badges, ...overrides }] });
const change = (overrides: object): object => variant({ changes: [{ ...title, ...overrides }] });
const pages = (overrides: object): object =>
  experiment({ pages: { include: ["/products/*"], ...overrides } });
const wording = (value: unknown): object => variant({ changes: [{ ...title, value }] });
const audience = (condition: object): object => experiment({ audience: condition });
const countdown = (endsAt: string, offerId = "o1"): object => ({ kind: "countdown", endsAt, offerId });
const element = (props: object): object =>
  variant({ changes: [{ selector: "form", action: "after", element: props }] });

const context = (overrides: Partial<ExperimentContext> = {}): ExperimentContext => ({
  settings: settingsSchema.parse({}),
  goals: [],
  metrics: [metricSchema.parse({ key: "wishes", kind: "conversion", event: "wish" })],
  running: [],
  before: null,
  wasStarted: false,
  startedAtMs: null,
  willRun: false,
  prefix: "/_lahza",
  nowMs: NOW,
  ...overrides,
});

/** `pointer: words` of each. */
function errorsOf(input: unknown, overrides: Partial<ExperimentContext> = {}): string[] {
  const checked = checkExperiment(input, context(overrides));
  return checked.ok ? [] : checked.errors.map(({ pointer, detail }) => `${pointer}: ${detail}`);
}

function warningsOf(input: unknown, overrides: Partial<ExperimentContext> = {}): string[] {
  const checked = checkExperiment(input, context(overrides));
  expect(checked.ok ? [] : checked.errors).toEqual([]);
  return checked.warnings.map(({ pointer, detail }) => `${pointer}: ${detail}`);
}

const ERRORS: [string, unknown, string, string][] = [
  ["no object", null, "", "must be an object"],
  ["a list", [], "", "must be an object"],
  ["key with capitals", experiment({ key: "PDP" }), "/key", "lower-case"],
  ["key missing", experiment({ key: undefined }), "/key", "missing"],
  ["name missing", experiment({ name: undefined }), "/name", "missing"],
  ["name empty", experiment({ name: "" }), "/name", "must not be empty"],
  ["name too long", experiment({ name: "x".repeat(201) }), "/name", "at most 200 characters"],
  ["unknown field", experiment({ nonsense: 1 }), "/nonsense", "no such field"],
  ["misspelt field", experiment({ trafic: 1 }), "/trafic", "did you mean traffic?"],
  ["field in capitals", experiment({ Layer: null }), "/Layer", "did you mean layer?"],
  ["misspelt field of a variant", variant({ wieght: 1 }), "/variants/1/wieght", "did you mean weight?"],
  ["moment", experiment({ moment: "later" }), "/moment", "one of pre_zmot, zmot, fmot"],
  ["traffic as text", experiment({ traffic: "1" }), "/traffic", "a number (without quotes)"],
  ["traffic too high", experiment({ traffic: 1.5 }), "/traffic", "at most 1"],
  ["traffic below zero", experiment({ traffic: -1 }), "/traffic", "at least 0"],
  ["unit", experiment({ unit: "device" }), "/unit", "one of visitor, customer"],
  [
    "a bandit over customers",
    experiment({ unit: "customer", analysis: { method: "bandit" } }),
    "/unit",
    "gives new visitors new weights",
  ],
  [
    "a bandit after two metrics",
    experiment({ metrics: { primary: ["purchase", "revenue"] }, analysis: { method: "bandit" } }),
    "/metrics/primary",
    "one metric",
  ],
  [
    "a bandit after a ratio",
    experiment({ metrics: { primary: "average_order_value" }, analysis: { method: "bandit" } }),
    "/metrics/primary",
    "no number of one visitor",
  ],
  [
    "a ramp that falls",
    experiment({ traffic: 0.5, schedule: { ramp: [{ at: "2030-01-01T00:00:00Z", traffic: 0.5 }] } }),
    "/schedule/ramp/0/traffic",
    "must be above 0.5",
  ],
  [
    "a ramp out of order",
    experiment({
      traffic: 0.1,
      schedule: {
        ramp: [
          { at: "2030-01-02T00:00:00Z", traffic: 0.2 },
          { at: "2030-01-01T00:00:00Z", traffic: 0.3 },
        ],
      },
    }),
    "/schedule/ramp/1/at",
    "order of their time",
  ],
  [
    "a ramp beyond the end",
    experiment({
      traffic: 0.1,
      schedule: {
        endAt: "2030-01-01T00:00:00Z",
        ramp: [{ at: "2030-01-02T00:00:00Z", traffic: 0.2 }],
      },
    }),
    "/schedule/ramp/0/at",
    "over by then",
  ],
  ["no pages", experiment({ pages: undefined }), "/pages", "missing"],
  ["no included page", pages({ include: [] }), "/pages/include", "at least 1 entry"],
  ["a whole address", pages({ include: ["https://shop.example/a"] }), "/pages/include/0", "start with /"],
  ["a query", pages({ include: ["/a?b=1"] }), "/pages/include/0", "without their query"],
  ["a fragment", pages({ include: ["/a#b"] }), "/pages/include/0", "never reaches a server"],
  ["white space", pages({ include: ["/a "] }), "/pages/include/0", "white space"],
  ["two slashes", pages({ include: ["/a//b"] }), "/pages/include/0", "//"],
  ["a backslash", pages({ include: ["/a\\b"] }), "/pages/include/0", "browsers send /"],
  ["dot segments", pages({ include: ["/a/../b"] }), "/pages/include/0", ".."],
  ["our own addresses", pages({ include: ["/_lahza/*"] }), "/pages/include/0", "Lahza's own"],
  ["a bad excluded page", pages({ exclude: ["/products/x?y"] }), "/pages/exclude/0", "without their query"],
  ["everything excluded", pages({ exclude: ["/*"] }), "/pages/exclude", "no page is left"],
  [
    "everything excluded by a shorter one",
    pages({ exclude: ["/prod*"] }),
    "/pages/exclude",
    "no page is left",
  ],
  ["a host with https", pages({ hosts: ["https://shop.example"] }), "/pages/hosts/0", "without https://"],
  ["a host with a path", pages({ hosts: ["shop.example/a"] }), "/pages/hosts/0", "no host name"],
  ["a star inside of a host", pages({ hosts: ["www.*.example"] }), "/pages/hosts/0", "*.shop.example"],
  ["an empty host", pages({ hosts: [" "] }), "/pages/hosts/0", "no host name"],
  ["unknown operator", audience({ a: { $like: 1 } }), "/audience/a/$like", "unknown operator"],
  ["$in without a list", audience({ country: { $in: "AE" } }), "/audience/country/$in", "takes a list"],
  ["$in with nothing", audience({ country: { $in: [] } }), "/audience/country/$in", "at least one"],
  ["$or without a list", audience({ $or: {} }), "/audience/$or", "list of conditions"],
  ["$not with text", audience({ $not: "x" }), "/audience/$not", "takes a condition"],
  [
    "$exists with text",
    audience({ segment: { $exists: "yes" } }),
    "/audience/segment/$exists",
    "true or false",
  ],
  [
    "operand deep inside",
    audience({ $or: [{ a: 1 }, { $and: [{ b: { $nin: 1 } }] }] }),
    "/audience/$or/1/$and/0/b/$nin",
    "takes a list",
  ],
  [
    "a regex outside the subset",
    audience({ path: { $regex: "(?=a)" } }),
    "/audience/path/$regex",
    "not allowed",
  ],
  [
    "a range upside down",
    experiment({ layer: { name: "a", range: [0.5, 0.2] } }),
    "/layer/range",
    "below its end",
  ],
  [
    "one variant",
    experiment({ variants: [{ ...control, weight: 1 }] }),
    "/variants",
    "at least two variants",
  ],
  ["no variants", experiment({ variants: undefined }), "/variants", "missing"],
  [
    "weights",
    experiment({ variants: [control, { ...badges, weight: 0.6 }] }),
    "/variants",
    "add up to 1.100",
  ],
  [
    "two equal keys",
    experiment({ variants: [control, { ...badges, key: "control" }] }),
    "/variants/1/key",
    "two variants",
  ],
  ["a weight as text", variant({ weight: "0.5" }), "/variants/1/weight", "a number"],
  ["redirect and changes", variant({ redirect: "/b" }), "/variants/1", "instead of changes"],
  [
    "redirect elsewhere",
    variant({ changes: [], redirect: "//evil.example" }),
    "/variants/1/redirect",
    "shop's host",
  ],
  [
    "redirect to its own pages",
    variant({ changes: [], redirect: "/products/b" }),
    "/variants/1/redirect",
    "lead to itself",
  ],
  [
    "redirect with a star",
    variant({ changes: [], redirect: "/b/*" }),
    "/variants/1/redirect",
    "stands for nothing",
  ],
  [
    "originPath with a star for nothing",
    { ...variant({ changes: [], originPath: "/b/*" }), pages: { include: ["/products/x"] } },
    "/variants/1/originPath",
    "the * stands for",
  ],
  ["an action", change({ action: "sett" }), "/variants/1/changes/0/action", "one of set_text"],
  ["no action", change({ action: undefined }), "/variants/1/changes/0/action", "one of set_text"],
  ["no selector", change({ selector: undefined }), "/variants/1/changes/0/selector", "missing"],
  [
    "a selector that depends on the visitor",
    change({ selector: "a:hover" }),
    "/variants/1/changes/0/selector",
    ":hover",
  ],
  ["a broken selector", change({ selector: "h1[" }), "/variants/1/changes/0/selector", ""],
  [
    "a text that is a number",
    change({ value: 3 }),
    "/variants/1/changes/0/value",
    "text (in quotes) or an object",
  ],
  [
    "a language in capitals",
    change({ value: { EN: "x" } }),
    "/variants/1/changes/0/value/EN",
    "language code",
  ],
  [
    "a placeholder that is none",
    change({ value: "{{name}}" }),
    "/variants/1/changes/0/value",
    "no placeholder",
  ],
  [
    "markup that is not closed",
    change({ action: "set_html", value: "<b>x" }),
    "/variants/1/changes/0/value",
    "<b> is never closed",
  ],
  [
    "markup that is not closed, in Persian",
    change({ action: "set_html", value: { fa: "<i>" } }),
    "/variants/1/changes/0/value/fa",
    "<i> is never closed",
  ],
  [
    "value and element",
    change({ action: "after", element: countdown(iso(NOW + 1)) }),
    "/variants/1/changes/0",
    "either a value or an element",
  ],
  ["an unknown element", element({ kind: "banner" }), "/variants/1/changes/0/element/kind", "one of guide"],
  [
    "a countdown in the past",
    element(countdown(iso(NOW))),
    "/variants/1/changes/0/element/endsAt",
    "is over",
  ],
  [
    "a countdown without a zone",
    element(countdown("2027-01-01T00:00:00")),
    "/variants/1/changes/0/element/endsAt",
    "with its zone",
  ],
  [
    "an attribute's name",
    change({ action: "set_attribute", name: "a b", value: "x" }),
    "/variants/1/changes/0/name",
    "not an attribute name",
  ],
  [
    "two classes",
    change({ action: "add_class", value: "a b" }),
    "/variants/1/changes/0/value",
    "one class name",
  ],
  [
    "no shared language",
    variant({
      changes: [
        { ...title, value: { en: "a" } },
        { ...title, selector: "p.x", value: { fa: "b" } },
      ],
    }),
    "/variants",
    "no language",
  ],
  ["an unknown metric", experiment({ metrics: { primary: "gone" } }), "/metrics/primary", "no such metric"],
  [
    "an unknown metric in a list",
    experiment({ metrics: { primary: ["purchase", "gone"] } }),
    "/metrics/primary/1",
    "no such metric",
  ],
  [
    "an unknown guardrail",
    experiment({ metrics: { primary: "purchase", guardrails: ["gone"] } }),
    "/metrics/guardrails/0",
    "no such metric",
  ],
  [
    "a metric whose event no goal gives",
    experiment({ metrics: { primary: "wishes" } }),
    "/metrics/primary",
    "which no goal gives",
  ],
  [
    "startAt in the past",
    experiment({ schedule: { startAt: iso(NOW - 1) } }),
    "/schedule/startAt",
    "has passed",
  ],
  ["endAt in the past", experiment({ schedule: { endAt: iso(NOW) } }), "/schedule/endAt", "use finish"],
  [
    "end before start",
    experiment({ schedule: { startAt: iso(NOW + 9), endAt: iso(NOW + 5) } }),
    "/schedule/endAt",
    "after the start",
  ],
  [
    "an instant without a zone",
    experiment({ schedule: { startAt: "2027-01-01" } }),
    "/schedule/startAt",
    "with its zone",
  ],
  ["a method", experiment({ analysis: { method: "guess" } }), "/analysis/method", "one of sequential"],
  ["half a day", experiment({ analysis: { minimumDays: 1.5 } }), "/analysis/minimumDays", "a whole number"],
  [
    "too deep",
    experiment({ audience: JSON.parse(`${'{"a":'.repeat(70)}1${"}".repeat(70)}`) as object }),
    "",
    "nested more than",
  ],
  [
    "too large",
    experiment({
      variants: Array.from({ length: 20 }, (_, index) => ({
        key: `v${index}`,
        weight: 0.05,
        js: "x".repeat(30_000),
      })),
    }),
    "",
    "more than 500000",
  ],
];

describe("what is wrong is named by pointer and in words", () => {
  it.each(ERRORS)("%s", (_what, input, pointer, words) => {
    const errors = errorsOf(input);
    expect(errors.map((error) => error.slice(0, error.indexOf(": ")))).toEqual([pointer]);
    expect(errors[0]).toContain(words);
    expect(errors[0]).not.toMatch(/Invalid input|undefined|\[object/);
  });

  it("accepts what is right", () => {
    expect(errorsOf(experiment())).toEqual([]);
    expect(warningsOf(experiment())).toEqual([]);
  });

  it("names every wrong field at once, also behind one that is not well-formed", () => {
    const errors = errorsOf({
      ...experiment({ traffic: "x", metrics: { primary: "gone" }, pages: { include: ["/a?b"] }, trafic: 1 }),
      key: "X",
      schedule: { endAt: iso(NOW - 1) },
      audience: { a: { $in: 1 } },
      variants: [
        { key: "a", weight: 0.2, changes: [{ selector: "a:hover", action: "remove" }, 7] },
        { key: "a", weight: 0.2, nonsense: true },
      ],
    });
    expect(errors.map((error) => error.slice(0, error.indexOf(": "))).toSorted()).toEqual([
      "/audience/a/$in",
      "/key",
      "/metrics/primary",
      "/pages/include/0",
      "/schedule/endAt",
      "/traffic",
      "/trafic",
      "/variants",
      "/variants/0/changes/0/selector",
      "/variants/0/changes/1",
      "/variants/1/key",
      "/variants/1/nonsense",
    ]);
  });

  it("says nothing of what was sent but the names of fields", () => {
    const secret = "0912-345-6789";
    const errors = errorsOf(
      experiment({ name: [secret], unit: secret, moment: secret, analysis: { method: secret } }),
    );
    expect(errors.length).toBe(4);
    expect(errors.join()).not.toContain(secret);
  });

  it("knows goals and metrics of the shop, through ratios", () => {
    const metrics = [
      metricSchema.parse({ key: "share", kind: "ratio", numerator: "sized", denominator: "orders" }),
      metricSchema.parse({ key: "sized", kind: "count", event: "sized_up" }),
    ];
    const input = experiment({ metrics: { primary: "share" } });
    expect(errorsOf(input, { metrics })).toEqual([
      expect.stringContaining("its part sized: it counts the event sized_up"),
    ]);
    const goals = [goalSchema.parse({ key: "size", kind: "custom", event: "sized_up" })];
    expect(errorsOf(input, { metrics, goals })).toEqual([]);
  });
});

describe("what was fine when it was saved does not stand in the way", () => {
  const before = experimentSchema.parse(element(countdown(iso(NOW - 1))));

  it("a countdown that is over by now", () => {
    const over = { before, wasStarted: true };
    expect(warningsOf(element(countdown(iso(NOW - 1))), over)).toEqual([expect.stringContaining("is over")]);
    expect(errorsOf(element(countdown(iso(NOW - 2))), over)).toHaveLength(1);
    expect(errorsOf(element(countdown(iso(NOW - 1))), { before })).toHaveLength(1);
  });

  it("an offer is not extended under the same id once shoppers have seen it", () => {
    const longer = element(countdown(iso(NOW + 9_000)));
    expect(errorsOf(longer, { before, wasStarted: true })).toEqual([
      expect.stringContaining("needs a new offerId"),
    ]);
    expect(errorsOf(longer, { before })).toEqual([]);
    expect(errorsOf(element(countdown(iso(NOW + 9_000), "o2")), { before, wasStarted: true })).toEqual([]);
  });

  it("nor is a voucher", () => {
    const voucher = (endsAt: string): object =>
      element({ kind: "voucher", offerId: "v1", reward: "10 %", code: "TEA", endsAt });
    const shown = { before: experimentSchema.parse(voucher(iso(NOW + 1_000))), wasStarted: true };
    expect(errorsOf(voucher(iso(NOW + 9_000)), shown)).toEqual([
      expect.stringContaining("needs a new offerId"),
    ]);
    expect(errorsOf(voucher(iso(NOW + 500)), shown)).toEqual([]);
  });

  it("a start and an end that have passed", () => {
    const schedule = { startAt: iso(NOW - 9), endAt: iso(NOW - 1) };
    const stored = experimentSchema.parse(experiment({ schedule }));
    expect(errorsOf(experiment({ schedule }), { before: stored })).toEqual([]);
    expect(
      errorsOf(experiment({ schedule: { ...schedule, endAt: iso(NOW - 2) } }), { before: stored }),
    ).toHaveLength(1);
  });
});

const other = (overrides: object) => ({
  key: "other",
  definition: experimentSchema.parse({ ...experiment(), key: "other", ...overrides }),
});
const layer = (start: number, end: number, name = "pdp", hashVersion = 2): object => ({
  layer: { name, range: [start, end], hashVersion },
});

describe("neighbours that run", () => {
  it.each<[string, object, object, string | null]>([
    ["overlap", layer(0, 0.5), layer(0.4, 1), "/layer/range"],
    ["inside", layer(0, 1), layer(0.4, 0.5), "/layer/range"],
    ["side by side", layer(0, 0.5), layer(0.5, 1), null],
    ["another layer", layer(0, 0.5), layer(0, 0.5, "plp"), null],
    ["another hash", layer(0, 0.5), layer(0.5, 1, "pdp", 1), "/layer/hashVersion"],
    ["another unit", layer(0, 0.5), { ...layer(0.5, 1), unit: "customer" }, "/unit"],
  ])("layers: %s", (_what, mine, theirs, pointer) => {
    const running = [other({ ...theirs, pages: { include: ["/elsewhere"] } })];
    const errors = errorsOf(experiment(mine), { running, willRun: true });
    expect(errors.map((error) => error.slice(0, error.indexOf(": ")))).toEqual(
      pointer === null ? [] : [pointer],
    );
    const warnings = warningsOf(experiment(mine), { running });
    expect(warnings.length).toBe(pointer === null ? 0 : 1);
  });

  it.each<[string, object, object, boolean]>([
    ["the same pages", {}, {}, true],
    ["patterns that meet", { pages: { include: ["/a/*/c"] } }, { pages: { include: ["/*/b/c"] } }, true],
    ["patterns that never meet", { pages: { include: ["/a/*"] } }, { pages: { include: ["/b/*"] } }, false],
    ["a segment and a path", { pages: { include: ["/a/:id"] } }, { pages: { include: ["/a/b/c"] } }, false],
    [
      "other hosts",
      { pages: { include: ["*"], hosts: ["a.example"] } },
      { pages: { include: ["*"], hosts: ["*.b.example"] } },
      false,
    ],
    [
      "a host below",
      { pages: { include: ["*"], hosts: ["www.b.example"] } },
      { pages: { include: ["*"], hosts: ["*.b.example"] } },
      true,
    ],
    ["kept apart by a layer", layer(0, 0.5), layer(0.5, 1), false],
    ["in layers of two names", layer(0, 0.5), layer(0.5, 1, "plp"), true],
    [
      "another place",
      {},
      { variants: [control, { ...badges, changes: [{ ...title, selector: "h2" }] }] },
      false,
    ],
    [
      "the same place, spaced otherwise",
      { variants: [control, { ...badges, changes: [{ ...title, selector: "main  h1" }] }] },
      { variants: [control, { ...badges, changes: [{ ...title, selector: "main h1" }] }] },
      true,
    ],
  ])("the same selector on %s", (_what, mine, theirs, warned) => {
    const warnings = warningsOf(experiment(mine), { running: [other(theirs)] });
    expect(
      warnings.filter((warning) => warning.includes("other runs on some of the same pages")),
    ).toHaveLength(warned ? 1 : 0);
  });

  it("redirects in a ring", () => {
    const to = (path: string): object[] => [control, { key: "b", weight: 0.5, redirect: path }];
    const running = [other({ pages: { include: ["/b"] }, variants: to("/a") })];
    const input = experiment({ pages: { include: ["/a"] }, variants: to("/b?x=1") });
    expect(errorsOf(input, { running, willRun: true })).toEqual([
      expect.stringContaining("/variants/1/redirect: from there other redirects back"),
    ]);
    expect(warningsOf(input, { running })).toHaveLength(1);
  });
});

it.each(["Free over $50", "Tea for two", "50 g", "٪ ۲۰", "{{product.price|$5}}"])(
  "words that are more than a price are no price: %s",
  (value) => expect(warningsOf(wording(value)).filter((one) => one.includes("cart says"))).toEqual([]),
);

describe("warnings", () => {
  it.each<[string, unknown, string, string, object?]>([
    ["a country in Iran", audience({ country: { $in: ["IR", "AE"] } }), "/audience/country", "VPN"],
    ["a price of its own", wording("$1,299.00"), "/variants/1/changes/0/value", "charged what the cart says"],
    [
      "a price of its own, in toman",
      wording({ en: "Tea", fa: "<b>۱٬۲۳۴٬۵۰۰</b> تومان" }),
      "/variants/1/changes/0/value",
      "{{product.price|…}}",
    ],
    [
      "a price of its own, in riyals",
      wording("ر.س ١٥٩"),
      "/variants/1/changes/0/value",
      "where the shop sets it",
    ],
    [
      "a placeholder without a fallback",
      wording({ en: "To {{ city }}", fa: "به {{city|شهر شما}}" }),
      "/variants/1/changes/0/value",
      "{{ city|…}}",
    ],
    [
      "an element's placeholder without a fallback",
      element({ kind: "greeting", text: "Hello {{cookie.name}}" }),
      "/variants/1/changes/0/element/text",
      "{{cookie.name|…}}",
    ],
    ["no traffic", experiment({ traffic: 0 }), "/traffic", "nobody takes part"],
    [
      "no weight",
      experiment({
        variants: [
          { ...control, weight: 1 },
          { ...badges, weight: 0 },
        ],
      }),
      "/variants/1/weight",
      "nobody sees",
    ],
    ["an attribute that nothing gives", audience({ mood: "good" }), "/audience/mood", "always empty"],
    [
      "a cookie that the settings do not name",
      audience({ "cookie.city": "x" }),
      "/audience/cookie.city",
      "settings/cookies",
    ],
    [
      "a header that the settings do not name",
      audience({ "header.X-Store": "x" }),
      "/audience/header.X-Store",
      "settings/headers",
    ],
    [
      "an occasion without a calendar",
      audience({ occasion: "nowruz" }),
      "/audience/occasion",
      "calendar is empty",
    ],
    ["a segment without its cookie", audience({ segment: "vip" }), "/audience/segment", "segmentCookie"],
    ["customers without their cookie", experiment({ unit: "customer" }), "/unit", "customerCookie"],
    ["an A/A test", variant({ changes: [] }), "/variants", "A/A"],
    ["many places", change({ selector: "p" }), "/variants/1/changes/0/selector", "many places"],
    [
      "the whole page",
      change({ selector: "body", action: "remove", value: undefined }),
      "/variants/1/changes/0/selector",
      "whole page",
    ],
    [
      "one pattern excluded",
      pages({ include: ["/products/*", "/a"], exclude: ["/a"] }),
      "/pages/include/1",
      "excluded again",
    ],
    [
      "a metric twice",
      experiment({ metrics: { primary: "purchase", secondary: ["purchase"] } }),
      "/metrics/secondary/0",
      "already",
    ],
    [
      "a language of the shop missing",
      change({ value: { en: "x" } }),
      "/variants",
      "not every text is there in fa",
      { settings: settingsSchema.parse({ languages: ["en", "fa"] }) },
    ],
  ])("%s", (_what, input, pointer, words, overrides = {}) => {
    const warnings = warningsOf(JSON.parse(JSON.stringify(input)), overrides);
    expect(warnings.map((warning) => warning.slice(0, warning.indexOf(": ")))).toEqual([pointer]);
    expect(warnings[0]).toContain(words);
  });
});
