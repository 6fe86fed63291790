/**
 * `npm run bench:recording [-- --quick] [--no-doc]`: what recording and reading cost in local D1, all in one process and
 * one run; writes docs/bench-recording.md.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Miniflare } from "miniflare";
import { bundle } from "./bundle.ts";
import type { Answer, Ask } from "./recording-worker.ts";
import { median } from "./statistics.ts";

const { values } = parseArgs({ options: { quick: { type: "boolean" }, "no-doc": { type: "boolean" } } });
const quick = values.quick === true;
const PORT = 9790;
const BATCH = 500;
const ROUNDS = quick ? 3 : 7;
const MANY = quick ? 100_000 : 1_000_000;
const FEW = 10_000;

const folder = join(import.meta.dirname, "..", "migrations");
const migrations = readdirSync(folder)
  .filter((file) => file.endsWith(".sql"))
  .sort()
  .flatMap((file) => readFileSync(join(folder, file), "utf8").split("--> statement-breakpoint"))
  .filter((statement) => statement.trim() !== "");

/** Ways in which the same events are written. */
const WAYS = [
  { db: "two", facts: "two", order: "as they happened", batch: BATCH },
  { db: "queue", facts: "two", order: "as they happened", batch: 2_000 },
  { db: "speed", facts: "eight", order: "as they happened", batch: BATCH },
  { db: "spread", facts: "eight", order: "of any of 30 days", batch: BATCH },
] as const;

/** The way whose rows and bytes are told. */
const MEASURED = "speed";
const names = [...WAYS.map(({ db }) => db), "few", "many", "wide"];
const miniflare = new Miniflare({
  host: "127.0.0.1",
  port: PORT,
  telemetry: { enabled: false },
  logRequests: false,
  workers: [
    {
      config: {
        name: "recording",
        compatibilityDate: "2026-10-01",
        manifest: {
          mainModule: "worker.mjs",
          modulesRoot: import.meta.dirname,
          modules: {
            "worker.mjs": {
              type: "esm",
              contents: await bundle(join(import.meta.dirname, "recording-worker.ts")),
            },
          },
        },
        env: Object.fromEntries(names.map((name) => [name, { type: "d1", id: name }])),
      },
    },
  ],
});

async function ask(asked: Ask): Promise<Answer> {
  const response = await fetch(`http://127.0.0.1:${PORT}/`, { method: "POST", body: JSON.stringify(asked) });
  if (!response.ok) throw new Error(`${asked.what}: ${(await response.text()).slice(0, 2_000)}`);
  return (await response.json()) as Answer;
}

const lines: string[] = [];
const say = (line = ""): void => {
  console.log(line);
  lines.push(line);
};
const perSecond = (count: number, { ms }: Answer): number => (count / ms) * 1000;

