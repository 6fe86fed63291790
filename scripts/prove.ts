/**
 * `npm run prove`: long proofs of recording, too long for every run of the tests. Writes docs/recording-proofs.md.
 * `-- --rounds N`: as many crashes (100). Exit 1 when something is missing or counted twice.
 */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { crash } from "../test/contract/crash.ts";
import { readArguments } from "./lib/arguments.ts";

const { values } = readArguments(
  { rounds: { type: "string", default: "100" } },
  "npm run prove -- [--rounds N]",
);
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1) {
  console.error("--rounds: a whole number from 1");
  process.exit(2);
}
const started = Date.now();
const report = await crash(rounds, Math.random, (line) => console.log(line));
const seconds = Math.round((Date.now() - started) / 1000);
const good = report.missing === 0 && report.twice === 0 && report.stored === report.answered;
writeFileSync(
  fileURLToPath(new URL("../docs/recording-proofs.md", import.meta.url).href),
  `# Proofs of recording
\`npm run prove\` writes this file.

## Crashes
workerd is ended by SIGKILL at a random moment of every round, while eight senders post events of browsers and signed orders; what got no answer is sent again after the restart. ${new Date(started).toISOString().slice(0, 10)}, ${seconds} s.

| | |
| --- | ---: |
| rounds | ${report.rounds} |
| messages answered 2xx | ${report.answered} |
| messages cut off and sent again | ${report.again} |
| of those, stored before the answer could be given | ${report.storedUnanswered} |
| rows stored | ${report.stored} |
| answered and missing | ${report.missing} |
| counted twice | ${report.twice} |
`,
);
console.log(report);
process.exitCode = good ? 0 : 1;
