/**
 * Writes docs/differential.md: how the rewriter compares with changes made on parse5's tree, over the corpus.
 * `node test/differential/table.ts [cases per page] [seed]`; takes minutes.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { findCorpus } from "./corpus.ts";
import { exactShare, runCorpus, type Finding, type Tally } from "./rewrite-run.ts";

const perPage = Number(process.argv[2] ?? 60);
const seed = Number(process.argv[3] ?? 1);
const corpus = findCorpus();
if (corpus === null) {
  console.error("No corpus: set LAHZA_CORPUS to its folder.");
  process.exit(1);
}

const findings: Finding[] = [];
const { byClass, regular } = runCorpus(corpus, perPage, seed, (finding) => findings.push(finding));

const row = (name: string, tally: Tally): string => {
  const needless = [...tally.needless].map(([reason, count]) => `${reason} ${count}`).join(", ");
  const share = (exactShare(tally) * 100).toFixed(2);
  const cells = [
    name,
    tally.cases,
    tally.exact,
    `${share} %`,
    tally.refused,
    tally.misfits,
    needless,
    tally.missed,
    tally.damaged,
  ];
  return `| ${cells.join(" | ")} |`;
};
const rows = [...byClass].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, tally]) => row(name, tally));

const document = `# The rewriter against the DOM

Made by \`npm run differential -- ${perPage} ${seed}\` over ${corpus.length} pages of real shops (\`LAHZA_CORPUS\`).

For each page, changes are chosen by a seeded random: selectors picked from the page itself (id, class, attribute, structural, sibling), all actions, contents from plain text to unbalanced markup, single and in pairs. Expected is the tree of parse5 (scripting enabled) with the change made on it as the DOM would, elements found by css-select. Compared is the tree that parse5 makes of the rewritten bytes. Bytes in front of and behind a single changed element must be the origin's.

| pages | cases | exact | exact, of what could be done | rightly refused | misfits refused | left alone needlessly | missed | damaged |
| --- | ---: | ---: | ---: | ---: | ---: | --- | ---: | ---: |
${rows.join("\n")}
${row("regular regions of all", regular)}

- *as-served*: bytes as the shop sent them; *normalised*: snapshots of a browser's DOM, pages saved by a browser, templates and pages re-encoded from those; *generated*: rendered here by a shop platform.
- *regular regions*: the elements, all in them and all around them up to the body have their end tags written and stand inside their parents in the bytes.
- *rightly refused*: skipped with a reason, and putting the content there as it is would have given another tree than the DOM's.
- *misfits refused*: content chosen to be nonsense in its place (a stray end tag, a row in a list, elements in a script), skipped although it would have done no harm.
- *left alone needlessly*: skipped with this reason although plain insertion would have given the DOM's tree. Counted against us.
- *missed*: the element matches only by what comes later on the page: a second \`<body class>\`, content that is moved before a table.
`;
writeFileSync(join(import.meta.dirname, "../../docs/differential.md"), document);
console.log(document);
for (const { page, verdict, changes } of findings) {
  if (verdict.kind === "skipped" && verdict.justified) continue;
  const what = changes.map((one) => `${one.selector} ${one.action} ${one.content.slice(0, 40)}`).join(" + ");
  const why = "reason" in verdict ? verdict.reason : "detail" in verdict ? verdict.detail : "";
  console.log(`${verdict.kind} ${why} · ${page} · ${what}`);
}
