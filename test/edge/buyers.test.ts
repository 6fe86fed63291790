/** Audiences by how often somebody bought, from the signed cookie alone. */
import { expect, it } from "vitest";
import { buyerSetCookie } from "../../src/visitor/buyer.ts";
import { formatVisitorCookie, mintIdentity } from "../../src/visitor/cookie.ts";
import { CONFIG, edgeWith, html, NOW_MS, PAGE } from "./edge.ts";

it("a variant for who comes back to buy again, and what is recorded says so", async () => {
  const edge = await edgeWith({ experiments: [{ key: "again", audience: { stage: "repeat" } }] }, () =>
    Promise.resolve(html(PAGE)),
  );
  const seen: unknown[] = [];
  for (const stage of ["none", "first", "repeat"] as const) {
    const me = mintIdentity(NOW_MS - 1000, (bytes) => void crypto.getRandomValues(bytes));
    const mine = `lahza=${await formatVisitorCookie(me, CONFIG.cookieKeys)}`;
    const told = await buyerSetCookie(stage, me.id, CONFIG, new URL("https://shop.example/"));
    const page = await edge.fetch("/tea", { headers: { cookie: `${mine}; ${told.split(";", 1)[0] ?? ""}` } });
    seen.push((await page.text()).includes("<h1>Changed"));
    await edge.settle();
  }
  expect(seen).toEqual([false, false, true]);
  expect(edge.exposures.map(({ facts }) => facts.stage)).toEqual(["repeat"]);
});
