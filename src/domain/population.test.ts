import { describe, expect, it } from "vitest";
import { differences } from "./diff.ts";
import { experimentSchema } from "./experiment.schema.ts";
import { type Action, transition } from "./lifecycle.ts";
import { mergePatch } from "./merge-patch.ts";
import { canonical, mixingProblems, needsNewPhase, refusedEdits } from "./population.ts";

const withChanges = (...changes: object[]) =>
  experimentSchema.parse({
    key: "e",
    name: "n",
    pages: { include: ["/a", "/b"] },
    variants: [
      { key: "a", weight: 0.5 },
      { key: "b", weight: 0.5, changes },
    ],
  });

const proposition = (headline: unknown, more: object = {}): object => ({
  selector: "form",
  action: "after",
  element: { kind: "value_proposition", headline, points: ["Free returns"], ...more },
});
const countdown = (endsAt: string, label?: string): object => ({
  selector: "form",
  action: "after",
  element: { kind: "countdown", endsAt, offerId: "o", ...(label === undefined ? {} : { label }) },
});
const markup = (value: unknown): object => ({ selector: "p.x", action: "set_html", value });
const attribute = (name: string, value: string): object => ({
  selector: "a.x",
  action: "set_attribute",
  name,
  value,
});

describe("words may change, what a variant does may not", () => {
  it.each<[string, object, object, string[]]>([
    ["an element's headline", proposition("A"), proposition("B"), []],
    ["its points", proposition("A"), proposition("A", { points: ["Paid returns"] }), []],
    [
      "the number of points",
      proposition("A"),
      proposition("A", { points: [] }),
      ["/variants/1/changes/0/element"],
    ],
    ["its look", proposition("A"), proposition("A", { look: "bar" }), ["/variants/1/changes/0/element"]],
    [
      "a link",
      proposition("A", { link: { text: "x", href: "/a" } }),
      proposition("A", { link: { text: "y", href: "/b" } }),
      ["/variants/1/changes/0/element"],
    ],
    [
      "a link's text",
      proposition("A", { link: { text: "x", href: "/a" } }),
      proposition("A", { link: { text: "y", href: "/a" } }),
      [],
    ],
    ["its languages", proposition("A"), proposition({ en: "A" }), ["/variants"]],
    ["words in two languages", proposition({ en: "A", fa: "ب" }), proposition({ en: "B", fa: "پ" }), []],
    [
      "a countdown's label",
      countdown("2027-01-01T00:00:00Z", "x"),
      countdown("2027-01-01T00:00:00Z", "y"),
      [],
    ],
    [
      "a countdown's end",
      countdown("2027-01-01T00:00:00Z"),
      countdown("2027-01-02T00:00:00Z"),
      ["/variants/1/changes/0/element"],
    ],
    ["words in markup", markup("<b>x</b> y"), markup("<b>z</b>"), []],
    ["tags in markup", markup("<b>x</b>"), markup("<i>x</i>"), ["/variants/1/changes/0/value"]],
    [
      "a script in markup",
      markup("<script>a()</script>"),
      markup("<script>b()</script>"),
      ["/variants/1/changes/0/value"],
    ],
    ["an attribute that people read", attribute("title", "x"), attribute("title", "y"), []],
    [
      "an attribute that leads somewhere",
      attribute("href", "/x"),
      attribute("href", "/y"),
      ["/variants/1/changes/0/value"],
    ],
    ["an attribute's name", attribute("alt", "x"), attribute("title", "x"), ["/variants/1/changes/0/name"]],
    [
      "value for element",
      proposition("A"),
      { selector: "form", action: "after", value: "A" },
      ["/variants/1/changes/0"],
    ],
  ])("%s", (_what, before, after, pointers) => {
    const problems = mixingProblems(withChanges(before), withChanges(after));
    expect(problems.map(({ pointer }) => pointer)).toEqual(pointers);
    expect(problems.every(({ detail }) => detail.includes("new-phase"))).toBe(true);
  });

  it("the order of pages and of fields means nothing, nor does a seed that is the key", () => {
    const before = withChanges();
    const after = experimentSchema.parse({
      ...before,
      seed: "e",
      pages: { hosts: [], exclude: [], include: ["/b", "/a"] },
    });
    expect(needsNewPhase(before, after)).toBe(false);
    expect(canonical({ b: 1, a: { d: 1, c: [2, 1] } })).toBe('{"a":{"c":[2,1],"d":1},"b":1}');
  });

  it("a rollout's words may change, its traffic may not", () => {
    const before = withChanges(proposition("A"));
    expect(refusedEdits("rollout", before, withChanges(proposition("B")), 0)).toEqual([]);
    const after = { ...withChanges(proposition("B", { look: "bar" })), traffic: 0.5 };
    expect(refusedEdits("rollout", before, after, 0).map(({ pointer }) => pointer)).toEqual([
      "/traffic",
      "/variants/1/changes/0/element",
    ]);
  });
});

