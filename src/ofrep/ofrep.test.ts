import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import type { Condition } from "../assignment/condition.ts";
import type { SigningKey } from "../config.ts";
import { type ExperimentInput, experimentSchema } from "../domain/experiment.schema.ts";
import { type SettingsInput, settingsSchema } from "../domain/settings.schema.ts";
import { decide, experimentsOn } from "../edge/decide.ts";
import { prepare, type PreparedRuleset } from "../edge/prepare.ts";
import { compileRuleset } from "../ruleset/compile.ts";
import { attributesFor } from "../visitor/attributes.ts";
import { mintIdentity } from "../visitor/cookie.ts";
import { readContext } from "./context.ts";
import { answerOfrep, type OfrepDoor, ofrepPath } from "./door.ts";
import { evaluateFlag } from "./evaluate.ts";

// Properties take longer on a loaded machine.
vi.setConfig({ testTimeout: 30_000 });

const NOW = Date.parse("2026-11-22T09:00:00Z");
const BASE = new URL("https://shop.example/_lahza/ofrep/v1/evaluate/flags");

async function rulesOf(
  experiments: readonly ExperimentInput[],
  settings: SettingsInput = {},
  phases: readonly number[] = [],
): Promise<PreparedRuleset> {
  const compiled = await compileRuleset({
    settings: settingsSchema.parse(settings),
    goals: [],
    experiments: experiments.map((input, index) => ({
      id: index + 1,
      phase: phases[index] ?? 1,
      status: "running",
      definition: experimentSchema.parse(input),
    })),
    version: 1,
    nowMs: NOW,
  });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
  return prepare(compiled.ruleset);
}

const AUDIENCES: readonly Condition[] = [
  {},
  { device: "mobile" },
  { country: { $in: ["IR", "AE"] } },
  { language: "fa", "query.color": "red" },
  { utm_source: "insta" },
  { $not: { browser: "safari" } },
  { path: { $regex: "^/products/t" } },
  { "cookie.club": "gold" },
  { customer: true },
  { weekday: "sunday" },
];
const AGENTS = [
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Mobile/15E148 Safari/604.1",
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36",
];

const experimentArbitrary = fc.record({
  traffic: fc.constantFrom(1, 0.7, 0.3),
  audience: fc.constantFrom(...AUDIENCES),
  unit: fc.constantFrom("visitor" as const, "customer" as const),
  hashVersion: fc.constantFrom(1 as const, 2 as const),
  layer: fc.constantFrom<NonNullable<ExperimentInput["layer"]> | null>(null, {
    name: "l",
    range: [0, 0.6],
  }),
  pages: fc.constantFrom<ExperimentInput["pages"]>(
    { include: ["/*"] },
    { include: ["/products/*"], exclude: ["/products/x"] },
  ),
  phase: fc.integer({ min: 1, max: 3 }),
});

const visitorArbitrary = fc.record({
  bytes: fc.uint8Array({ minLength: 16, maxLength: 16 }),
  path: fc.constantFrom("/", "/products/tea?color=red&utm_source=insta", "/products/x", "/products/%D8%AA"),
  agent: fc.constantFrom(...AGENTS),
  country: fc.constantFrom("IR", "DE"),
  language: fc.constantFrom("fa-IR", "en"),
  customer: fc.constantFrom(null, "Hanna@Example.com", "۰۹۱۲۰۰۰۰۰۰۱"),
  club: fc.constantFrom("gold", "none"),
});

