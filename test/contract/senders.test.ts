/** A sender of mails asks for variants and reports exposures: the same ones as the shop's pages, each once. */
import { spawn } from "node:child_process";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ADMIN_TOKEN, type Lahza, startLahza } from "./lahza.ts";
import { Shopper } from "./shopper.ts";

const SENDER = join(import.meta.dirname, "../../examples/senders/mail.mjs");
let lahza: Lahza;
let shop: Server;

beforeAll(async () => {
  shop = createServer((_, answer) =>
    answer
      .setHeader("content-type", "text/html; charset=utf-8")
      .end(
        "<!doctype html><html lang=en><head><title>x</title></head><body><h1>New teas have arrived</h1></body></html>",
      ),
  );
  await new Promise<void>((done) => shop.listen(0, "127.0.0.1", done));
  lahza = await startLahza(`http://127.0.0.1:${(shop.address() as { port: number }).port}`);
  await lahza.load({
    experiments: [
      {
        key: "mail-subject",
        name: "Subject",
        status: "running",
        traffic: 0.8,
        pages: { include: ["/*"] },
        variants: [
          { key: "control", weight: 0.5 },
          {
            key: "harvest",
            weight: 0.5,
            changes: [{ selector: "h1", action: "set_text", value: "Picked last week: the spring harvest" }],
          },
        ],
      },
    ],
  });
});
afterAll(async () => {
  await lahza?.close();
  shop?.close();
});

interface Mail {
  readonly email: string;
  readonly subject: string;
}

function sendTo(readers: readonly object[]): Promise<Mail[]> {
  return new Promise((resolve, reject) => {
    const sender = spawn(process.execPath, [SENDER], {
      env: {
        ...process.env,
        LAHZA: new URL("/_lahza", lahza.url).href,
        LAHZA_TOKEN: ADMIN_TOKEN,
      },
      stdio: ["pipe", "pipe", "inherit"],
    });
    let out = "";
    sender.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
    sender.on("error", reject);
    sender.on("exit", (code) => {
      if (code !== 0) return reject(new Error(`the sender ended with ${code}`));
      return resolve(
        out
          .trim()
          .split("\n")
          .map((line) => JSON.parse(line) as Mail),
      );
    });
    sender.stdin.end(JSON.stringify(readers));
  });
}

test("readers get what the shop's pages show them, and are counted once", async () => {
  const pages = await Promise.all(
    Array.from({ length: 24 }, async (_, index) => {
      const shopper = new Shopper(lahza.url.href);
      const { html } = await shopper.open("/");
      const heading = /<h1>([^<]*)<\/h1>/.exec(html)?.[1] ?? "";
      const visitor = /^v1\.([\w-]{22})\./.exec(shopper.cookies.get("lahza") ?? "")?.[1];
      return { heading, reader: { email: `reader-${index}@example.com`, visitor } };
    }),
  );
  const readers = pages.map(({ reader }) => reader);
  expect(readers.every(({ visitor }) => visitor !== undefined)).toBe(true);
  const mails = await sendTo(readers);
  expect(mails.map(({ subject }) => subject)).toEqual(pages.map(({ heading }) => heading));
  expect(new Set(mails.map(({ subject }) => subject)).size).toBe(2);
  await sendTo(readers);

  // App users who never were in the shop have ids of the app's own.
  await sendTo([{ email: "app@example.com", visitor: "app-user-1" }]);
  const { results } = await lahza.db
    .prepare("SELECT count(*) AS n, sum(confirmed_at IS NOT NULL) AS confirmed FROM exposures")
    .all<{ n: number; confirmed: number }>();
  const [row] = results;
  // Some two in ten are outside of the traffic: they were shown nothing, and nothing is reported.
  expect(row?.n).toBe(row?.confirmed);
  expect(row?.n).toBeGreaterThan(10);
  expect(row?.n).toBeLessThanOrEqual(25);
  const dump = JSON.stringify(await lahza.db.prepare("SELECT * FROM exposures").all());
  expect(dump).not.toContain("@example.com");
});
