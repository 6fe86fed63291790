/**
 * `npm run prove`: long proofs of recording, too long for every run of the tests. Writes docs/recording-proofs.md.
 * `-- --rounds N`: as many crashes (100); `--visitors N`: as many simulated shoppers (100,000). Exit 1 when something is
 * missing or counted twice.
 */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { crash } from "../test/contract/crash.ts";
import { simulated } from "../test/contract/simulation.ts";
import { readArguments } from "./lib/arguments.ts";
import { table } from "./lib/simulation-table.ts";

const { values } = readArguments(
  { rounds: { type: "string", default: "100" }, visitors: { type: "string", default: "100000" } },
  "npm run prove -- [--rounds N] [--visitors N]",
);
const [rounds, visitors] = [Number(values.rounds), Number(values.visitors)];
if (![rounds, visitors].every((number) => Number.isInteger(number) && number > 0)) {
  console.error("--rounds, --visitors: whole numbers from 1");
  process.exit(2);
}
const started = Date.now();
const MOST_ANSWERS = 60;
const moments = Array.from({ length: rounds }, () => Math.random() * MOST_ANSWERS);
const report = await crash(moments, (line) => console.log(line));
const seconds = Math.round((Date.now() - started) / 1000);
const cameFrom = Date.now();
const compared = await simulated(visitors, 1, (came) => {
  if (came % 1_000 === 0) console.log(`${came} shoppers, ${Math.round((Date.now() - cameFrom) / 1000)} s`);
});
const simulatedSeconds = Math.round((Date.now() - cameFrom) / 1000);
const apart = compared.flatMap(({ differences }) => differences);
for (const difference of apart) console.error(difference);
const good =
  apart.length === 0 && report.missing === 0 && report.twice === 0 && report.stored === report.answered;
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

## Simulated shoppers
${visitors} of them over HTTP, straight in workerd, as [simulation.md](simulation.md) tells; ${simulatedSeconds} s. Figures that differ, of all populations: ${apart.length}.

${compared.map(table).join("\n")}`,
);
console.log(report);
process.exitCode = good ? 0 : 1;
