/** The first run, from outside: `npm start` as it is typed, shoppers as they come, results as an analyst asks for them. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { withoutOwnTags } from "./own-tags.ts";
import { ORDERS, type Page, Shopper } from "./shopper.ts";
import { freePort, startByNpm, StartFailed, type Started, until } from "./started.ts";

const ROOT = join(import.meta.dirname, "../..");
const START_MS = 90_000;
const FLUSH_MS = 15_000;
/** What of the results this test foretells. */
type Counts = Record<string, Record<string, number[]>>;

/** Each experiment of the example, how its second variant is known, and on which pages it is met. */
const EXPERIMENTS = {
  "home-value": { mark: "lahza-value-proposition", pages: /^\/(fa|ar)?$/ },
  "product-trust": { mark: "lahza-trust-badges", pages: /\/products\// },
  "harvest-countdown": { mark: "lahza-countdown", pages: /\/(products|category)\// },
} as const;
const METRICS = ["visitors", "add_to_cart", "begin_checkout", "purchase"] as const;

describe("in front of the example shop", () => {
  let lahza: Started;
  const expected: Counts = Object.fromEntries(
    Object.keys(EXPERIMENTS).map((key) => [
      key,
      Object.fromEntries(METRICS.map((metric) => [metric, [0, 0]])),
    ]),
  );

  /** A shopper whose every step is written down as it should be counted. */
  class CountedShopper extends Shopper {
    readonly #met = new Map<string, number>();
    readonly #did = new Set<string>();

    async visit(path: string): Promise<Page> {
      const page = await this.open(path);
      expect(page.status).toBe(200);
      for (const [key, { mark, pages }] of Object.entries(EXPERIMENTS)) {
        if (!pages.test(path)) continue;
        const variant = page.html.includes(`class="lahza ${mark}`) ? 1 : 0;
        if (!this.#met.has(key)) this.#count(key, "visitors", variant);
        else expect(variant).toBe(this.#met.get(key));
        this.#met.set(key, variant);
      }
      return page;
    }

    did(metric: (typeof METRICS)[number]): void {
      for (const [key, variant] of this.#met) {
        if (this.#did.has(`${key} ${metric}`)) continue;
        this.#did.add(`${key} ${metric}`);
        this.#count(key, metric, variant);
      }
    }

    #count(key: string, metric: string, variant: number): void {
      const counts = expected[key]?.[metric] ?? [];
      counts[variant] = (counts[variant] ?? 0) + 1;
    }
  }

  beforeAll(async () => {
    lahza = await startByNpm();
  }, START_MS);
  afterAll(async () => {
    // It may have failed to start.
    await (lahza as Started | undefined)?.end("SIGKILL");
  });

  test("the very first visitor meets the experiments, and 40 meet both pages of each", async () => {
    const homes = new Set<string>();
    for (let number = 0; number < 40; number++) {
      const shopper = new CountedShopper(lahza.url);
      const { html, headers } = await shopper.visit("/");
      expect(headers.get("cache-control")).toContain("private");
      expect([...shopper.cookies.keys()]).toContain("lahza");
      homes.add(withoutOwnTags(html));
      if (number < 5) expect((await shopper.visit("/")).html).toBe(html);
    }
    expect(homes.size).toBe(2);
    expect(await counted()).toEqual(expected);
  });

  test("shoppers in three languages look, add, check out and order; exactly that is counted", async () => {
    for (const prefix of ["", "/fa", "/ar"] as const) {
      for (let number = 0; number < 6; number++) {
        const shopper = new CountedShopper(lahza.url);
        // Every other one begins elsewhere: an order counts only where its shopper met the experiment before.
        if (number % 2 === 0) await shopper.visit(prefix || "/");
        await shopper.visit(`${prefix}/category/spice`);
        if (number === 5) continue;
        await shopper.visit(`${prefix}/products/saffron-negin`);
        const cart = await shopper.post(`${prefix}/cart/add`, { sku: "SRV-101", quantity: "2" });
        expect([cart.status, cart.path]).toEqual([200, `${prefix}/cart`]);
        shopper.did("add_to_cart");
        if (number === 4) continue;
        await shopper.visit(`${prefix}/checkout`);
        shopper.did("begin_checkout");
        if (number === 3) continue;
        const thanks = await shopper.post(`${prefix}/checkout`, ORDERS[prefix]);
        expect(thanks.path).toMatch(new RegExp(`^${prefix}/thank-you/SRV-`));
        expect(thanks.html).toContain("data-order-id");
        shopper.did("purchase");
        // Met after the order: none of it counts there.
        await shopper.visit(prefix || "/");
        expect((await shopper.open(thanks.path)).status).toBe(200);
      }
    }
    expect(await counted()).toEqual(expected);
  });

  test("crawlers get the same pages and are not counted; nor is a broken order", async () => {
    const pages = new Set<string>();
    // Until both have been met: of eight, one time in 128 all would meet the same.
    for (let number = 0; number < 8 || (pages.size < 2 && number < 60); number++) {
      const crawler = new Shopper(lahza.url, {
        "user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
      });
      pages.add(withoutOwnTags((await crawler.open("/")).html));
      await crawler.post("/cart/add", { sku: "SRV-101" });
    }
    expect(pages.size).toBe(2);
    const careless = new CountedShopper(lahza.url);
    await careless.visit("/products/saffron-negin");
    expect((await careless.open("/thank-you/SRV-000000-NOONE")).status).toBe(404);
    // Whatever was still on its way has arrived with this.
    expect(await counted()).toEqual(expected);
    await new Promise((resume) => setTimeout(resume, 1_500));
    expect(await counted()).toEqual(expected);
  });

  test("Arabic pages of Saudi Arabia have their digits, English ones their calendar", async () => {
    const seen: Record<string, string> = {};
    for (let number = 0; number < 40 && Object.keys(seen).length < 3; number++) {
      for (const prefix of ["", "/fa", "/ar"]) {
        const { html } = await new CountedShopper(lahza.url).visit(`${prefix}/products/saffron-negin`);
        const [, end] =
          /class="lahza lahza-countdown[^]*?<time datetime="[^"]*">(.*?)<\/time>/.exec(html) ?? [];
        if (end !== undefined)
          seen[prefix] = end.replaceAll(/&#(\d+);/g, (_, code) => String.fromCharCode(code));
      }
    }
    expect(seen[""]).toMatch(/[A-Z][a-z]+day \d+ [A-Z][a-z]+ 20\d\d, .*20:30.*Tehran time/);
    expect(seen["/fa"]).toMatch(/[۰-۹]+ \S+ ۱۴[۰-۹]{2}، .*۲۰:۳۰/);
    expect(seen["/ar"]).toMatch(/[٠-٩]+ \S+ ٢٠[٠-٩]{2}، .*٢٠:٣٠/);
    expect(await counted()).toEqual(expected);
  });

  test("the schedule runs without a word, results need the token, and Ctrl+C leaves nothing behind", async () => {
    const schedule = await fetch(`${lahza.url}/cdn-cgi/local/scheduled`);
    expect(schedule.status).toBe(200);
    expect((await fetch(`${lahza.url}/_lahza/api/experiments/home-value/results`)).status).toBe(401);
    const health = await fetch(`${lahza.url}/_lahza/api/health`);
    expect([health.status, await health.json()]).toEqual([200, { ok: true }]);
    expect(lahza.output()).not.toMatch(/error|warning|✘/i);
    expect(await lahza.end("SIGINT")).toEqual([]);
  });

  /** The results of all three, in the shape of `expected`; waits for what is on its way until it agrees. */
  async function counted(): Promise<Counts> {
    let counts: Counts = {};
    await until(async () => {
      counts = {};
      for (const key of Object.keys(EXPERIMENTS)) counts[key] = await countsOf(key);
      return JSON.stringify(counts) === JSON.stringify(expected);
    }, FLUSH_MS);
    return counts;
  }

  async function countsOf(key: string): Promise<Record<string, number[]>> {
    const { metrics } = await resultsOf(lahza, key);
    const counts: Record<string, number[]> = {
      visitors: metrics[0]?.variants.map(({ visitors }) => visitors) ?? [],
      // The third experiment's metrics lack none, the second one's `begin_checkout`: nothing to compare there.
      begin_checkout: expected[key]?.["begin_checkout"] ?? [],
    };
    for (const { metric, variants } of metrics) counts[metric] = variants.map(({ total }) => total);
    return Object.fromEntries(METRICS.map((metric) => [metric, counts[metric] ?? []]));
  }
});

describe("in front of any shop", () => {
  let shop: Server;
  let origin = "";
  let lahza: Started;

  beforeAll(async () => {
    shop = createServer((request, response) => {
      response.setHeader("content-type", "text/html; charset=utf-8");
      response.end(`<!doctype html><html lang="en"><title>Lamps</title><h1>Lamps</h1><p>${request.url}</p>`);
    });
    await new Promise<void>((resolve) => shop.listen(0, "127.0.0.1", resolve));
    origin = `http://127.0.0.1:${(shop.address() as AddressInfo).port}`;
    lahza = await startByNpm({
      arguments: ["--origin", origin, "--empty"],
      env: { ADMIN_TOKEN: "token-of-the-environment" },
    });
  }, START_MS);
  afterAll(async () => {
    // It may have failed to start.
    await (lahza as Started | undefined)?.end("SIGKILL");
    shop.close();
  });

  test("untouched until an experiment is loaded, which is live within 15 s; consent is waited for", async () => {
    expect(lahza.adminToken).toBe("token-of-the-environment");
    expect(lahza.output()).not.toMatch(/error|warning|✘/i);
    const before = new Shopper(lahza.url);
    expect((await before.open("/a?b=1")).html).toContain("<h1>Lamps</h1><p>/a?b=1</p>");
    expect(before.cookies.size).toBe(0);

    const folder = mkdtempSync(join(tmpdir(), "lahza-seed-"));
    const file = join(folder, "experiment.json");
    writeFileSync(
      file,
      JSON.stringify({
        settings: { consent: { mode: "cookie", cookie: "consent", values: ["yes"] } },
        experiments: [
          {
            key: "headline",
            name: "Say what the lamps are",
            hypothesis: "Who reads that the lamps are made by hand stays.",
            status: "running",
            moment: "fmot",
            pages: { include: ["/*"] },
            variants: [
              { key: "control", weight: 0 },
              {
                key: "hand",
                weight: 1,
                changes: [{ selector: "h1", action: "set_text", value: "Lamps, made by hand" }],
              },
            ],
            metrics: { primary: "purchase" },
          },
        ],
      }),
    );
    const seeded = spawnSync("npm", ["run", "seed", "--", file, "--state", lahza.state], {
      cwd: ROOT,
      encoding: "utf8",
    });
    rmSync(folder, { recursive: true });
    expect(seeded.stderr).toBe("");
    expect(seeded.stdout).toContain("headline: running, phase 1");

    const willing = new Shopper(lahza.url);
    willing.cookies.set("consent", "yes");
    const changed = "<h1>Lamps, made by hand</h1>";
    expect(await until(async () => (await willing.open("/")).html.includes(changed), 15_000)).toBe(true);
    const unwilling = new Shopper(lahza.url);
    unwilling.cookies.set("consent", "no");
    expect((await unwilling.open("/")).html).toContain("<h1>Lamps</h1>");
    expect(unwilling.cookies.has("lahza")).toBe(false);
    const visitors = async (): Promise<number[]> =>
      (await resultsOf(lahza, "headline")).metrics[0]?.variants.map(({ visitors }) => visitors) ?? [];
    await until(async () => (await visitors())[1] === 1, FLUSH_MS);
    expect(await visitors()).toEqual([0, 1]);
  });

  test("a taken port, a wrong address and Lahza's own are refused in words", async () => {
    const port = Number(new URL(lahza.url).port);
    expect(await refusal({ port })).toContain(`Port ${port} is taken`);
    expect(await refusal({ arguments: ["--origin", "shop.example"] })).toContain("give the shop's address");
    const free = await freePort();
    expect(await refusal({ port: free, arguments: ["--origin", `http://localhost:${free}`] })).toContain(
      "where Lahza itself would listen",
    );
    expect(await refusal({ arguments: ["--orgin", origin] })).toContain("Usage: npm start");
    expect(await refusal({ port: 70_000 })).toContain("from 1 to 65535");
  });

  test("a supervisor's SIGTERM leaves nothing behind", async () => {
    expect(await lahza.end("SIGTERM")).toEqual([]);
  });
});

test(
  "starts with a warning where the shop does not answer; a closed terminal leaves nothing behind",
  { timeout: START_MS },
  async () => {
    const lahza = await startByNpm({ arguments: ["--origin", `http://127.0.0.1:${await freePort()}`] });
    await until(() => lahza.output().includes("Warning"), 2_000);
    expect(lahza.output()).toMatch(/Warning: http:\S+ does not answer \(ECONNREFUSED\)/);
    expect(await lahza.end("SIGHUP")).toEqual([]);
  },
);

interface Results {
  readonly metrics: readonly {
    readonly metric: string;
    readonly variants: readonly { readonly visitors: number; readonly total: number }[];
  }[];
}

async function resultsOf(lahza: Started, key: string): Promise<Results> {
  const answer = await fetch(`${lahza.url}/_lahza/api/experiments/${key}/results?population=found`, {
    headers: { authorization: `Bearer ${lahza.adminToken}` },
  });
  expect(answer.status).toBe(200);
  return (await answer.json()) as Results;
}

/** What a start that must not come off printed. */
async function refusal(options: Parameters<typeof startByNpm>[0]): Promise<string> {
  try {
    const lahza = await startByNpm(options);
    await lahza.end("SIGTERM");
  } catch (error) {
    if (error instanceof StartFailed) return error.message;
    throw error;
  }
  return "it started";
}
