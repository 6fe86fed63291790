/** Experiments as files, without a Lahza: text ⇄ definition, comments, mistakes by line, what pages are expected to have. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkAgainst, checkFiles, readyToCheck } from "../../scripts/lib/files-check.ts";
import { readFolder } from "../../scripts/lib/files-folder.ts";
import { type Definition, type Kind, SCHEMAS } from "../../scripts/lib/files-kinds.ts";
import { loadPage } from "../../scripts/lib/files-pages.ts";
import { planOf, shown } from "../../scripts/lib/files-plan.ts";
import { definitionIn, readText, textOf, updatedText } from "../../scripts/lib/files-text.ts";

const NOW = Date.UTC(2026, 10, 22);
let root = "";
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "lahza-files-"));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

let count = 0;
function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = join(root, String(count++));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

const read = (kind: Kind, text: string): Definition =>
  SCHEMAS[kind].parse(definitionIn(readText(text).value));

const HERO = `# Who asked for it: the growth team.
key: hero
name: The first picture   # as marketing calls it
pages:
  include: [/products/*]
traffic: 0.1
variants:
  # As it is.
  - key: control
    weight: 0.5
  # With a note.
  - key: note
    weight: 0.5
    changes:
      - { selector: h1, action: add_class, value: big }
      - selector: .price
        action: after
        value: <p class="note">Fourteen days</p>
expect:
  matches:
    .price: { min: 1, max: 3 }
`;

describe("text", () => {
  const words = fc.oneof(
    fc.string({ unit: "binary", minLength: 1, maxLength: 20 }),
    fc.string({
      unit: fc.constantFrom(...Array.from("-:#'\"\n\r\t |>&*!%@{}[],?~ \u0085\u2028\ufeff=a0")),
      minLength: 1,
      maxLength: 8,
    }),
    fc.constantFrom(
      "yes",
      "null",
      "~",
      "0x1f",
      "1e3",
      "2026-12-01",
      "no",
      "<<",
      "۱۲",
      "a\n\nb\n",
      " x ",
      "---",
      "سلام، دنیا",
    ),
  );
  const nonempty = words.filter((word) => word.trim() !== "");
  const text = fc.oneof(words, fc.record({ en: words, fa: words }));
  const change = fc.oneof(
    fc.record({ selector: nonempty, action: fc.constant("set_text"), value: text }),
    fc.record({ selector: nonempty, action: fc.constantFrom("after", "replace"), value: text }),
    fc.record({ selector: nonempty, action: fc.constant("remove") }),
  );
  const variant = (key: string) =>
    fc.record(
      {
        key: fc.constant(key),
        weight: fc.constant(0.5),
        name: words,
        changes: fc.array(change, { maxLength: 3 }),
        css: fc.option(words),
        value: fc.jsonValue({ maxDepth: 3, noUnicodeString: false }),
      },
      { requiredKeys: ["key", "weight"] },
    );
  const experiment = fc.record(
    {
      key: fc.stringMatching(/^[a-z0-9][a-z0-9_-]{0,20}$/),
      name: words,
      hypothesis: words,
      pages: fc.record(
        {
          include: fc.array(
            words.map((word) => `/${word}`),
            { minLength: 1, maxLength: 3 },
          ),
          exclude: fc.constantFrom([], ["/x"]),
        },
        { requiredKeys: ["include"] },
      ),
      audience: fc.constantFrom({}, { device: { $in: ["mobile"] } }, { $or: [{ hour: { $gt: 8 } }] }),
      traffic: fc.double({ min: 0, max: 1, noNaN: true }),
      seed: fc.option(nonempty),
      layer: fc.constantFrom(
        null,
        { name: "pdp", range: [0, 0.5] },
        { name: "1", range: [0, 1], hashVersion: 1 },
      ),
      variants: fc.tuple(variant("a"), variant("b")),
      metrics: fc.constantFrom({ primary: "purchase" }, { primary: ["a", "b"], guardrails: ["bounce"] }),
      schedule: fc.constantFrom({}, { startAt: "2026-12-01T00:00:00+03:30" }),
      analysis: fc.constantFrom({}, { alpha: 0.01, plan: { visitors: 100 } }),
    },
    { requiredKeys: ["key", "name", "pages", "variants"] },
  );

  test("random experiments survive the file in both formats, and an update of another one's file", () => {
    fc.assert(
      fc.property(experiment, experiment, fc.constantFrom("yaml", "json"), (one, other, format) => {
        // As they come through JSON, which knows no -0.
        const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
        const before = SCHEMAS.experiments.parse(plain(one));
        const after = SCHEMAS.experiments.parse(plain(other));
        const file = textOf("experiments", before, format);
        expect(read("experiments", file)).toEqual(before);
        expect(updatedText("experiments", file, before, format)).toBe(file);
        const updated = updatedText("experiments", file, after, format);
        expect(read("experiments", updated)).toEqual(after);
        expect(updatedText("experiments", updated, after, format)).toBe(updated);
      }),
      { numRuns: 300 },
    );
  });

  test("a new file says nothing that is the default anyway", () => {
    const text = textOf("experiments", read("experiments", HERO), "yaml");
    expect(readText(text).value).toEqual(definitionIn(readText(HERO).value));
    expect(text).not.toMatch(/null|analysis|schedule|hashVersion/);
    const goal = "key: cart\nkind: request\nmethod: POST\npath: /cart/add\n";
    expect(textOf("goals", read("goals", goal), "yaml")).toBe(goal);
  });

  test("comments, order and what stands beside the definition stay when it changes", () => {
    const before = read("experiments", HERO);
    const [control, note] = before["variants"] as Record<string, unknown>[];
    const after = SCHEMAS.experiments.parse({
      ...before,
      name: "The first image",
      traffic: 0.5,
      audience: { device: "mobile" },
      variants: [note, { ...control, css: ".a{}\n.b{}\n" }],
    });
    const text = updatedText("experiments", HERO, after, "yaml");
    expect(read("experiments", text)).toEqual(after);
    for (const kept of [
      "# Who asked for it",
      "# as marketing calls it",
      "# As it is.",
      "# With a note.",
      "{ min: 1, max: 3 }",
    ])
      expect(text).toContain(kept);
    expect(text).toMatch(/traffic: 0\.5\n/);
    expect(text.indexOf("audience:")).toBeGreaterThan(text.indexOf("pages:"));
    expect(text.indexOf("audience:")).toBeLessThan(text.indexOf("traffic:"));
    // A default that is written out stays where the definition goes back to it.
    expect(
      updatedText("experiments", text, SCHEMAS.experiments.parse({ ...after, traffic: 1 }), "yaml"),
    ).toContain("traffic: 1\n");
  });

  test("anchors are not written over by one of the places that use them", () => {
    const text =
      "key: hero\nname: &n Note\nhypothesis: *n\npages: { include: [/] }\nvariants:\n  - { key: a, weight: 0.5 }\n  - { key: b, weight: 0.5 }\n";
    const after = { ...read("experiments", text), name: "Other" };
    expect(read("experiments", updatedText("experiments", text, after, "yaml"))).toEqual(after);
  });
});

describe("mistakes", () => {
  test("each is named by file, line and field, all at once", () => {
    const wrong = HERO.replace("traffic: 0.1", "trafic: 0.1").replace(
      "weight: 0.5\n  # With",
      "weight: half\n  # With",
    );
    const { problems, files } = readFolder(
      folderOf({
        "experiments/hero.yaml": wrong,
        "experiments/open.yaml": "key: open\nname: [1",
        "goals/cart.json": '{\n  "key": "cart",\n  "kind": "wish"\n}',
        "goals/tea.yaml": "key: coffee\nkind: custom\n",
        "metrics/carts.yaml": "key: carts\nkind: count\nevent: cart\nexpect: {}\n",
        "experiments/running.yaml": HERO.replace("key: hero", "key: running\nstatus: running"),
        "experiments/README.md": "not read",
      }),
    );
    expect(files).toEqual([]);
    const near = (text: string): unknown => expect.stringMatching(new RegExp(`^${text}`));
    expect(problems).toEqual(
      expect.arrayContaining([
        near("experiments/hero\\.yaml:6: /trafic: there is no such field"),
        near("experiments/hero\\.yaml:10: /variants/0/weight: this must be a number"),
        near("experiments/open\\.yaml:2: "),
        near("goals/cart\\.json:3: /kind: this must be one of page"),
        near("goals/tea\\.yaml:1: /key: the file of coffee is goals/coffee\\.yaml"),
        near("metrics/carts\\.yaml:4: /expect: a metric has no such field"),
        near("experiments/running\\.yaml:3: /status: files keep what an experiment is"),
      ]),
    );
  });

  test("two files of one key, and no folder", () => {
    const goal = "key: cart\nkind: custom\n";
    expect(readFolder(folderOf({ "goals/cart.yaml": goal, "goals/cart.yml": goal })).problems).toEqual([
      "goals/cart.yml:1: goals/cart.yaml has this key, too",
    ]);
    expect(readFolder(join(root, "nowhere")).problems[0]).toContain("there is no folder");
  });

  test("what only shows when files are seen together", () => {
    const folder = readFolder(
      folderOf({
        "experiments/hero.yaml": `${HERO}    .gone: 1\nmetrics: { primary: carts, secondary: [lost] }\nschedule: { endAt: "2020-01-01T00:00:00Z" }\n`,
        "goals/cart.yaml": "key: cart\nkind: custom\n",
        "metrics/carts.yaml": "key: carts\nkind: count\nevent: cart\n",
        "metrics/lone.yaml": "key: lone\nkind: count\nevent: nothing\n",
      }),
    );
    expect(folder.problems).toEqual([]);
    const { problems, warnings } = checkFiles(folder, NOW);
    expect(problems).toHaveLength(3);
    expect(problems.join("\n")).toMatch(/metrics\/lone\.yaml:3: \/event/);
    expect(problems.join("\n")).toMatch(/hero\.yaml:23: \/metrics\/secondary\/0: there is no such metric/);
    expect(problems.join("\n")).toMatch(
      /hero\.yaml:22: \/expect\/matches\/\.gone: no change has this selector/,
    );
    expect(warnings.join("\n")).toMatch(/hero\.yaml:24: \/schedule\/endAt: this instant has passed/);
  });
});

describe("difference", () => {
  test("new, changed and the same; what is elsewhere is left", () => {
    const { files } = readFolder(
      folderOf({ "experiments/hero.yaml": HERO, "goals/cart.yaml": "key: cart\nkind: custom\n" }),
    );
    const stored = (definition: Definition, status = "running") => ({
      kind: "experiments" as const,
      definition,
      status,
    });
    const hero = read("experiments", HERO);
    expect(planOf({ files }, [stored(hero)])).toMatchObject({
      same: 1,
      elsewhere: [],
      steps: [{ stored: null }],
    });
    const plan = planOf({ files }, [
      stored({ ...hero, traffic: 0.05 }),
      stored({ ...hero, key: "other" }),
      stored({ ...hero, key: "old" }, "archived"),
    ]);
    expect(plan.steps.map(shown)).toEqual([
      "+ goals/cart.yaml",
      "~ experiments/hero.yaml (running)\n    /traffic: 0.05 → 0.1",
    ]);
    expect(plan.elsewhere.map(({ definition }) => definition.key)).toEqual(["other"]);
  });
});

describe("pages", () => {
  const page = (body: string): string =>
    `<!doctype html><html lang="en"><head><title>x</title><link rel="canonical" href="https://shop.example/products/tea"></head><body>${body}</body></html>`;

  async function checked(expectation: string, body: string, named = "page.html") {
    const folder = folderOf({
      "experiments/hero.yaml": HERO.replace(/expect:[^]*/, expectation),
      "page.html": page(body),
    });
    const read = readFolder(folder);
    expect(read.problems).toEqual([]);
    const [file] = read.files;
    const ready = file === undefined ? null : (await readyToCheck(file, read)).ready;
    if (file === undefined || ready === null) throw new Error("it does not compile");
    const loaded = await loadPage(named, folder, null);
    if (typeof loaded === "string") throw new Error(loaded);
    return checkAgainst(file, ready, loaded, NOW);
  }

  test.each([
    ["one match each", "", "<h1>Tea</h1><p class=price>1</p>", []],
    ["no match", "", "<h1>Tea</h1>", ["after .price on page.html: matches nothing, expected at least 1"]],
    ["no match, as declared", "expect: { matches: { .price: 0 } }", "<h1>Tea</h1>", []],
    [
      "more than declared",
      "expect: { matches: { h1: 1 } }",
      "<h1>a</h1><h1>b</h1><p class=price>1</p>",
      ["add_class h1 on page.html: matches 2 places, expected 1"],
    ],
    [
      "fewer than declared",
      "expect: { matches: { .price: { min: 2 } } }",
      "<h1>a</h1><p class=price>1</p>",
      ["after .price on page.html: matches 1 place, expected at least 2"],
    ],
    [
      "a place that cannot be changed safely",
      "",
      "<h1>a</h1><p><span class=price>1</span></p>",
      [expect.stringMatching(/^after \.price on page\.html: not made at 1 place: browsers would move/)],
    ],
  ])("%s", async (_, expectation, body, words) => {
    const { applies, problems } = await checked(expectation, body);
    expect(applies).toBe(true);
    expect(problems.map((problem) => problem.replace(/^.*?\/changes\/\d: /, ""))).toEqual(words);
  });

  test("problems are told at the change's line", async () => {
    const { problems } = await checked("", "<h1>Tea</h1>");
    expect(problems[0]).toMatch(/^experiments\/hero\.yaml:16: \/variants\/1\/changes\/1: /);
  });

  test("another page is none of its business", async () => {
    expect(await checked("", "", "page.html@/about")).toMatchObject({ applies: false, problems: [] });
  });

  test("pages that cannot be had say why", async () => {
    const folder = folderOf({ "bare.html": "<p>x</p>" });
    expect(await loadPage("bare.html", folder, null)).toContain("it does not say which page it is");
    expect(await loadPage("gone.html", folder, null)).toContain("there is no such file");
    expect(await loadPage("/products/x", folder, null)).toContain("--url");
    expect(await loadPage("http://127.0.0.1:9749/", folder, null)).toContain("ECONNREFUSED");
    expect(await loadPage("bare.html@/products/x", folder, null)).toMatchObject({
      url: new URL("https://shop.example/products/x"),
    });
  });
});
