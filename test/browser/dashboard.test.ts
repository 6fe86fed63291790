/** The dashboard as people use it, in front of the example shop. */
import { readFileSync } from "node:fs";
import { request } from "node:http";
import type { Browser, FrameLocator, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildDashboard } from "../../scripts/build-dashboard.ts";
import { type Lahza, startLahza } from "../contract/lahza.ts";
import { ORDERS, Shopper } from "../contract/shopper.ts";
import { api, barriers, dashboardOf, type Person, settled, shopOf, signedIn, tokenFor } from "./dashboard.ts";
import { launchBrowser } from "./launch.ts";

let lahza: Lahza;
let browser: Browser;

beforeAll(async () => {
  [lahza, browser] = await Promise.all([startLahza("example-shop"), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await lahza?.close();
});

const SETTINGS = { languages: ["en", "fa", "ar"], timeZone: "Asia/Tehran" };
const PAYLOAD = `"><img src=x onerror="window.ran=1"><script>window.ran=1</script>{{x}}`;

const shop = (): string => shopOf(lahza);

/** The editor's frame, once it shows such a page. */
async function frameAt({ page }: Person, path: RegExp): Promise<FrameLocator> {
  await expect
    .poll(() => page.frames().some((frame) => isShop(frame.url(), path)), { timeout: 10_000 })
    .toBe(true);
  return page.frameLocator("iframe");
}

function isShop(url: string, path: RegExp): boolean {
  return URL.canParse(url) && new URL(url).origin === shop() && path.test(new URL(url).pathname);
}

describe("signing in", () => {
  test("a link signs in once; the cookie is for this host alone; without it there is only the door", async () => {
    const { status, body } = await api(lahza, "POST", "/sign-in-links");
    expect(status).toBe(201);
    const { url } = body.data as { url: string };
    expect(url).toContain(dashboardOf(lahza));
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${dashboardOf(lahza)}/experiments`);
    expect(new URL(page.url()).pathname).toBe("/_lahza/sign-in");
    await page.goto(url);
    await page.click("button[type=submit]");
    await page.waitForSelector(".shell h1");
    expect(await context.cookies()).toMatchObject([
      {
        name: "__Host-lahza_session",
        httpOnly: true,
        secure: true,
        sameSite: "Strict",
        path: "/",
        domain: "admin.localhost",
      },
    ]);
    const again = await (await browser.newContext()).newPage();
    await again.goto(url);
    await again.click("button[type=submit]");
    expect(await again.locator("[role=alert]").textContent()).toContain("used already");
    await again.context().close();

    // On the shop's host the cookie would be worth nothing, and pages of the shop are not served beside it.
    expect((await page.goto(`http://admin.localhost:${lahza.url.port}/fa`))?.url()).toBe(
      `${dashboardOf(lahza)}/`,
    );
    const cookie = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
    const asked = (headers: Record<string, string>, name = "admin.localhost") =>
      statusOf(lahza, { cookie, host: `${name}:${lahza.url.port}`, ...headers });
    expect(await asked({ "sec-fetch-site": "same-origin" })).toBe(422);
    expect(await asked({ "sec-fetch-site": "cross-site" })).toBe(403);
    expect(await asked({ "sec-fetch-site": "same-site", origin: shop() })).toBe(403);
    expect(await asked({ origin: shop() })).toBe(403);
    expect(await asked({ "sec-fetch-site": "same-origin" }, "localhost")).toBe(401);
    await context.close();
  });

  test("a viewer sees no button that writes, and the API refuses one all the same", async () => {
    await lahza.load({ experiments: [experiment("seen", "Seen by a viewer")] });
    const viewer = await signedIn(browser, lahza, { token: await tokenFor(lahza, "viewer") });
    for (const path of ["/", "/experiments", "/experiments/seen", "/measures", "/settings"]) {
      await viewer.open(path);
      await settled(viewer.page);
      const words = await viewer.page.locator("main").innerText();
      expect([path, /New experiment|Delete|Edit|Start|Save|Visual editor/.test(words)]).toEqual([
        path,
        false,
      ]);
    }
    const answer = await viewer.page.evaluate(async () => {
      const sent = await fetch("/_lahza/api/experiments/seen/start", {
        method: "POST",
        headers: { "if-match": '"1"' },
      });
      return sent.status;
    });
    expect(answer).toBe(403);
    await viewer.context.close();
  });
});

function experiment(key: string, name: string): object {
  return {
    key,
    name,
    status: "draft",
    hypothesis: name,
    pages: { include: ["/products/*"] },
    variants: [
      { key: "control", name, weight: 0.5 },
      { key: "b", name, weight: 0.5, changes: [{ selector: "h1", action: "set_text", value: name }] },
    ],
    metrics: { primary: "purchase" },
  };
}

describe("from nothing to an answer", () => {
  test("a newcomer changes the Persian shop in place, starts, and reads what a shopper bought", async () => {
    await lahza.load({ settings: SETTINGS, goals: GOALS });
    const editor = await signedIn(browser, lahza);
    const { page } = editor;
    await editor.open("/experiments/new");
    await page.getByLabel("Name", { exact: true }).first().fill("Trust in Persian");
    await page.getByLabel("Pages", { exact: true }).fill("/fa/products/*");
    await page.getByLabel("Decides").selectOption("purchase");
    await page.getByText("Everything fits together").waitFor();
    await page.getByRole("button", { name: "Save and open the visual editor" }).click();

    // It finds a product by itself, by the shop's own links.
    const frame = await frameAt(editor, /^\/fa\/products\/./);
    await frame.locator("h1").click();
    await page.getByRole("button", { name: "Text", exact: true }).click();
    await page.locator(".picked").getByLabel("Text").fill("زعفران مطمئن");
    await page.getByRole("button", { name: "Apply" }).click();
    await expect.poll(() => frame.locator("h1").textContent(), { timeout: 10_000 }).toBe("زعفران مطمئن");

    await frame.locator("form.add-to-cart").click({ position: { x: 2, y: 2 } });
    await page.getByRole("button", { name: "Insert", exact: true }).click();
    await page.getByRole("button", { name: "Trust badges" }).click();
    await expect.poll(() => frame.locator(".lz-badge").count(), { timeout: 10_000 }).toBeGreaterThan(0);
    await page.getByRole("button", { name: "Undo" }).click();
    await expect.poll(() => frame.locator(".lz-badge").count(), { timeout: 10_000 }).toBe(0);
    await page.getByRole("button", { name: "Redo" }).click();
    await expect.poll(() => frame.locator(".lz-badge").count(), { timeout: 10_000 }).toBeGreaterThan(0);
    await page.locator(".counts .badge.good").first().waitFor();
    await page.getByRole("button", { name: "Save" }).click();
    // What is saved cannot be undone any more.
    await page.getByRole("button", { name: "Undo" }).and(page.locator(":disabled")).waitFor();

    await page.getByRole("link", { name: "Close" }).click();
    await page.getByRole("button", { name: "Start" }).click();
    await page.locator("dialog").getByRole("button", { name: "Start" }).click();
    await page.getByRole("button", { name: "Pause" }).waitFor();
    await page.getByRole("tab", { name: "Results" }).click();

    // Fresh browsers are new visitors, until one of them meets the variant; that one buys.
    let met = false;
    // The edge knows of the start within ten seconds.
    const deadline = Date.now() + 30_000;
    while (!met && Date.now() < deadline) {
      const shopper = await browser.newContext({ locale: "fa-IR", userAgent: SHOPPER });
      const visit = await shopper.newPage();
      // The browser confirms that it met the experiment; who leaves before is not counted.
      const confirmed = visit.waitForRequest(/_lahza\/events/).catch(() => null);
      await visit.goto(`${shop()}/fa/products/saffron-negin`);
      met =
        (await visit.textContent("h1")) === "زعفران مطمئن" && (await visit.locator(".lz-badge").count()) > 0;
      if (met) {
        await confirmed;
        await buy(visit);
      }
      await shopper.close();
    }
    expect(met).toBe(true);
    const row = page.locator(".metric.large tbody tr").nth(1);
    await expect
      .poll(
        async () => {
          await page.reload();
          await page.locator(".metric.large tbody tr").first().waitFor();
          return (await row.locator("td").nth(1).textContent())?.trim();
        },
        { timeout: 30_000, interval: 1_500 },
      )
      .toBe("1");
    await editor.context.close();
  });
});

/** Status of an empty experiment that is posted as a browser would: with any `Host`. */
function statusOf({ url }: Lahza, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const path = new URL("/_lahza/api/experiments", url);
    const sent = request(path, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
    });
    sent.on("response", (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    sent.on("error", reject);
    sent.end("{}");
  });
}

