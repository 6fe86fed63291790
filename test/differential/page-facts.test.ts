/** Page facts on the whole corpus, against a kept extractor: as alike as docs/elements.md says. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { comparePages, factsTable, FIELDS, kindOf } from "./page-facts.ts";

const pages = comparePages();

it.skipIf(pages === null)(
  "agree with the extractor wherever both say something, but for what is listed",
  () => {
    const differing = (pages ?? []).flatMap((compared) =>
      FIELDS.filter((field) => kindOf(field, compared) === "different").map(
        (field) => `${compared.page} ${field}`,
      ),
    );
    expect(differing).toEqual([
      // Of ten: ours is scaled to five.
      "ebrosia_de_shopware_product rating",
      "getit_he_product_pc rating",
      "getit_he_product_perfume rating",
      // Theirs leaves &#40; and &#47; as they are.
      "newegg_bundle name",
    ]);
    // Published, so that whoever reads it can rely on it.
    const docs = readFileSync(join(import.meta.dirname, "../../docs/elements.md"), "utf8");
    expect(docs).toContain(factsTable(pages ?? []));
    expect(docs).toContain(`On the corpus of ${pages?.length} real shop pages`);
  },
);
