/**
 * examples/elements.json on the example shop, through the real Worker, in the shop's three languages: every variant's
 * elements stand where the experiment says, and nothing of them in control.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type HTMLElement, parse } from "node-html-parser";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readDefinitions } from "../../src/admin/definitions.ts";
import { lintText } from "../../src/domain/text-lint.ts";
import { authorTexts } from "../../src/elements/texts.ts";
import { fromOwnCode, SECRETS } from "../fixtures/orders/deliveries.ts";
import { type Lahza, startLahza } from "./lahza.ts";
import { visitorCookies } from "./senders.ts";
import { ORDERS, Shopper } from "./shopper.ts";

const text = readFileSync(
  fileURLToPath(new URL("../../examples/elements.json", import.meta.url).href),
  "utf8",
);
const found = readDefinitions(text);
if (!found.ok) throw new Error(found.problems.join("\n"));
const experiments = found.definitions.experiments.map(({ definition }) => definition);

/** Few of it are left, and five or more have rated it. */
const PRODUCT = "/products/borage";
const SKU = "SRV-203";
const LANGUAGES = [
  ["en", "", "ltr"],
  ["fa", "/fa", "rtl"],
  ["ar", "/ar", "rtl"],
] as const;
/** At one half each, none of 60 has a variant once in 10¹⁸. */
const VISITORS = 60;

let lahza: Lahza;
let visitors: string[];

beforeAll(async () => {
  lahza = await startLahza("example-shop", { WEBHOOK_OWN: SECRETS.generic });
  const settings = (
    JSON.parse(
      readFileSync(fileURLToPath(new URL("../../examples/experiments.json", import.meta.url).href), "utf8"),
    ) as {
      settings: object;
    }
  ).settings;
  await lahza.load({
    ...(JSON.parse(text) as object),
    settings: { ...settings, webhooks: { generic: { secret: "WEBHOOK_OWN" } } },
  });
  // Four orders hold the product, as the shop's backend tells; one of them is refused.
  for (const id of ["E-1", "E-2", "E-3", "E-4"]) await tellOrder("order_placed", { id, skus: [SKU] });
  await tellOrder("order_refused", { id: "E-4" });
  visitors = (await visitorCookies(VISITORS)).map((cookie) => cookie.slice("lahza=".length));
}, 120_000);
afterAll(() => lahza.close());

async function tellOrder(event: string, order: object): Promise<void> {
  const { path, headers, body } = fromOwnCode({ event, at: new Date().toISOString(), order });
  const { status } = await fetch(new URL(path, lahza.url), { method: "POST", headers, body });
  expect([event, status]).toEqual([event, 200]);
}

interface Placed {
  readonly kind: string;
  readonly selector: string;
  readonly action: string;
}

function elementsOf(definition: (typeof experiments)[number]): readonly Placed[] {
  return definition.variants.flatMap(({ changes }) =>
    changes.flatMap((change) =>
      "element" in change && change.element !== undefined
        ? [{ kind: change.element.kind, selector: change.selector, action: change.action }]
        : [],
    ),
  );
}

const rootOf = (page: HTMLElement, kind: string): HTMLElement | null =>
  page.querySelector(`.lahza-${kind.replaceAll("_", "-")}`);

/** A shopper who has come as far as this page of the shop, by the shop's own forms. */
async function shopperAt(page: string, prefix: "" | "/fa" | "/ar"): Promise<[Shopper, string]> {
  const shopper = new Shopper(lahza.url.href);
  if (page === "/products/*") return [shopper, prefix + PRODUCT];
  if (page !== "/cart" && page !== "/thank-you/*")
    return [shopper, page === "/" && prefix !== "" ? prefix : prefix + page];
  await shopper.post(`${prefix}/cart/add`, { sku: "SRV-101" });
  if (page === "/cart") return [shopper, `${prefix}/cart`];
  const { path } = await shopper.post(`${prefix}/checkout`, { ...ORDERS[prefix], email: "" });
  expect(path).toContain("/thank-you/");
  return [shopper, path];
}

