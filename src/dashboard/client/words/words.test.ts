import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { elementKinds } from "../../../elements/index.ts";
import { ar } from "./ar/index.ts";
import { en } from "./en/index.ts";
import { fa } from "./fa/index.ts";

/** That the others have every word of the English ones is what the compiler sees to. */
it("every kind of element has its name", () => {
  const unnamed = elementKinds.filter(({ kind }) => !(`field.${kind}` in en));
  expect(unnamed).toEqual([]);
});

it("what is filled in is the same in every language", () => {
  const placesOf = (text: string): string[] =>
    [...new Set([...text.matchAll(/\{(\w+)(?:\}|, plural,)/g)].map(([, name = ""]) => name))].sort();
  for (const [key, text] of Object.entries(en))
    for (const other of [fa, ar])
      expect([key, placesOf(other[key as keyof typeof en])]).toEqual([key, placesOf(text)]);
});

it("no word stands in two files", async () => {
  const folder = join(import.meta.dirname, "en");
  const files = readdirSync(folder).filter((file) => file !== "index.ts");
  const topics: Record<string, object>[] = await Promise.all(files.map((file) => import(join(folder, file))));
  const keys = topics.flatMap((topic) => Object.values(topic).flatMap((words) => Object.keys(words)));
  expect(keys).toHaveLength(Object.keys(en).length);
});
