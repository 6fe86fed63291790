import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { generate, target } from "../../scripts/build-client.ts";
import { builtInAssets } from "../../src/elements/assets.ts";
import { elementKinds } from "../../src/elements/index.ts";

describe("built-in assets", () => {
  it("are what their sources give: else run `node scripts/build-client.ts`", async () => {
    expect(readFileSync(target, "utf8")).toBe(await generate());
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
    for (const { script } of elementKinds) if (script !== null) expect(size(script)).toBeGreaterThan(20);
    expect(size("countdown")).toBeLessThan(1536);
    expect(size("elements")).toBeLessThan(1024 * elementKinds.length + 1024);
  });

  it("the stylesheet neither slants, spaces nor reaches out", () => {
    const css = builtInAssets().find((asset) => asset.name === "elements")?.body ?? "";
    expect(css).not.toMatch(/italic|url\(|@import|text-transform:uppercase|letter-spacing:(?!normal)/);
    expect(css).not.toMatch(
      /[;{](margin|padding|border)-(left|right)|[;{](left|right):|text-align:(left|right)/,
    );
  });
});

function size(name: string): number {
  return gzipSync(builtInAssets().find((asset) => asset.name === name)?.body ?? "", { level: 9 }).length;
}