test("whoever is asked for gets the variant that the HTML door gives", async () => {
  let assigned = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(experimentArbitrary, { minLength: 1, maxLength: 4 }),
      fc.array(visitorArbitrary, { minLength: 1, maxLength: 10 }),
      fc.constantFrom(0, 0.2),
      async (experiments, visitors, holdout) => {
        const rules = await rulesOf(
          experiments.map(({ traffic, audience, unit, hashVersion, layer, pages }, index) => ({
            key: `e${index}`,
            name: "e",
            variants: [
              { key: "control", weight: 0.4 },
              { key: "b", weight: 0.6 },
            ],
            traffic,
            audience,
            unit,
            hashVersion,
            layer,
            pages,
          })),
          { holdout, cookies: ["club"], customerCookie: "uid" },
          experiments.map(({ phase }) => phase),
        );
        for (const visitor of visitors) {
          const url = new URL(visitor.path, "https://shop.example");
          const identity = mintIdentity(NOW, (bytes) => bytes.set(visitor.bytes.subarray(0, bytes.length)));
          const headers = new Headers({
            "user-agent": visitor.agent,
            "accept-language": visitor.language,
            cookie: `club=${visitor.club}`,
          });
          const customer = visitor.customer === null ? null : normalCustomer(visitor.customer);
          const { settings } = rules.ruleset;
          const names = new Set(rules.experiments.flatMap(({ attributes }) => [...attributes]));
          const attributes = attributesFor(names, {
            headers,
            url,
            place: { country: visitor.country },
            visitor: { isNew: false, customer },
            visit: null,
            settings,
            nowMs: NOW,
          });
          const page = { host: url.hostname, pathname: url.pathname, fragment: false };
          const html = decide(
            experimentsOn(rules, page, NOW),
            {
              visitor: { ...identity, isNew: false, customer },
              attributes,
              visit: () => null,
              place: null,
              headers,
              stage: null,
              isStaff: false,
              goesOnSinceMs: null,
              setCookies: [],
            },
            rules,
            NOW,
          );
          const read = readContext(
            {
              context: {
                targetingKey: identity.id,
                ...(visitor.customer === null ? {} : { customerId: visitor.customer }),
                url: url.href,
                userAgent: visitor.agent,
                country: visitor.country.toLowerCase(),
                locale: visitor.language,
                "cookie.club": visitor.club,
              },
            },
            BASE,
          );
          if (!read.ok) throw new Error(read.errorDetails);
          rules.experiments.forEach(({ experiment }, index) => {
            const flag = evaluateFlag(
              {
                rules,
                asking: { context: read.context, browser: null, visit: null, settings, nowMs: NOW },
                cookie: null,
                refused: null,
                onPage: new Set(rules.pages.find(url.hostname, url.pathname)),
              },
              index,
            );
            const shown = html.find(({ prepared }) => prepared.experiment.id === experiment.id);
            const variant = flag !== null && "variant" in flag ? flag.variant : undefined;
            expect(variant).toBe(
              shown === undefined ? undefined : experiment.variants[shown.variantIndex]?.key,
            );
            if (variant !== undefined) assigned++;
          });
        }
      },
    ),
    { numRuns: 150 },
  );
  expect(assigned).toBeGreaterThan(200);
});

/** As the HTML door reads it from the shop's cookie. */
function normalCustomer(id: string): string {
  return id.startsWith("۰") ? "+989120000001" : id.toLowerCase();
}

