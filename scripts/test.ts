/**
 * `npm test`: every check, fast ones first, stopping at the first group that fails.
 * Ends with the plain line "N passed, N failed" that continuous integration reads.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

interface Check {
  readonly name: string;
  readonly command: readonly string[];
}

const CHECKS: readonly Check[] = [
  { name: "build", command: ["node", "scripts/build-client.ts"] },
  { name: "build of the dashboard", command: ["node", "scripts/build-dashboard.ts"] },
  { name: "format", command: ["oxfmt", "--check"] },
  { name: "types of the Worker", command: ["tsc", "--noEmit"] },
  { name: "types of scripts and tests", command: ["tsc", "--noEmit", "-p", "tsconfig.node.json"] },
  { name: "types of the browser's part", command: ["tsc", "--noEmit", "-p", "tsconfig.client.json"] },
  { name: "types of the shop in React", command: ["tsc", "--noEmit", "-p", "tsconfig.react.json"] },
  { name: "types of tests in a browser", command: ["tsc", "--noEmit", "-p", "tsconfig.browser.json"] },
  { name: "lint", command: ["oxlint", "--type-aware", "--deny-warnings"] },
  { name: "import directions", command: ["node", "scripts/imports.ts"] },
  { name: "unused code", command: ["knip"] },
  { name: "migrations match the schema", command: ["drizzle-kit", "check"] },
];

/** vitest projects, in the order in which they run. */
const PROJECTS = ["unit", "workerd", "node", "browser"] as const;

let passed = 0;
let failed = 0;

for (const check of CHECKS) {
  if (run(check.name, check.command)) passed++;
  else failed++;
}
if (failed === 0) {
  for (const project of PROJECTS) {
    runVitest(project);
    if (failed > 0) break;
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

function run(name: string, [program, ...args]: readonly string[]): boolean {
  const started = performance.now();
  const result = spawnSync(program ?? "", args, { encoding: "utf8", maxBuffer: 64 << 20 });
  const ok = result.status === 0;
  console.log(`${ok ? "ok" : "FAILED"}  ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  if (!ok) console.log(`${result.stdout}\n${result.stderr}${result.error ? String(result.error) : ""}`);
  return ok;
}

function runVitest(project: string): void {
  const folder = mkdtempSync(join(tmpdir(), "lahza-test-"));
  const report = join(folder, "report.json");
  const result = spawnSync(
    "vitest",
    ["run", "--project", project, "--reporter=default", "--reporter=json", `--outputFile.json=${report}`],
    { stdio: "inherit" },
  );
  try {
    const { numPassedTests, numFailedTests, numTotalTestSuites, success } = JSON.parse(
      readFileSync(report, "utf8"),
    );
    passed += numPassedTests;
    failed += numFailedTests;
    if (numTotalTestSuites === 0 || (!success && numFailedTests === 0)) failed++;
  } catch {
    failed++;
  }
  if (result.status !== 0 && failed === 0) failed++;
  rmSync(folder, { recursive: true, force: true });
}
