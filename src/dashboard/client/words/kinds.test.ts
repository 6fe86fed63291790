import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { elementKinds } from "../../../elements/index.ts";

it("every kind of element has its name in every language", () => {
  for (const language of ["en", "fa", "ar"]) {
    const words = readFileSync(join(import.meta.dirname, `${language}.ts`), "utf8");
    const unnamed = elementKinds.filter(({ kind }) => !words.includes(`"field.${kind}": "`));
    expect([language, unnamed.map(({ kind }) => kind)]).toEqual([language, []]);
  }
});
