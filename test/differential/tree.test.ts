/** Our streaming tree against parse5 8: every page of the corpus, random tag soup, random cuts, random fragments. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import regressions from "../fixtures/tree/regressions.json" with { type: "json" };
import { damage, fittingPlaces } from "./fragment-damage.ts";
import { differences, latin1Bytes, oracle, ours } from "./oracle.ts";
import { tagSoup } from "./soup.ts";

const corpus = [process.env["LAHZA_CORPUS"], join(import.meta.dirname, "../../../shared/corpus")].find(
  (folder) => folder !== undefined && existsSync(join(folder, "pages")),
);
const pages =
  corpus === undefined ? [] : readdirSync(join(corpus, "pages")).map((name) => join(corpus, "pages", name));
const RUNS = 2000;

function cut(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const at = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  return [...at, bytes.length].map((to, index) => bytes.slice(index === 0 ? 0 : at[index - 1], to));
}

describe("the corpus", () => {
  test("is there (LAHZA_CORPUS or ../shared/corpus)", () => {
    expect(pages.length).toBeGreaterThan(40);
  });

  test("its elements have parse5's paths and positions, and few are irregular", () => {
    let elements = 0;
    let irregular = 0;
    let unknown = 0;
    for (const file of pages) {
      const bytes = new Uint8Array(readFileSync(file));
      const page = Buffer.from(bytes).toString("latin1");
      const expected = oracle(page);
      const actual = ours([bytes]);
      expect(differences(page, expected, actual), file).toEqual([]);
      for (const [start, place] of expected.finished) {
        const moved = place.path !== expected.inserted.get(start)?.path;
        if (moved) expect(actual.astray, `${file} ${start} ${place.path}`).toContain(start);
      }
      elements += expected.inserted.size;
      irregular += actual.astray.size;
      unknown += [...actual.places.values()].filter((place) => place.index === 0).length;
    }
    console.log(
      `${pages.length} pages, ${elements} elements: ${irregular} irregular, ${unknown} without position`,
    );
    expect(elements).toBeGreaterThan(50_000);
    expect(irregular / elements).toBeLessThan(0.01);
    expect(unknown / elements).toBeLessThan(0.01);
  });

  test("chunk boundaries do not matter", () => {
    fc.assert(
      fc.property(fc.nat(), fc.array(fc.nat(), { maxLength: 200 }), (choice, cuts) => {
        const bytes = new Uint8Array(readFileSync(pages[choice % pages.length] ?? ""));
        expect(ours(cut(bytes, cuts)).events).toEqual(ours([bytes]).events);
      }),
      { numRuns: 40 },
    );
  });
});

describe("tag soup", () => {
  test.each(regressions)("%j", (page) => {
    const expected = oracle(page);
    const actual = ours([latin1Bytes(page)]);
    expect(differences(page, expected, actual)).toEqual([]);
  });

  test("has parse5's paths and positions", () => {
    fc.assert(
      fc.property(tagSoup(60), (page) => {
        const expected = oracle(page);
        const actual = ours([latin1Bytes(page)]);
        if (actual.disagrees) return;
        expect(differences(page, expected, actual)).toEqual([]);
        for (const [start, place] of expected.finished) {
          if (place.path === expected.inserted.get(start)?.path) continue;
          expect(actual.astray, `${page} ${start} ${place.path}`).toContain(start);
        }
      }),
      { numRuns: RUNS },
    );
  });

  test("gives the same events however it is cut, byte by byte too", () => {
    fc.assert(
      fc.property(tagSoup(40), fc.array(fc.nat(), { maxLength: 30 }), (page, cuts) => {
        const bytes = latin1Bytes(page);
        const whole = ours([bytes]).events;
        expect(ours(cut(bytes, cuts)).events).toEqual(whole);
        expect(ours(Array.from(bytes, (byte) => Uint8Array.of(byte))).events).toEqual(whole);
      }),
      { numRuns: RUNS },
    );
  });

  test("fragments that fit move nothing", () => {
    let tried = 0;
    fc.assert(
      fc.property(tagSoup(20), tagSoup(4), (page, fragment) => {
        const actual = ours([latin1Bytes(page)]);
        // A frameset replaces a body that has no content yet: nothing is to be inserted before one.
        if (actual.disagrees || page.includes("<frameset")) return;
        const before = oracle(page);
        for (const place of fittingPlaces(page, fragment)) {
          tried++;
          expect(damage(page, before, fragment, place)).toBeNull();
        }
      }),
      { numRuns: RUNS },
    );
    expect(tried).toBeGreaterThan(500);
  });
});