/** Whether an element stands where its change says. */
function isInPlace(root: HTMLElement, { selector, action }: Placed, page: HTMLElement): boolean {
  const target = page.querySelector(selector);
  const parent = target?.parentNode ?? null;
  if (target === null || parent === null) return false;
  if (action === "append" || action === "prepend") return root.parentNode === target;
  const siblings = parent.childNodes;
  const ahead = siblings.indexOf(root) < siblings.indexOf(target);
  return root.parentNode === parent && ahead === (action === "before");
}

it("shows at least ten kinds, in an experiment each or with others", () => {
  const kinds = new Set(experiments.flatMap(elementsOf).map(({ kind }) => kind));
  expect(kinds.size).toBeGreaterThanOrEqual(15);
});

it("has nothing that readers of its three languages would stumble over", () => {
  const texts = experiments.flatMap(({ variants }) =>
    variants.flatMap(({ changes }) =>
      changes.flatMap((change) => ("element" in change ? authorTexts(change.element) : [])),
    ),
  );
  expect(texts.length).toBeGreaterThan(10);
  expect(texts.flatMap((placed) => lintText(placed.text, ["en", "fa", "ar"]))).toEqual([]);
});

describe.each(experiments.map((definition) => [definition.key, definition] as const))(
  "%s",
  (key, definition) => {
    const wanted = elementsOf(definition);

    it.each(LANGUAGES)(
      "%s: its elements are in the page of its variant, and only there",
      async (language, prefix, dir) => {
        const [shopper, path] = await shopperAt(definition.pages.include[0] ?? "/", prefix);
        const seen = { with: 0, without: 0 };
        // What rests on the page's facts or on an endpoint is said from the next page on.
        for (const visitor of visitors) {
          shopper.cookies.set("lahza", visitor);
          const { status, html } = await shopper.open(path);
          expect([key, path, status]).toEqual([key, path, 200]);
          const page = parse(html);
          const roots = wanted.map(({ kind }) => rootOf(page, kind));
          const there = roots.filter((root) => root !== null).length;
          if (there === 0) seen.without++;
          if (there < wanted.length) continue;
          seen.with++;
          roots.forEach((root, index) => {
            const place = wanted[index];
            if (root === null || place === undefined) throw new Error("counted above");
            const { kind } = place;
            expect([kind, root.getAttribute("lang"), root.getAttribute("dir")]).toEqual([
              kind,
              language,
              dir,
            ]);
            expect([kind, isInPlace(root, place, page)]).toEqual([kind, true]);
            expect(root.textContent).not.toMatch(/\{\{|\}\}|undefined|NaN|null/);
            if (dir === "rtl")
              expect([kind, /\p{Script=Arabic}{3}/u.test(root.textContent)]).toEqual([kind, true]);
            else expect(root.textContent).not.toMatch(/\p{Script=Arabic}/u);
          });
          if (seen.without > 0 && seen.with > 1) break;
        }
        expect([key, seen.with > 0, seen.without > 0]).toEqual([key, true, true]);
      },
    );
  },
);

it.each([
  ["", "Ordered 3 times today"],
  ["/fa", "امروز ۳ بار سفارش داده شد"],
  ["/ar", "طُلب اليوم ٣ مرات"],
])("%s: the orders of today are those that count", async (prefix, said) => {
  const shopper = new Shopper(lahza.url.href);
  const texts = new Set<string>();
  for (const visitor of visitors) {
    shopper.cookies.set("lahza", visitor);
    const { html } = await shopper.open(prefix + PRODUCT);
    texts.add(rootOf(parse(html), "activity")?.textContent.trim() ?? "");
  }
  expect([...texts].sort()).toEqual(["", said]);
});

it("nobody is welcomed back who is here for the first time", async () => {
  for (let number = 0; number < 12; number++) {
    const { html } = await new Shopper(lahza.url.href).open("/fa");
    expect(html).not.toContain("lahza-greeting");
  }
});
