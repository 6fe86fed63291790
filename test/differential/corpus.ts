/** Real pages for the differential test: `LAHZA_CORPUS`, or `shared/corpus` beside the repository. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface CorpusEntry {
  readonly name: string;
  readonly provenance: "as-served" | "normalised" | "generated";
  readonly bytes: () => Uint8Array;
}

const here = import.meta.dirname;

export function findCorpus(): readonly CorpusEntry[] | null {
  const folder = process.env["LAHZA_CORPUS"] ?? join(here, "../../../shared/corpus");
  if (!existsSync(join(folder, "index.tsv"))) return null;
  const [head = "", ...rows] = readFileSync(join(folder, "index.tsv"), "utf8").trimEnd().split("\n");
  const columns = head.split("\t");
  const nameAt = columns.indexOf("name");
  const provenanceAt = columns.indexOf("provenance");
  return rows.map((row) => {
    const cells = row.split("\t");
    const name = cells[nameAt] ?? "";
    return {
      name,
      provenance: classOf(cells[provenanceAt] ?? ""),
      bytes: () => new Uint8Array(readFileSync(join(folder, "pages", `${name}.html`))),
    };
  });
}

/** A browser or a template engine wrote the normalised ones; derived pages come from snapshots. */
function classOf(provenance: string): CorpusEntry["provenance"] {
  if (provenance.startsWith("as-served")) return "as-served";
  return provenance.startsWith("generated") ? "generated" : "normalised";
}
