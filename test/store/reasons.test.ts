/** Unknown is null with a reason, in every answer about an experiment. */
import { expect, test } from "vitest";
import { db } from "./database.ts";
import { recordedShop, resultsAnswer } from "./recorded-shop.ts";

/** Null by their nature, whose names say why; limits of an interval are null where there is none. */
const SPEAK_FOR_THEMSELVES = new Set([
  // What the verdict is not about: its code is the reason.
  "decision.variant",
  "decision.metric",
  "decision.lift",
  "decision.interval",
  "decision.daysToGo",
  // A number of visitors or events has no currency, an unknown device no name, the first weights no day.
  "unit.currency",
  "segments.value",
  "stretches.from",
  // Of nobody, as the stages say.
  "health.confirmedShare",
  // As the split's own `ok`, which has the reason.
  "health.ok",
]);

function unexplained(value: unknown, path: string, parent: object | null): string[] {
  if (value === null) {
    const name = path
      .split(".")
      .filter((part) => !/^\d+$/.test(part))
      .slice(-2)
      .join(".");
    const isLimit = /interval\.[01]$/.test(path);
    const isExplained = parent !== null && "reason" in parent && typeof parent.reason === "string";
    const isBeyond = path.endsWith("eValue") && parent !== null && "pValue" in parent && parent.pValue === 0;
    return isLimit || isExplained || isBeyond || SPEAK_FOR_THEMSELVES.has(name) ? [] : [path];
  }
  if (typeof value !== "object") return [];
  return Object.entries(value).flatMap(([key, child]) =>
    unexplained(child, path === "" ? key : `${path}.${key}`, Array.isArray(value) ? parent : value),
  );
}

const PATHS = [
  "results",
  "results?segment=device",
  "results?segment=payment",
  "results?population=seen",
  "results?from=2030-01-01",
  "timeseries",
  "timeseries?from=2026-11-20",
  "journey",
  "time-to-convert",
  "interactions",
];
const ALL = {
  metrics: {
    primary: "purchase",
    secondary: ["revenue", "average_order_value", "orders"],
    guardrails: ["bounce"],
  },
};

test.each([
  ["two variants with an effect", ALL],
  ["nobody who bought", { ...ALL, buyers: [0, 0] }],
  ["nobody in control who bought", { ...ALL, buyers: [0, 4] }],
  ["one test at the end", { ...ALL, analysis: { method: "fixed" } }],
  ["bounds", { ...ALL, analysis: { method: "group-sequential" } }],
  ["a split that is broken", { ...ALL, isLost: ({ variant }: { variant: number }) => variant === 1 }],
] as const)("%s", async (_, shop) => {
  await recordedShop(shop);
  for (const path of PATHS)
    expect([path, unexplained(await resultsAnswer(`/experiments/pdp-trust/${path}`), "", null)]).toEqual([
      path,
      [],
    ]);
});

test("weights that changed, and a draft", async () => {
  await recordedShop({ ...ALL, metrics: { primary: "purchase", secondary: ["average_order_value"] } });
  await db
    .prepare(
      "INSERT INTO stretches (experiment, phase, stretch, from_ms, weights) SELECT id, 1, 1, 1780000000000, '[0.2,0.8]' FROM experiments",
    )
    .run();
  for (const path of PATHS)
    expect([path, unexplained(await resultsAnswer(`/experiments/pdp-trust/${path}`), "", null)]).toEqual([
      path,
      [],
    ]);
});
