import { describe, expect, it } from "vitest";
import { MAX_TOKEN, formatPageToken, readPageToken, type PageToken } from "./page-token.ts";

const key = (id: string, byte: number) => ({ id, secret: new Uint8Array(32).fill(byte) });
const keys = [key("k1", 1)];
const VISITOR = "AAAAAAAAAAAAAAAAAAAAAA";
const token: PageToken = {
  ruleset: 1234,
  exposures: [
    { experiment: 3, phase: 1, variant: 0, stretch: 0, unit: "visitor" },
    { experiment: 71, phase: 12, variant: 2, stretch: 0, unit: "customer" },
    { experiment: 8, phase: 1, variant: 1, stretch: 40, unit: "visitor" },
  ],
  facts: null,
};

describe("a page's token", () => {
  it("says what it was made for, to whom it was made for", async () => {
    const text = await formatPageToken(VISITOR, token, keys);
    expect(text).toMatch(/^v1\.k1\.ya\.3_1_0-1z_c_2_c-8_1_1_s14\.\.[\w-]{22}$/);
    expect(await readPageToken(text, VISITOR, keys)).toEqual({ ...token, isCustomers: false });
    expect(await readPageToken(text, "BAAAAAAAAAAAAAAAAAAAAA", keys)).toBeNull();
  });

  it("does not show the visitor's id, and is the same each time", async () => {
    const text = await formatPageToken(VISITOR, token, keys);
    expect(text).not.toContain(VISITOR);
    expect(await formatPageToken(VISITOR, token, [key("k1", 1)])).toBe(text);
  });

  it("is of the customer who was signed in, whose digest it does not show", async () => {
    const text = await formatPageToken(VISITOR, token, keys, "customer-digest");
    expect(text).toMatch(/^v1\.k1\.ya\.3_1_0-1z_c_2_c-8_1_1_s14\.\.[\w-]{22}\.[\w-]{22}$/);
    expect(text).not.toContain("customer-digest");
    const isOf = async (customer: string | null) =>
      (await readPageToken(text, VISITOR, keys, customer))?.isCustomers;
    expect([await isOf("customer-digest"), await isOf("another"), await isOf(null)]).toEqual([
      true,
      false,
      false,
    ]);
    const cut = text.split(".").toSpliced(5, 1).join(".");
    expect(await readPageToken(cut, VISITOR, keys, "another")).toBeNull();
    const visitors = { ...token, exposures: token.exposures.slice(0, 1) };
    expect(await formatPageToken(VISITOR, visitors, keys, "customer-digest")).toBe(
      await formatPageToken(VISITOR, visitors, keys),
    );
  });

  it("carries facts of a page that was fetched ahead", async () => {
    const ahead = { ...token, facts: { device: "mobile", country: "IR", language: null } };
    const text = await formatPageToken(VISITOR, ahead, keys);
    expect(await readPageToken(text, VISITOR, keys)).toEqual({ ...ahead, isCustomers: false });
  });

  it("is nothing when anything of it was changed, cut, or signed by a key that is gone", async () => {
    const text = await formatPageToken(VISITOR, token, keys);
    for (let at = 0; at < text.length; at++) {
      const forged = `${text.slice(0, at)}${text[at] === "0" ? "1" : "0"}${text.slice(at + 1)}`;
      expect(await readPageToken(forged, VISITOR, keys), forged).toBeNull();
    }
    expect(await readPageToken(text.slice(0, -1), VISITOR, keys)).toBeNull();
    expect(await readPageToken("", VISITOR, keys)).toBeNull();
    expect(await readPageToken("v1.k1.1...", VISITOR, keys)).toBeNull();
    expect(await readPageToken(text, VISITOR, [key("k1", 2)])).toBeNull();
    expect(await readPageToken(text, VISITOR, [key("k2", 9), key("k1", 1)])).not.toBeNull();
  });

  it("is short, and bounded however many experiments a page has", async () => {
    expect((await formatPageToken(VISITOR, token, keys)).length).toBeLessThan(60);
    const exposures = Array.from({ length: 300 }, (_, experiment) => ({
      experiment: 99_999_999 - experiment,
      phase: 9999,
      variant: 9,
      stretch: 0,
      unit: "visitor" as const,
    }));
    const text = await formatPageToken(VISITOR, { ...token, exposures }, keys);
    expect(text.length).toBeLessThan(MAX_TOKEN);
    expect((await readPageToken(text, VISITOR, keys))?.exposures).toHaveLength(100);
  });
});
