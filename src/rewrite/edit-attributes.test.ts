import { describe, expect, it } from "vitest";
import { rewriteBytes } from "./rewrite-bytes.ts";
import type { PlannedChange } from "./rewrite.types.ts";

const encoder = new TextEncoder();
const latin1Bytes = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));

/** What becomes of `<p …>`. */
function changed(
  bytes: Uint8Array,
  action: "add_class" | "remove_class",
  name: string,
  utf8: boolean,
): string {
  const change = { selector: "p", action, name, content: "", label: "", experiment: 0 };
  const plan = { changes: [change], watch: [], reads: [], headTags: null, policy: null };
  const { bytes: output } = rewriteBytes([bytes], { utf8, plan: () => plan });
  return String.fromCharCode(...output);
}

describe("classes beyond ASCII", () => {
  it.each([true, false])("go in as references, in any charset (UTF-8: %s)", (utf8) => {
    expect(changed(encoder.encode("<p class=a>"), "add_class", "دکمه", utf8)).toBe(
      '<p class="a &#1583;&#1705;&#1605;&#1607;">',
    );
    expect(changed(encoder.encode("<p>"), "add_class", "😀", utf8)).toBe('<p class="&#128512;">');
  });

  it("never end the value: their low bytes are quotes, brackets, spaces, equals signs", () => {
    const name = "x\u0122\u0120onclick\u013dalert\u0128\u0131\u0129\u013e\u013cscript\u013e";
    const output = changed(encoder.encode("<p>"), "add_class", name, true);
    expect(output).toMatch(/^<p class="x(?:&#\d+;|[a-z])*">$/);
    expect(changed(encoder.encode("<p>"), "add_class", "\"'<>&", true)).toBe(
      '<p class="&#34;&#39;&#60;&#62;&#38;">',
    );
  });

  it("are found where they stand, as bytes or as references", () => {
    expect(changed(encoder.encode("<p class='دکمه b'>"), "remove_class", "دکمه", true)).toBe('<p class="b">');
    expect(
      changed(encoder.encode("<p class='&#1583;&#1705;&#1605;&#1607; b'>"), "remove_class", "دکمه", true),
    ).toBe('<p class="b">');
    expect(changed(latin1Bytes("<p class='caf\u00e9 b'>"), "remove_class", "café", false)).toBe(
      '<p class="b">',
    );
    const has = "<p class='دکمه b'>";
    expect(changed(encoder.encode(has), "add_class", "دکمه", true)).toBe(
      String.fromCharCode(...encoder.encode(has)),
    );
  });
});

describe("what an attribute was", () => {
  const noted = (
    page: string,
    changes: readonly (readonly [PlannedChange["action"], string, string?])[],
  ): string => {
    const planned = changes.map(([action, name, content = ""]) => ({
      selector: "p",
      action,
      name,
      content,
      label: "",
      experiment: 0,
    }));
    const plan = { changes: planned, watch: [], reads: [], headTags: null, policy: null };
    return new TextDecoder().decode(
      rewriteBytes([encoder.encode(page)], { utf8: true, plan: () => plan }).bytes,
    );
  };

  it("stands beside it: nothing for none, and with a colon where there was one, however it was written", () => {
    const set = [
      ["note_attribute", "title"],
      ["set_attribute", "title", "new"],
    ] as const;
    expect(noted("<p>", set)).toBe('<p data-lahza-was-title="" title="new">');
    expect(noted("<p title>", set)).toBe('<p title="new" data-lahza-was-title=":">');
    expect(noted(`<p TITLE='a "b" &amp; c'>`, set)).toBe(
      '<p TITLE="new" data-lahza-was-title=":a &quot;b&quot; &amp; c">',
    );
    expect(
      noted("<p title=old>", [
        ["note_attribute", "title"],
        ["remove_attribute", "title"],
      ]),
    ).toBe('<p   data-lahza-was-title=":old">');
  });

  it("is the page's own, whatever several changes made of it", () => {
    expect(
      noted("<p class=a>", [
        ["note_attribute", "class"],
        ["add_class", "b"],
        ["note_attribute", "class"],
        ["add_class", "c"],
      ]),
    ).toBe('<p class="a b c" data-lahza-was-class=":a">');
  });
});
