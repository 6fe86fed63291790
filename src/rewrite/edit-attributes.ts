/**
 * Changes of a start tag's attributes, as edits of its bytes: other attributes keep theirs. Pure.
 *
 * Several changes of one tag work on the values that earlier ones left, as they would in the DOM.
 */
import { ATTRIBUTE_STRIDE, isSpace, latin1, readAttributes } from "./attributes.ts";
import { decodeReferences } from "./references.ts";
import { utf8AsLatin1 } from "./selector-match.ts";
import type { Splice } from "./edit-buffer.ts";

export type AttributeChange =
  | { readonly action: "set_attribute"; readonly name: string; readonly content: string }
  | { readonly action: "remove_attribute" | "note_attribute"; readonly name: string }
  | { readonly action: "add_class" | "remove_class"; readonly name: string };

interface Attribute {
  readonly name: string;
  readonly nameStart: number;
  readonly nameEnd: number;
  /** Behind the value and its quote. */
  readonly end: number;
  /** Raw value as latin1. */
  readonly value: string;
}

/** What became of one attribute: raw value ready for double quotes, or null for removed. */
type Wanted = Map<string, string | null>;

/**
 * The edits that make `changes` on the tag whose bytes are `tag`, which stands at `start` of the page. `utf8`: the
 * page's bytes are UTF-8, so that class names beyond ASCII can be compared with those that stand there.
 */
export function editTag(
  tag: Uint8Array,
  start: number,
  changes: readonly AttributeChange[],
  utf8: boolean,
): Splice[] {
  const nameEnd = endOfName(tag);
  const attributes = attributesOf(tag, nameEnd);
  const wanted: Wanted = new Map();
  for (const change of changes) {
    const key = change.action.endsWith("class") ? "class" : asciiLower(change.name);
    const raw = wanted.has(key)
      ? (wanted.get(key) ?? null)
      : (attributes.find((one) => one.name === key)?.value ?? null);
    switch (change.action) {
      case "set_attribute":
        wanted.set(key, change.content);
        break;
      case "remove_attribute":
        if (raw !== null) wanted.set(key, null);
        break;
      case "note_attribute":
        // What was there before anybody changed it.
        if (!wanted.has(noteOf(key))) wanted.set(noteOf(key), raw === null ? "" : `:${raw}`);
        break;
      default: {
        const list = changeClass(raw, change.name, change.action === "add_class", utf8);
        if (list !== null) wanted.set(key, list);
      }
    }
  }
  return splicesFor(tag, start, nameEnd, attributes, wanted);
}

/** Where `note_attribute` writes what an attribute was: empty for none, else with a colon before it. */
function noteOf(name: string): string {
  return `data-lahza-was-${name}`;
}

function endOfName(tag: Uint8Array): number {
  let at = 1;
  while (at < tag.length && tag[at] !== 0x2f && tag[at] !== 0x3e && !isSpace(tag[at] as number)) at += 1;
  return at;
}

function attributesOf(tag: Uint8Array, from: number): Attribute[] {
  const table = readAttributes(tag, 0, from, tag.length - 1);
  const attributes: Attribute[] = [];
  for (let at = 0; at < table.length; at += ATTRIBUTE_STRIDE) {
    const [nameStart = 0, nameEnd = 0, valueStart = 0, valueEnd = 0] = table.slice(at, at + ATTRIBUTE_STRIDE);
    const quote = valueStart > nameEnd ? tag[valueStart - 1] : 0;
    const quoted = (quote === 0x22 || quote === 0x27) && tag[valueEnd] === quote;
    attributes.push({
      name: asciiLower(latin1(tag, nameStart, nameEnd)),
      nameStart,
      nameEnd,
      end: quoted ? valueEnd + 1 : Math.max(valueEnd, nameEnd),
      value: latin1(tag, valueStart, valueEnd),
    });
  }
  return attributes;
}

function splicesFor(
  tag: Uint8Array,
  start: number,
  tagNameEnd: number,
  attributes: readonly Attribute[],
  wanted: Wanted,
): Splice[] {
  const splices: Splice[] = [];
  let added = "";
  for (const [key, value] of wanted) {
    const same = attributes.filter((one) => one.name === key);
    const [first] = same;
    if (first === undefined) {
      if (value !== null) added += ` ${key}="${quotable(value)}"`;
    } else if (value !== null) {
      splices.push({ start: start + first.nameEnd, end: start + first.end, text: `="${quotable(value)}"` });
    } else {
      // Of repeated attributes the first counts: with only that one removed, the next would come to life.
      for (const one of same) splices.push({ start: start + one.nameStart, end: start + one.end, text: " " });
    }
  }
  if (added !== "") {
    const at = start + placeForNew(tag, tagNameEnd, attributes);
    splices.push({ start: at, end: at, text: added });
  }
  return splices.sort((a, b) => a.start - b.start);
}

/** Behind the last attribute; behind the tag's name where that attribute's value is missing (`<a b=>`). */
function placeForNew(tag: Uint8Array, tagNameEnd: number, attributes: readonly Attribute[]): number {
  const last = attributes.at(-1);
  if (last === undefined) return tagNameEnd;
  const unfinished = /=[ \t\n\f\r]*$/.test(latin1(tag, last.nameEnd, last.end)) || tag[last.end] === 0x3d;
  return unfinished ? tagNameEnd : last.end;
}

/** White space that is written as a reference parts classes as well. */
const SPACE_REFERENCE =
  /&(?:#(?:0*(?:9|10|12|13|32)(?![0-9])|[xX]0*(?:9|[aAcCdD]|20)(?![0-9a-fA-F]));?|Tab;|NewLine;)/g;

/**
 * The class list as `classList` would write it, or null when nothing changes. Tokens keep their bytes: references in
 * them are resolved for the comparison only.
 */
function changeClass(raw: string | null, name: string, add: boolean, utf8: boolean): string | null {
  const wanted = utf8 ? utf8AsLatin1(name) : name;
  const tokens = new Set(
    (raw ?? "")
      .replace(SPACE_REFERENCE, " ")
      .split(/[ \t\n\f\r]+/)
      .filter((token) => token !== ""),
  );
  const known = [...tokens].filter((token) => decodeReferences(token, "attribute", utf8) === wanted);
  if (known.length > 0 === add) return null;
  if (add) tokens.add(escapedClass(name));
  for (const token of known) tokens.delete(token);
  return [...tokens].join(" ");
}

/** In any charset: what is not ASCII, or could end the value, goes in as a reference. */
function escapedClass(name: string): string {
  return name.replace(/[^\x21-\x7e]|[&"'<>]/gu, (character) => `&#${character.codePointAt(0) ?? 0xfffd};`);
}

function quotable(value: string): string {
  return value.replaceAll('"', "&quot;");
}

function asciiLower(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
