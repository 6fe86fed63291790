/** Real pages for the differential test: `LAHZA_CORPUS`, or `shared/corpus` beside the repository. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface CorpusEntry {
  readonly name: string;
  readonly provenance: "as-served" | "normalised" | "generated";
  /** As the page's row declares it; without a charset where it declares none. */
  readonly contentType: string;
  readonly bytes: () => Uint8Array;
}

const here = import.meta.dirname;

export function findCorpus(): readonly CorpusEntry[] | null {
  const folder = process.env["LAHZA_CORPUS"] ?? join(here, "../../../shared/corpus");
  if (!existsSync(join(folder, "index.tsv"))) return null;
  const [head = "", ...rows] = readFileSync(join(folder, "index.tsv"), "utf8").trimEnd().split("\n");
  const columns = head.split("\t");
  const nameAt = columns.indexOf("name");
  const charsetAt = columns.indexOf("charset");
  const provenanceAt = columns.indexOf("provenance");
  return rows.map((row) => {
    const cells = row.split("\t");
    const name = cells[nameAt] ?? "";
    return {
      name,
      provenance: classOf(cells[provenanceAt] ?? ""),
      contentType: contentTypeOf(cells[charsetAt] ?? ""),
      bytes: () => new Uint8Array(readFileSync(join(folder, "pages", `${name}.html`))),
    };
  });
}

/** `utf-8 [bytes: windows-1252]` declares utf-8; `(none)` declares nothing. */
function contentTypeOf(charset: string): string {
  const declared = charset.replace(/\s*\[.*$/, "").trim();
  return declared === "" || declared === "(none)" ? "text/html" : `text/html; charset=${declared}`;
}

/** A browser or a template engine wrote the normalised ones; derived pages come from snapshots. */
function classOf(provenance: string): CorpusEntry["provenance"] {
  if (provenance.startsWith("as-served")) return "as-served";
  return provenance.startsWith("generated") ? "generated" : "normalised";
}
