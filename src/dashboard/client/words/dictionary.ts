import type { en } from "./en/index.ts";

export type WordsOf<Dictionary> = { readonly [key in keyof Dictionary]: string };
export type Words = WordsOf<typeof en>;

/** Words of the API's own under the group by which the dashboard asks for them: `named(group, name)`. */
export function under<Group extends string, Name extends string>(
  group: Group,
  words: { readonly [name in Name]: string },
): { readonly [name in Name as `${Group}.${name}`]: string };
export function under(group: string, words: { readonly [name: string]: string }): object {
  return Object.fromEntries(Object.entries(words).map(([name, text]) => [`${group}.${name}`, text]));
}
