/** Weights that changed within a phase: who is new gets the new ones, nobody is moved, and what is recorded says which. */
import { expect, it } from "vitest";
import { formatVisitorCookie, mintIdentity } from "../../src/visitor/cookie.ts";
import { readPageToken } from "../../src/visitor/page-token.ts";
import { CONFIG, edgeWith, html, NOW_MS, PAGE } from "./edge.ts";

const HOUR = 3_600_000;
/** Everyone gets control; from an hour ago on everyone who is new gets the other. */
const DEFINITIONS = {
  experiments: [
    {
      key: "tea",
      variants: [
        { key: "control", weight: 1 },
        {
          key: "changed",
          weight: 0,
          changes: [{ selector: "h1", action: "set_text" as const, value: "Changed" }],
        },
      ],
    },
  ],
  stretches: { tea: [{ fromMs: NOW_MS - HOUR, weights: [0, 1] }] },
};

it("a visitor has the weights of the time when the id was minted", async () => {
  const edge = await edgeWith(DEFINITIONS, () => Promise.resolve(html(PAGE)));
  for (const [agoMs, stretch] of [
    [3 * HOUR, 0],
    [HOUR, 1],
    [0, 1],
  ] as const) {
    const me = mintIdentity(NOW_MS - agoMs, (bytes) => void crypto.getRandomValues(bytes));
    const cookie = `lahza=${await formatVisitorCookie(me, CONFIG.cookieKeys)}`;
    const page = await (await edge.fetch("/tea", { headers: { cookie } })).text();
    await edge.settle();
    expect(page.includes("<h1>Changed")).toBe(stretch === 1);
    expect(edge.exposures.at(-1)).toMatchObject({ visitor: me.id, variant: stretch, stretch });
    const token = /data-lahza="([^"]+)"/.exec(page)?.[1] ?? "";
    expect((await readPageToken(token, me.id, CONFIG.cookieKeys))?.exposures).toMatchObject([
      { variant: stretch, stretch },
    ]);
  }
});