async function buy(page: Page): Promise<void> {
  const added = page.waitForResponse(/cart\/add/);
  await page.locator("form.add-to-cart button[type=submit]").click();
  await added;
  await page.goto(`${shop()}/fa/checkout`);
  for (const [name, value] of Object.entries(ORDERS["/fa"])) {
    const field = page.locator(`[name="${name}"]`).first();
    if (name === "payment") await page.locator(`[name=payment][value=${value}]`).check();
    else await field.fill(value);
  }
  await page.locator("form[method=post] button[type=submit]").last().click();
  await page.waitForURL(/thank-you/);
}

/** Headless browsers call themselves crawlers, and those are not counted. */
const SHOPPER =
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36";
const GOALS = [
  {
    key: "purchase-fa",
    event: "purchase",
    kind: "page",
    path: "/fa/thank-you/*",
    orderId: { selector: "section.thanks", attribute: "data-order-id" },
    value: { selector: "section.thanks", attribute: "data-order-value" },
    currency: "IRT",
  },
];

describe("names and texts that somebody stored", () => {
  test("run nowhere", async () => {
    await lahza.load({ experiments: [experiment("payload", PAYLOAD)] });
    const person = await signedIn(browser, lahza);
    for (const path of [
      "/",
      "/experiments",
      "/experiments/payload",
      "/experiments/payload/edit",
      "/settings/audit",
    ]) {
      await person.open(path);
      await settled(person.page);
      for (const tab of await person.page.getByRole("tab").all()) await tab.click();
      expect([path, await person.page.evaluate(() => "ran" in window)]).toEqual([path, false]);
    }
    await person.open("/experiments/payload");
    expect(await person.page.textContent("h1")).toBe(PAYLOAD);
    await person.context.close();
  });
});

