/** examples/elements.json: every element is shown on the example shop's own pages, in its three languages. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { createShop } from "../../examples/shop/app.tsx";
import { readDefinitions } from "../../src/admin/definitions.ts";
import { checkable, checkPage } from "../../src/check/page.ts";
import { settingsSchema } from "../../src/domain/settings.schema.ts";

const read = (path: string): string =>
  readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url).href), "utf8");
const NOW = Date.parse("2026-11-25T08:00:00Z");
const files = { styles: "", script: "", fonts: {} };
const shop = createShop({ files, now: () => NOW, random: () => 0.5 });
const found = readDefinitions(read("examples/elements.json"));
if (!found.ok) throw new Error(found.problems.join("\n"));
const { experiments } = found.definitions;
const settings = settingsSchema.parse(
  (JSON.parse(read("examples/experiments.json")) as { settings: unknown }).settings,
);

/** A cart that holds something and an order's page are one shopper's: their places stand for them. */
const PLACES: { readonly [path: string]: string } = {
  "/cart": '<aside class="cart-summary"></aside>',
  "/thank-you/*": '<section class="thanks"></section>',
};

async function pageAt(pattern: string, prefix: string, lang: string): Promise<[string, string]> {
  const stub = PLACES[pattern];
  const path = prefix + (pattern === "/" && prefix !== "" ? "" : pattern.replace("*", "saffron-negin"));
  if (stub !== undefined) return [path, `<!doctype html><html lang="${lang}"><body>${stub}</body></html>`];
  return [path, await (await shop.request(path)).text()];
}

it("shows at least ten kinds", () => {
  const kinds = new Set(
    experiments.flatMap(({ definition }) =>
      definition.variants.flatMap(({ changes }) =>
        changes.flatMap((change) => ("element" in change ? [change.element?.kind] : [])),
      ),
    ),
  );
  expect(kinds.size).toBeGreaterThanOrEqual(15);
});

describe.each(experiments.map(({ definition }) => [definition.key, definition] as const))(
  "%s",
  (_key, definition) => {
    it.each([
      ["", "en"],
      ["/fa", "fa"],
      ["/ar", "ar"],
    ])("%s %s: every element stands in its place", async (prefix, lang) => {
      const ready = await checkable(definition, settings);
      if (!ready.ok) throw new Error(JSON.stringify(ready.problems));
      const [path, html] = await pageAt(definition.pages.include[0] ?? "/", prefix, lang);
      const report = checkPage(new TextEncoder().encode(html), "text/html; charset=utf-8", ready.experiment, {
        url: new URL(path, "https://sarv.example"),
        nowMs: NOW,
        prefix: "/_lahza",
      });
      expect([report.language, report.warnings]).toEqual([lang, []]);
      const changes = report.variants[1]?.changes ?? [];
      const endpoint = (index: number): boolean =>
        JSON.stringify(definition.variants[1]?.changes[index]).includes('"endpoint"');
      // What rests on an endpoint is silent until it was asked: see test/edge/facts.test.ts.
      expect(changes.map((change, index) => endpoint(index) || change.ok)).toEqual(changes.map(() => true));
      expect(report.variants.flatMap(({ warnings }) => warnings)).toEqual([]);
    });
  },
);
