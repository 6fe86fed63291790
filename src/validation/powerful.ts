/**
 * Changes that can load or run something, although their value looks harmless: `src` of a script, `action` of a form,
 * words inside of a script. Who may not publish code may make them only where the selector itself says that it means
 * an element that is none of these. Pure.
 */
import type { Change } from "../domain/change.schema.ts";
import { type Complex, compileSelector } from "../rewrite/selector.ts";

/** Where these attributes only lead somewhere, show a picture or play something. */
const HARMLESS: ReadonlySet<string> = new Set(
  "a area img picture source video audio track input li ol".split(" "),
);

/** What decides where something is loaded from, how, or whether it runs. */
const LOADING: ReadonlySet<string> = new Set(
  "src srcset href xlink:href data poster background manifest ping rel type as integrity nonce sandbox allow is content http-equiv charset".split(
    " ",
  ),
);

/** Where customers' entries are sent: never harmless. */
const SENDING: ReadonlySet<string> = new Set(["action", "formaction", "formmethod", "target"]);

const RUNNING: ReadonlySet<string> = new Set(
  "script style iframe noscript noembed noframes xmp plaintext".split(" "),
);

export function isPowerful(change: Change): boolean {
  const compiled = compileSelector(change.selector);
  // What is none is told by others.
  if (!compiled.ok) return false;
  const subjects = compiled.selector.alternatives;
  switch (change.action) {
    case "set_attribute":
    case "remove_attribute": {
      const name = change.name.toLowerCase();
      if (SENDING.has(name))
        return !subjects.every((subject) => name === "target" && isNamed(subject, HARMLESS));
      return LOADING.has(name) && !subjects.every((subject) => isNamed(subject, HARMLESS));
    }
    case "set_text":
      return subjects.some(mayRun);
    default:
      return false;
  }
}

function isNamed({ compound }: Complex, names: ReadonlySet<string>): boolean {
  return compound.name !== null && names.has(compound.name);
}

/** Names an element whose text runs, or names nothing at all: no element, no class, no id. */
function mayRun({ compound }: Complex): boolean {
  if (compound.name !== null) return RUNNING.has(compound.name);
  return compound.classes.length === 0 && compound.ids.length === 0;
}
