/**
 * Whether a doctype puts the page into quirks mode (HTML standard 13.2.6.4.1), where `<table>` does not close `<p>`.
 */
const PREFIXES = [
  "+//silmaril//dtd html pro v0r11 19970101//",
  "-//as//dtd html 3.0 aswedit + extensions//",
  "-//advasoft ltd//dtd html 3.0 aswedit + extensions//",
  "-//metrius//dtd metrius presentational//",
  "-//microsoft//dtd internet explorer 2.0 html strict//",
  "-//microsoft//dtd internet explorer 2.0 html//",
  "-//microsoft//dtd internet explorer 2.0 tables//",
  "-//microsoft//dtd internet explorer 3.0 html strict//",
  "-//microsoft//dtd internet explorer 3.0 html//",
  "-//microsoft//dtd internet explorer 3.0 tables//",
  "-//netscape comm. corp.//dtd html//",
  "-//netscape comm. corp.//dtd strict html//",
  "-//o'reilly and associates//dtd html 2.0//",
  "-//o'reilly and associates//dtd html extended 1.0//",
  "-//o'reilly and associates//dtd html extended relaxed 1.0//",
  "-//sq//dtd html 2.0 hotmetal + extensions//",
  "-//softquad software//dtd hotmetal pro 6.0::19990601::extensions to html 4.0//",
  "-//softquad//dtd hotmetal pro 4.0::19971010::extensions to html 4.0//",
  "-//spyglass//dtd html 2.0 extended//",
  "-//sun microsystems corp.//dtd hotjava html//",
  "-//sun microsystems corp.//dtd hotjava strict html//",
  "-//w3c//dtd html 3 1995-03-24//",
  "-//w3c//dtd html 3.2 draft//",
  "-//w3c//dtd html 3.2 final//",
  "-//w3c//dtd html 3.2//",
  "-//w3c//dtd html 3.2s draft//",
  "-//w3c//dtd html 4.0 frameset//",
  "-//w3c//dtd html 4.0 transitional//",
  "-//w3c//dtd html experimental 19960712//",
  "-//w3c//dtd html experimental 970421//",
  "-//w3c//dtd w3 html//",
  "-//w3o//dtd w3 html 3.0//",
  "-//webtechs//dtd mozilla html 2.0//",
  "-//webtechs//dtd mozilla html//",
];
/** The standard lists these levels of the IETF's identifiers one by one. */
const IETF =
  /^-\/\/ietf\/\/dtd html(?: (?:2\.0 (?:strict )?level [12]|2\.0 strict|2\.0|2\.1e|3\.0|3\.2 final|3\.2|3|(?:strict )?level [0-3]|strict))?\/\//;
const WITHOUT_SYSTEM = ["-//w3c//dtd html 4.01 frameset//", "-//w3c//dtd html 4.01 transitional//"];
const EXACT = new Set(["-//w3o//dtd w3 html strict 3.0//en//", "-/w3c/dtd html 4.0 transitional/en", "html"]);
const QUIRKS_SYSTEM = "http://www.ibm.com/data/dtd/v11/ibmxhtml1-transitional.dtd";

/** What stands between `<!doctype` and `>`, by the tokenizer states 13.2.5.53 to 13.2.5.68. */
const SHAPE = /^[\t\n\f\r ]*([^\t\n\f\r ]+)(?:[\t\n\f\r ]+([^]*))?$/;
const PUBLIC = /^public[\t\n\f\r ]*("[^"]*"|'[^']*')[\t\n\f\r ]*([^]*)$/i;
const SYSTEM = /^system[\t\n\f\r ]*("[^"]*"|'[^']*')/i;
const QUOTED = /^("[^"]*"|'[^']*')/;

/** `text`: the characters between `<!doctype` and the next `>` (or the end of the page, then `complete` is false). */
export function isQuirks(text: string, complete: boolean): boolean {
  const shape = SHAPE.exec(text);
  if (!complete || shape === null || shape[1]?.toLowerCase() !== "html") return true;
  const rest = shape[2] ?? "";
  if (rest === "") return false;
  let publicId: string | null = null;
  let systemId: string | null = null;
  const isPublic = PUBLIC.exec(rest);
  if (isPublic !== null) {
    publicId = inner(isPublic[1]).toLowerCase();
    const after = isPublic[2] ?? "";
    if (after !== "") {
      const system = QUOTED.exec(after);
      if (system === null) return true;
      systemId = inner(system[1]).toLowerCase();
    }
  } else {
    const system = SYSTEM.exec(rest);
    if (system === null) return true;
    systemId = inner(system[1]).toLowerCase();
  }
  if (systemId === QUIRKS_SYSTEM) return true;
  if (publicId === null) return false;
  if (EXACT.has(publicId) || IETF.test(publicId)) return true;
  const id = publicId;
  if (PREFIXES.some((prefix) => id.startsWith(prefix))) return true;
  return systemId === null && WITHOUT_SYSTEM.some((prefix) => id.startsWith(prefix));
}

function inner(quoted: string | undefined): string {
  return (quoted ?? "").slice(1, -1);
}