try {
  await miniflare.ready;
  for (const db of names)
    await ask({
      db,
      what: "setup",
      migrations,
      experiments: WAYS.some((way) => way.db === db) ? 3 : 1,
      wide: db === "wide",
    });

  say("# Bench: recording");
  say();
  say(
    `\`npm run bench:recording\`; ${cpus()[0]?.model ?? "?"}, ${cpus().length} cores, Node ${process.version}, local D1 of miniflare. Ratios are the medians of ${ROUNDS} interleaved rounds.`,
  );
  say();
  say("## Writing");
  say(
    `Events of visitors who are exposed to 3 experiments with 5 metrics each; rollups for everyone and for two cells of four facts each, of which two vary (device, new or returning) or all eight; six in ten events are \`add_to_cart\`, 15 % are orders with an amount. The recorder writes up to 500 rows at once, the queue up to 5,000. *Bare*: the same rows by one \`json_each\` statement a batch into a table without anything else. *Naive*: an INSERT an event, awaited.`,
  );
  say();
  const visitors = quick ? 5_000 : 20_000;
  const count = quick ? 2_000 : 6_000;
  const total = count * ROUNDS;
  let exposed: Answer | undefined;
  let before = 0;
  const rates = WAYS.map(() => [] as { ours: number; bare: number; naive: number }[]);
  const written = { rows: 0, read: 0, events: 0, bytes: 0 };
  for (const { db, facts } of WAYS) {
    const answer = await ask({
      db,
      what: "exposures",
      count: visitors,
      batch: 170,
      twoFacts: facts === "two",
    });
    if (db !== MEASURED) continue;
    exposed = answer;
    before = (await ask({ db, what: "size" })).bytes;
  }
  for (let round = 0; round < ROUNDS; round++)
    for (const [index, { db, order, batch }] of WAYS.entries()) {
      const inOrderOf = order === "as they happened" ? total : 0;
      const asked = { db, from: round * count, count, batch, visitors, inOrderOf };
      const sizeBefore = (await ask({ db, what: "size" })).bytes;
      const ours = await ask({ ...asked, what: "events" });
      if (db === MEASURED) {
        written.bytes += ours.bytes - sizeBefore;
        written.rows += ours.rowsWritten;
        written.read += ours.rowsRead;
        written.events += count;
      }
      const bare = await ask({ ...asked, what: "bare" });
      const naive = await ask({ ...asked, from: round * 300, count: 300, what: "naive" });
      rates[index]?.push({
        ours: perSecond(count, ours),
        bare: perSecond(count, bare),
        naive: perSecond(300, naive),
      });
    }
  say(
    "| facts that vary | events | a batch | ours, a second | naive | ours is (target: 10 times) | bare | ours is (target: 0.05) |",
  );
  say("|---|---|---|---|---|---|---|---|");
  for (const [index, { facts, order, batch }] of WAYS.entries()) {
    const each = rates[index] ?? [];
    const rate = (of: "ours" | "bare" | "naive"): string =>
      Math.round(median(each.map((it) => it[of]))).toLocaleString("en");
    const toNaive = median(each.map(({ ours, naive }) => ours / naive));
    const toBare = median(each.map(({ ours, bare }) => ours / bare));
    say(
      `| ${facts} | ${order} | ${batch.toLocaleString("en")} | ${rate("ours")} | ${rate("naive")} | ${toNaive.toFixed(1)} times as fast | ${rate("bare")} | ${toBare.toFixed(3)} of it |`,
    );
  }
  say();
  say("Rows and bytes, which are what D1 bills and keeps; eight facts, as they happened:");
  say();
  say("| | rows written | rows read | bytes |");
  say("|---|---|---|---|");
  say(
    `| an exposure, ${170 * 3} a batch | ${((exposed?.rowsWritten ?? 0) / visitors / 3).toFixed(2)} | ${((exposed?.rowsRead ?? 0) / visitors / 3).toFixed(1)} | ${(before / visitors / 3).toFixed(0)} |`,
  );
  say(
    `| an event, ${BATCH} a batch | ${(written.rows / written.events).toFixed(2)} | ${(written.read / written.events).toFixed(1)} | ${(written.bytes / written.events).toFixed(0)} |`,
  );
  const single = await ask({
    db: MEASURED,
    what: "exposures",
    from: visitors,
    count: 200,
    batch: 1,
    experiments: 1,
  });
  say(
    `| an exposure to one experiment, alone in its batch | ${(single.rowsWritten / 200).toFixed(2)} | ${(single.rowsRead / 200).toFixed(1)} | |`,
  );
  const alone = await ask({ db: MEASURED, what: "events", from: 1e6, count: 200, batch: 1, visitors });
  say(
    `| an event of a visitor in 3 experiments, alone in its batch | ${(alone.rowsWritten / 200).toFixed(2)} | ${(alone.rowsRead / 200).toFixed(1)} | |`,
  );
  say();

  say("## Reading");
  say(
    `One experiment, 5 metrics, 30 days, by the visitors behind it. *Sums*: all that the rollups hold, by day, by one segment, by another. *Whole results*: with health, strata for CUPED and post-stratification, and statistics.`,
  );
  say();
  for (const [db, count] of [
    ["few", FEW],
    ["many", MANY],
  ] as const) {
    await ask({ db, what: "exposures", count, batch: 2_000, experiments: 1 });
    await ask({ db, what: "events", count: count / 4, batch: 2_000, visitors: count });
  }
  say("| visitors | sums by day | by device | by country | whole results | database |");
  say("|---|---|---|---|---|---|");
  const times: number[] = [];
  const taken = async (asked: Ask): Promise<number> => median((await ask(asked)).each ?? []);
  for (const [db, count] of [
    ["few", FEW],
    ["many", MANY],
  ] as const) {
    await ask({ db, what: "results", count: 3 });
    const sums = await taken({ db, what: "sums", count: 30 });
    const device = await taken({ db, what: "sums", count: 10, segment: "device" });
    const country = await taken({ db, what: "sums", count: 10, segment: "country" });
    const whole = await taken({ db, what: "results", count: 10 });
    const { bytes } = await ask({ db, what: "size" });
    times.push(sums);
    say(
      `| ${count.toLocaleString("en")} | ${[sums, device, country, whole].map((it) => `${it.toFixed(1)} ms`).join(" | ")} | ${(bytes / 1e6).toFixed(0)} MB |`,
    );
  }
  const [few = 0, many = 0] = times;
  say();
  say(
    `Target for sums by day: under 20 ms, and at most 1.5 times: ${many.toFixed(1)} ms, ${(many / few).toFixed(2)} times.`,
  );
  say();
  const wide = { db: "wide", wide: true } as const;
  const people = quick ? 20_000 : 200_000;
  await ask({ ...wide, what: "exposures", count: people, batch: 2_000, experiments: 1 });
  await ask({ ...wide, what: "events", count: people / 2, batch: 2_000, visitors: people });
  await ask({ ...wide, what: "results", count: 3, segment: "source" });
  const segmented = await ask({ ...wide, what: "results", count: 20, segment: "source" });
  const body = segmented.body as { metrics: { variants: unknown[] }[]; segments: unknown[] };
  say(
    `Whole results for ${body.metrics.length} metrics, ${body.metrics[0]?.variants.length} variants, 90 days and ${body.segments.length} segments (where shoppers came from), out of ${people.toLocaleString("en")} visitors, analysed in ${median(segmented.analysing ?? []).toFixed(1)} ms once the sums are there (target: 50); with reading them from D1 ${median(segmented.each ?? []).toFixed(1)} ms from the question to the answer.`,
  );
  if (values["no-doc"] !== true && !quick)
    writeFileSync(join(import.meta.dirname, "..", "docs", "bench-recording.md"), `${lines.join("\n")}\n`);
} finally {
  await miniflare.dispose();
}
