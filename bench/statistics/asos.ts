/**
 * `npm run reanalyse-asos -- FILE`: the ASOS Digital Experiments (Liu, Cardoso, Couturier, McCoy, NeurIPS 2021, CC BY
 * 4.0; 78 real experiments, cumulative counts, means and variances over time). First the authors' Table 2, by their own
 * method, which must come out exactly; then what our verdict makes of the same data. Writes docs/statistics-asos.md.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  type Moments,
  msprtHarmonic,
  sequentialTest,
  sequenceTuning,
  welchOfMoments,
} from "../../src/stats/index.ts";

const ALPHA = 0.05;
/** Mixture variance in units of the control variance of the look, by metric, as the authors chose it. */
const TAU2: readonly number[] = [1.3e-5, 1.07e-5, 6.48e-6, 5.92e-6];
const TABLE_2 = ["19/2/71/7", "20/18/49/7", "16/6/63/9", "16/4/63/11"];

interface Look {
  readonly a: Moments;
  readonly b: Moments;
}

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error("give the path of asos.csv (see docs/statistics-asos.md)");
const metrics = pairsByMetric(readFileSync(file, "utf8"));

const lines: string[] = [];
let exact = true;
for (const [index, pairs] of metrics.entries()) {
  const theirs = compare(pairs, (looks) => theirDecision(looks, TAU2[index] ?? 0));
  const ours = compare(pairs, ourDecision);
  const naive = pairs.filter((looks) => looks.some(({ a, b }) => welchP(a, b) < ALPHA)).length;
  const atEnd = pairs.filter((looks) => endsSignificant(looks)).length;
  exact &&= theirs.text === TABLE_2[index];
  lines.push(
    `| ${index + 1} | ${pairs.length} | ${TABLE_2[index]} | ${theirs.text} | ${ours.text} | ${ours.reversed} | ${share(atEnd, pairs.length)} | ${share(naive, pairs.length)} |`,
  );
}
const document = `# Real experiments, analysed twice
Written by \`npm run reanalyse-asos -- asos.csv\` from the ASOS Digital Experiments Dataset (Liu, Cardoso, Couturier, McCoy: "Datasets for Online Controlled Experiments", NeurIPS 2021; CC BY 4.0, osf.io/64jsb), which is not part of this repository: 78 experiments, 99 pairs of variants, four metrics, cumulative counts over time.

Each cell counts pairs: significant by both / only by the sequential method along the way / by neither / only by Welch's test at the end, at α = .05.

| metric | pairs | Table 2 of the authors | by their method (mixture SPRT) | by our verdict (confidence sequence) | later turned round | significant at the end | at some time, if peeked |
| --- | --- | --- | --- | --- | --- | --- | --- |
${lines.join("\n")}

Table 2 is ${exact ? "reproduced exactly" : "**not reproduced**"}. Our verdict is the asymptotic confidence sequence on the difference, SE the larger of unpooled and pooled, tuned to the visitors that the pair had at its end (what a plan would have said). "Later turned round" counts verdicts whose sign the end of the same experiment contradicts significantly. Peeking with a fixed-horizon test would have called about twice as many.
`;
process.stdout.write(document);
writeFileSync(join(import.meta.dirname, "../../docs/statistics-asos.md"), document);
if (!exact) process.exitCode = 1;

type Decision = "positive" | "negative" | "none";

function compare(pairs: readonly (readonly Look[])[], decide: (looks: readonly Look[]) => Decision) {
  const counts = { both: 0, only: 0, neither: 0, welch: 0 };
  let reversed = 0;
  for (const looks of pairs) {
    const decision = decide(looks);
    const end = endsSignificant(looks);
    const last = looks.at(-1);
    if (decision !== "none" && end) counts.both += 1;
    else if (decision !== "none") counts.only += 1;
    else if (end) counts.welch += 1;
    else counts.neither += 1;
    if (
      decision !== "none" &&
      end &&
      last !== undefined &&
      last.b.mean > last.a.mean !== (decision === "positive")
    )
      reversed += 1;
  }
  return { text: `${counts.both}/${counts.only}/${counts.neither}/${counts.welch}`, reversed };
}

/** The running minimum of p from the second look on. */
function theirDecision(looks: readonly Look[], tau2: number): Decision {
  for (const { a, b } of looks.slice(1)) {
    const test = msprtHarmonic(a, b, tau2 * a.variance);
    if (test.ok && test.pValue < ALPHA) return b.mean > a.mean ? "positive" : "negative";
  }
  return "none";
}

function ourDecision(looks: readonly Look[]): Decision {
  const last = looks.at(-1);
  if (last === undefined) return "none";
  const rho2 = sequenceTuning(ALPHA, last.a.n + last.b.n);
  for (const { a, b } of looks) {
    const test = sequentialTest(a, b, { alpha: ALPHA, rho2 });
    if (test.ok && test.pValue < ALPHA) return test.difference > 0 ? "positive" : "negative";
  }
  return "none";
}

function welchP(a: Moments, b: Moments): number {
  const test = welchOfMoments(a, b, ALPHA);
  return test.ok ? test.pValue : 1;
}

function endsSignificant(looks: readonly Look[]): boolean {
  const last = looks.at(-1);
  return last !== undefined && welchP(last.a, last.b) < ALPHA;
}

function share(count: number, of: number): string {
  return `${Math.round((100 * count) / of)} %`;
}

/** Looks of each pair in order of time, by metric; rows that are not numbers are left out. */
function pairsByMetric(csv: string): Look[][][] {
  const byMetric = new Map<number, Map<string, { time: number; look: Look }[]>>();
  for (const line of csv.trim().split("\n").slice(1)) {
    const [experiment, variant, metric, time, nA, nB, meanA, meanB, varianceA, varianceB] = line.split(",");
    const numbers = [time, nA, nB, meanA, meanB, varianceA, varianceB].map(Number);
    if (
      numbers.some((value) => !Number.isFinite(value)) ||
      line.split(",").some((cell) => cell.trim() === "")
    )
      continue;
    const [at, a, b, mA, mB, vA, vB] = numbers as [number, number, number, number, number, number, number];
    const pairs = byMetric.get(Number(metric)) ?? new Map<string, { time: number; look: Look }[]>();
    byMetric.set(Number(metric), pairs);
    const key = `${experiment}/${variant}`;
    const looks = pairs.get(key) ?? [];
    pairs.set(key, looks);
    looks.push({
      time: at,
      look: { a: { n: a, mean: mA, variance: vA }, b: { n: b, mean: mB, variance: vB } },
    });
  }
  return [...byMetric.entries()]
    .sort(([one], [other]) => one - other)
    .map(([, pairs]) =>
      [...pairs.values()].map((looks) =>
        looks.sort((one, other) => one.time - other.time).map(({ look }) => look),
      ),
    );
}
