/** Page facts on the whole corpus, against a kept extractor: as alike as docs/elements.md says. */
import { expect, it } from "vitest";
import { comparePages, FIELDS, isAlike } from "./page-facts.ts";

const pages = comparePages();

it.skipIf(pages === null)(
  "agree with the extractor wherever both say something, but for what is listed",
  () => {
    const differing = (pages ?? []).flatMap(({ page, ours, theirs }) =>
      FIELDS.filter(
        (field) =>
          ours[field] !== null && theirs[field] !== null && !isAlike(field, ours[field], theirs[field]),
      ).map((field) => `${page} ${field}`),
    );
    expect(differing).toEqual([
      // Of ten: ours is scaled to five.
      "ebrosia_de_shopware_product rating",
      "getit_he_product_pc rating",
      "getit_he_product_perfume rating",
      // Theirs leaves &#40; and &#47; as they are.
      "newegg_bundle name",
    ]);
    const found = (field: (typeof FIELDS)[number]): number =>
      (pages ?? []).filter(({ ours }) => ours[field] !== null).length;
    expect(FIELDS.map(found)).toEqual([28, 20, 20, 9, 9]);
  },
);