describe("the door", () => {
  const KEYS: readonly SigningKey[] = [{ id: "k1", secret: new Uint8Array(32).fill(7) }];
  const doorWith = (rules: PreparedRuleset | null, ready = true): OfrepDoor => ({
    keys: { callerOf: () => Promise.resolve({ ok: true, caller: { id: "t", isPublic: false } }) },
    cookieKeys: KEYS,
    rules: () => Promise.resolve({ ready, rules }),
    waitUntil: () => undefined,
    // Each request at a time of its own, so that the limit of evaluations a minute is not met.
    nowMs: NOW,
  });
  const post = (
    path: string,
    body: string | Uint8Array<ArrayBuffer>,
    door: OfrepDoor,
    headers: HeadersInit = {},
  ) =>
    answerOfrep(
      new Request(`https://shop.example/_lahza${path}`, { method: "POST", body, headers }),
      ofrepPath(path) ?? { kind: "bulk" },
      door,
    );
  const FLAGS = "/ofrep/v1/evaluate/flags";
  const variants = [
    { key: "control", weight: 0.5, value: null },
    { key: "b", weight: 0.5, value: [1, { x: "۲" }] },
  ];

  test("never fails on what is sent: 2,000 malformed bodies", async () => {
    const rules = await rulesOf([
      {
        key: "a",
        name: "a",
        pages: { include: ["/*"] },
        variants,
        audience: { "cart.value": { $gt: 3 }, $or: [{ device: "x" }, { "product.tags": { $all: ["t"] } }] },
      },
    ]);
    let nowMs = NOW;
    const context = fc.dictionary(
      fc.constantFrom(
        "targetingKey",
        "customerId",
        "url",
        "userAgent",
        "device",
        "cart",
        "cart.value",
        "product",
        "__proto__",
        "constructor",
        "locale",
        "query",
        "cookie",
        "header.x",
        "language",
        "country",
      ),
      fc.oneof(fc.jsonValue(), fc.string(), fc.constant("x".repeat(600))),
    );
    const body = fc.oneof(
      context.map((of) => JSON.stringify({ context: of })),
      fc.json(),
      fc.string(),
      fc.constantFrom("[".repeat(30_000), `{"context":${'{"cart":'.repeat(5_000)}`),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          body,
          fc.uint8Array({ maxLength: 200 }).map((bytes) => new Uint8Array(bytes)),
        ),
        fc.constantFrom(FLAGS, `${FLAGS}/a`, `${FLAGS}/%`, `${FLAGS}/`),
        async (sent, path) => {
          const answer = await post(path, sent, { ...doorWith(rules), nowMs: (nowMs += 1000) });
          expect([200, 400, 404]).toContain(answer.status);
          const json = (await answer.json()) as Record<string, unknown>;
          expect(
            "flags" in json || "value" in json || "errorCode" in json || json["reason"] === "DISABLED",
          ).toBe(true);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test("a value may be any JSON; null stands for the key", async () => {
    const rules = await rulesOf([{ key: "a", name: "a", pages: { include: ["/*"] }, variants }]);
    const seen = new Set<string>();
    for (let visitor = 0; visitor < 30; visitor++) {
      const answer = await post(
        `${FLAGS}/a`,
        JSON.stringify({ context: { targetingKey: `v${visitor}` } }),
        doorWith(rules),
      );
      const { value, variant } = (await answer.json()) as Record<string, unknown>;
      expect(value).toEqual(variant === "b" ? [1, { x: "۲" }] : "control");
      seen.add(String(variant));
    }
    expect(seen.size).toBe(2);
  });

  test("says what is switched off, not published yet, and not ready", async () => {
    const off = await rulesOf([{ key: "a", name: "a", pages: { include: ["/*"] }, variants }], {
      enabled: false,
    });
    const body = JSON.stringify({ context: { targetingKey: "v" } });
    expect(await (await post(`${FLAGS}/a`, body, doorWith(off))).json()).toMatchObject({
      reason: "DISABLED",
      metadata: { why: "switched-off" },
    });
    expect(await (await post(FLAGS, body, doorWith(null))).json()).toEqual({ flags: [] });
    const cold = await post(FLAGS, body, doorWith(null, false));
    expect([cold.status, cold.headers.get("retry-after")]).toEqual([503, "5"]);
  });

  test("a rollout is static, or a match of its audience; it needs nobody", async () => {
    const rolledOut = async (audience: object) => {
      const definition = experimentSchema.parse({
        key: "a",
        name: "a",
        pages: { include: ["/*"] },
        audience,
        variants,
      });
      const compiled = await compileRuleset({
        settings: settingsSchema.parse({}),
        goals: [],
        experiments: [{ id: 1, phase: 1, status: "rollout", rolloutVariant: "b", definition }],
        version: 1,
        nowMs: NOW,
      });
      if (!compiled.ok) throw new Error("does not compile");
      return doorWith(prepare(compiled.ruleset));
    };
    expect(await (await post(`${FLAGS}/a`, "{}", await rolledOut({}))).json()).toMatchObject({
      reason: "STATIC",
      variant: "b",
      metadata: { counted: false },
    });
    const fa = JSON.stringify({ context: { language: "fa-IR" } });
    const door = await rolledOut({ language: "fa" });
    expect(await (await post(`${FLAGS}/a`, fa, door)).json()).toMatchObject({ reason: "TARGETING_MATCH" });
    expect(await (await post(`${FLAGS}/a`, "{}", door)).json()).toMatchObject({
      reason: "DISABLED",
      metadata: { why: "audience" },
    });
  });
});