test("whoever checks the tracking sees events arrive, and takes the raw rows along", async () => {
  await lahza.load({
    experiments: [{ ...experiment("watched", "Watched"), status: "running" }],
    goals: GOALS,
  });
  const analyst = await signedIn(browser, lahza, { token: await tokenFor(lahza, "viewer") });
  const { page } = analyst;
  await analyst.open("/live");
  await page.getByText("Nobody is watching").waitFor();
  await page.getByRole("button", { name: "Watch for 30 minutes" }).click();
  await page.getByText("Waiting for the first event").waitFor();
  // The edge knows of the start within ten seconds.
  const row = page.locator(".arrivals tbody tr", { hasText: "lahza.exposure" });
  await expect
    .poll(
      async () => {
        await new Shopper(lahza.url.href).open("/products/saffron-negin");
        return await row.count();
      },
      { timeout: 30_000, interval: 700 },
    )
    .toBeGreaterThan(0);
  await page.getByRole("link", { name: "watched" }).first().waitFor();
  await page.getByLabel("Only events with this in their name").fill("nothing");
  await page.getByText("Waiting for the first event").waitFor();

  await analyst.open("/experiments/watched");
  const saving = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download exposures" }).click();
  const file = await (await saving).path();
  const lines = readFileSync(file, "utf8").trim().split("\n");
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({ variant: expect.stringMatching(/^(control|b)$/) });
  await page.getByText(`Saved: ${lines.length} row`).waitFor();
  await analyst.context.close();
});

test("legal sees what shoppers were told, and takes it along", async () => {
  const element = {
    kind: "voucher",
    offerId: "o",
    reward: PAYLOAD.replace("{{x}}", ""),
    code: "TEA",
    endsAt: "2030-01-01T00:00:00Z",
  };
  const claiming = {
    ...experiment("claiming", "Claiming"),
    status: "running",
    variants: [
      { key: "control", weight: 0.5 },
      { key: "b", weight: 0.5, changes: [{ selector: "h1", action: "after", element }] },
    ],
  };
  await lahza.load({ settings: SETTINGS, experiments: [claiming, experiment("silent", "Silent")] });
  const legal = await signedIn(browser, lahza, { token: await tokenFor(lahza, "viewer"), width: 390 });
  const { page } = legal;
  await legal.open("/experiments/silent#history");
  await settled(page);
  expect(await page.getByText("What shoppers were told").count()).toBe(0);
  await legal.open("/experiments/claiming#history");
  await page.getByText("What shoppers were told").waitFor();
  await page.getByText("approved by nobody").first().waitFor();
  expect(await barriers(page)).toEqual([]);
  const saving = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download as CSV" }).click();
  const download = await saving;
  expect(download.suggestedFilename()).toBe("claims-claiming.csv");
  const csv = readFileSync(await download.path(), "utf8");
  expect(csv).toMatch(/^phase,variant,change,kind,claim,[^\r]*approved_by[^\r]*\r\n1,b,0,voucher,/);
  expect(await page.evaluate(() => "ran" in globalThis)).toBe(false);
  await legal.context.close();
});

