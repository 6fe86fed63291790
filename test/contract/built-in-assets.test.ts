import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { generate, generateStyles, stylesTarget, target } from "../../scripts/build-client.ts";
import { builtInAssets } from "../../src/elements/assets.ts";
import { elementKinds } from "../../src/elements/index.ts";
import { elementStyles } from "../../src/elements/render.ts";

describe("built-in assets", () => {
  it("are what their sources give: else run `node scripts/build-client.ts`", async () => {
    expect(readFileSync(target, "utf8")).toBe(await generate());
    expect(readFileSync(stylesTarget, "utf8")).toBe(await generateStyles());
  });

  it("name their content", () => {
    for (const { body, hash, integrity } of builtInAssets()) {
      const digest = createHash("sha256").update(body).digest();
      expect(integrity).toBe(`sha256-${digest.toString("base64")}`);
      expect(hash).toBe(digest.toString("hex").slice(0, 20));
      expect(body).toMatch(/^[\x20-\x7e]+$/);
    }
  });

  it("hold the script of every kind that has one, and stay small", () => {
    const scripts = new Set(elementKinds.map(({ script }) => script));
    for (const script of scripts) if (script !== null) expect(size(script)).toBeGreaterThan(20);
    expect(size("countdown")).toBeLessThan(1536);
    // The stylesheet of one kind, with all that kinds share, and of all kinds at once.
    for (const { kind } of elementKinds) expect(gzipped(elementStyles([kind]))).toBeLessThan(4096);
    expect(gzipped(elementStyles(elementKinds.map(({ kind }) => kind)))).toBeLessThan(10_240);
    // What the design allows: 3 KB for the core, 1 to 2 KB for what only some pages need.
    expect(size("core")).toBeLessThan(3 * 1024);
    for (const module of ["data-layer", "survey", "analytics", "reapply", "navigate"])
      expect(size(module)).toBeLessThan(2 * 1024);
  });

  it("the stylesheet neither slants, spaces nor reaches out", () => {
    const css = elementStyles(elementKinds.map(({ kind }) => kind));
    expect(css).not.toMatch(/italic|url\(|@import|text-transform:uppercase|letter-spacing:(?!normal)/);
    expect(css).not.toMatch(
      /[;{](margin|padding|border)-(left|right)|[;{](left|right):|text-align:(left|right)/,
    );
  });
});

function size(name: string): number {
  return gzipped(builtInAssets().find((asset) => asset.name === name)?.body ?? "");
}

function gzipped(text: string): number {
  return gzipSync(text, { level: 9 }).length;
}