describe("refusals say which action does it right", () => {
  const standing = (status: "draft" | "running" | "paused" | "finished" | "archived" | "rollout") => ({
    status,
    phase: 1,
    definition: withChanges(),
    endAtMs: null,
  });
  it.each<[Parameters<typeof standing>[0], Action, Action | null]>([
    ["paused", "start", "resume"],
    ["draft", "pause", "start"],
    ["draft", "resume", "start"],
    ["draft", "finish", "archive"],
    ["rollout", "finish", "archive"],
    ["rollout", "pause", "archive"],
    ["running", "archive", "finish"],
    ["running", "rollout", "finish"],
    ["draft", "new-phase", "start"],
    ["finished", "start", null],
    ["finished", "new-phase", null],
    ["archived", "start", null],
  ])("%s, %s: %s", (status, action, instead) => {
    const step = transition(standing(status), action, 0, "b");
    expect(step.ok ? "" : step.instead).toBe(instead);
    if (!step.ok && instead !== null) expect(step.reason).toContain(instead);
  });
});

describe("differences", () => {
  it("are leaves by pointer", () => {
    expect(
      differences({ a: 1, "b/c": [1, { d: 2 }], e: null }, { a: 1, "b/c": [1, { d: 3 }, 4], f: {} }),
    ).toEqual([
      { pointer: "/b~1c/1/d", before: 2, after: 3 },
      { pointer: "/b~1c/2", after: 4 },
      { pointer: "/e", before: null },
      { pointer: "/f", after: {} },
    ]);
    expect(differences([1], { 0: 1 })).toEqual([{ pointer: "", before: [1], after: { 0: 1 } }]);
  });
});

describe("merge patch", () => {
  // The examples of RFC 7396, appendix A.
  it.each([
    [{ a: "b" }, { a: "c" }, { a: "c" }],
    [{ a: "b" }, { b: "c" }, { a: "b", b: "c" }],
    [{ a: "b" }, { a: null }, {}],
    [{ a: "b", b: "c" }, { a: null }, { b: "c" }],
    [{ a: ["b"] }, { a: "c" }, { a: "c" }],
    [{ a: "c" }, { a: ["b"] }, { a: ["b"] }],
    [{ a: { b: "c" } }, { a: { b: "d", c: null } }, { a: { b: "d" } }],
    [{ a: [{ b: "c" }] }, { a: [1] }, { a: [1] }],
    [
      ["a", "b"],
      ["c", "d"],
      ["c", "d"],
    ],
    [{ a: "b" }, ["c"], ["c"]],
    [{ a: "foo" }, null, null],
    [{ a: "foo" }, "bar", "bar"],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: "b", c: null }, { a: "b" }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])("%j with %j: %j", (document, patch, expected) => {
    expect(mergePatch(document, patch)).toEqual(expected);
  });

  it("reaches no prototype", () => {
    const patched = mergePatch({}, JSON.parse('{"__proto__": {"x": 1}}')) as { x?: number };
    expect(patched.x).toBeUndefined();
    expect(({} as { x?: number }).x).toBeUndefined();
  });
});
