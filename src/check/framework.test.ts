import { describe, expect, it } from "vitest";
import { findCorpus } from "../../test/differential/corpus.ts";
import { frameworkOf, frameworkWarning } from "./framework.ts";

describe("a page's framework", () => {
  it.each([
    ["Next (React)", '<script id="__NEXT_DATA__" type="application/json">{}</script>'],
    ["Next (React)", "<script>self.__next_f=self.__next_f||[]</script>"],
    ["React", "<div data-reactroot=''><p>x</p></div>"],
    ["React", "<main><!--$?--><template id=B:0></template>wait<!--/$--></main>"],
    ["Vue", '<div id="app" data-server-rendered="true"></div>'],
    ["Nuxt (Vue)", '<div id="__nuxt"><div></div></div>'],
    ["Angular", '<app-root ng-version="19.0.0"></app-root>'],
    ["Astro", "<astro-island uid=1></astro-island>"],
    [null, "<p>React, Vue and Angular are words here</p><!-- comment -->"],
  ])("%s", (name, html) => {
    expect(frameworkOf(html)?.name ?? null).toBe(name);
  });

  it("is known of the corpus's own pages, and of none that have none", () => {
    const known = Object.fromEntries(
      (findCorpus() ?? []).map((entry) => [
        entry.name,
        frameworkOf(new TextDecoder().decode(entry.bytes()))?.name ?? null,
      ]),
    );
    expect(known).toMatchObject({
      gen_next15_streaming_fa: "Next (React)",
      gen_next15_streaming_prod: "Next (React)",
      gen_woo_storefront_home: null,
      luthimate_prestashop15_product: null,
      strumenti_it_oscommerce_product: null,
    });
  });

  it("is told of where it matters, with what will happen", () => {
    const html = "<div data-reactroot></div>";
    expect(frameworkWarning(html, { hydrated: false, changes: true })).toMatch(
      /^React builds.*set hydrated to true/,
    );
    expect(frameworkWarning(html, { hydrated: true, changes: true })).toMatch(/applied once more there/);
    expect(frameworkWarning(html, { hydrated: false, changes: false })).toBeNull();
    const nuxt = '<div id="__nuxt"><!--[--><p>x</p><!--]--></div>';
    expect(frameworkWarning(nuxt, { hydrated: false, changes: true })).toMatch(/set hydrated to "in-place"/);
    expect(frameworkWarning(nuxt, { hydrated: true, changes: true })).toMatch(
      /one by one.*set hydrated to "in-place"/,
    );
    expect(frameworkWarning(nuxt, { hydrated: "in-place", changes: true })).toMatch(
      /applied once more there/,
    );
    expect(frameworkWarning("<p>x</p>", { hydrated: false, changes: true })).toBeNull();
  });
});