test("whoever has no mouse finds an experiment, reads its parts, and starts it", async () => {
  await lahza.load({ experiments: [experiment("by-keyboard", "By keyboard")] });
  const person = await signedIn(browser, lahza);
  const { page } = person;
  const isFocused = async (wanted: Locator): Promise<boolean> =>
    (await wanted.count()) > 0 && (await wanted.first().evaluate((one) => one === document.activeElement));
  const tabTo = async (wanted: Locator): Promise<void> => {
    for (let times = 0; times < 60; times += 1) {
      if (await isFocused(wanted)) return;
      await page.keyboard.press("Tab");
    }
    throw new Error(`the keyboard does not come to ${String(wanted)}`);
  };
  await tabTo(page.getByRole("link", { name: "Experiments", exact: true }));
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Experiments", level: 1 }).waitFor();
  await tabTo(page.getByRole("link", { name: "By keyboard" }));
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "By keyboard", level: 1 }).waitFor();

  const tab = (name: string): Locator => page.getByRole("tab", { name });
  await tabTo(tab("Variants"));
  await page.keyboard.press("ArrowRight");
  expect(await isFocused(tab("Set-up"))).toBe(true);
  expect(await tab("Set-up").getAttribute("aria-selected")).toBe("true");
  await page.keyboard.press("Home");
  expect(await tab("Results").getAttribute("aria-selected")).toBe("true");

  const start = page.getByRole("button", { name: "Start", exact: true });
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  await tabTo(start);
  await page.keyboard.press("Enter");
  const dialog = page.locator("dialog[open]");
  await dialog.waitFor();
  // What is behind a dialog is out of reach, and Escape leads back to where one was.
  expect(await dialog.evaluate((one) => one.contains(document.activeElement))).toBe(true);
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" }).catch(() => undefined);
  expect(await isFocused(start)).toBe(true);
  await page.keyboard.press("Enter");
  await tabTo(dialog.getByRole("button", { name: "Start", exact: true }));
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Pause", exact: true }).waitFor();
  await person.context.close();
});

test("of two editors of one experiment, the second is told and nothing is overwritten", async () => {
  await lahza.load({ experiments: [experiment("shared", "Shared")] });
  const [one, two] = await Promise.all([signedIn(browser, lahza), signedIn(browser, lahza)]);
  for (const person of [one, two]) await person.open("/experiments/shared/edit");
  await one.page.getByLabel("Hypothesis").fill("By the first");
  await one.page.getByRole("button", { name: "Save", exact: true }).click();
  await one.page.locator(".hypothesis").waitFor();
  await two.page.getByLabel("Hypothesis").fill("By the second");
  await two.page.getByRole("button", { name: "Save", exact: true }).click();
  await two.page.getByText("Somebody else saved this meanwhile").first().waitFor();
  const { body } = await api(lahza, "GET", "/experiments/shared");
  expect(body.data).toMatchObject({ hypothesis: "By the first" });
  await one.context.close();
  await two.context.close();
});

test("when the API is away, that is what is said, and what was there stays", async () => {
  const person = await signedIn(browser, lahza);
  await person.open("/experiments");
  await settled(person.page);
  await person.context.route("**/api/**", (route) => route.abort());
  await person.page.getByRole("link", { name: "Goals and metrics" }).click();
  await person.page.getByText("The API does not answer").first().waitFor();
  await person.context.unroute("**/api/**");
  await person.page.getByRole("button", { name: "Try again" }).first().click();
  await person.page.getByText("Added to the cart").first().waitFor();
  await person.context.close();
});

const PAGES = [
  "/",
  "/experiments",
  "/experiments/new",
  "/experiments/everyday",
  "/experiments/everyday/edit",
  "/experiments/everyday/visual",
  "/measures",
  "/live",
  "/settings",
  "/settings/tokens",
  "/settings/audit",
];

test.each(["en", "fa", "ar"])(
  "no barriers on any page, and none is wider than a phone: %s",
  async (locale) => {
    await lahza.load({ settings: SETTINGS, experiments: [experiment("everyday", "Everyday")] });
    const person = await signedIn(browser, lahza, { locale, width: 390 });
    expect(await person.page.evaluate(() => document.documentElement.dir)).toBe(
      locale === "en" ? "ltr" : "rtl",
    );
    for (const path of PAGES) {
      await person.open(path);
      await settled(person.page);
      expect([path, await barriers(person.page)]).toEqual([path, []]);
      const wide = await person.page.evaluate(() => document.documentElement.scrollWidth > innerWidth + 1);
      expect([path, wide]).toEqual([path, false]);
    }
    await person.open("/experiments/everyday");
    await settled(person.page);
    for (const tab of await person.page.getByRole("tab").all()) {
      await tab.click();
      await settled(person.page);
      expect(await barriers(person.page)).toEqual([]);
    }
    await person.context.close();
  },
);

test("the first view is light, and soon there", async () => {
  const { firstViewBytes } = await buildDashboard();
  expect(firstViewBytes).toBeLessThan(100 * 1024);
  const person = await signedIn(browser, lahza);
  // A warm Worker: its own start is not the page's.
  await person.open("/experiments");
  const started = performance.now();
  await person.page.goto(`${dashboardOf(lahza)}/experiments`);
  await person.page.getByRole("tab").first().click();
  expect(performance.now() - started).toBeLessThan(1_000);
  await person.context.close();
});
