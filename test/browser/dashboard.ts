/** People at the dashboard, each in a browser context of their own, signed in with a token of their role. */
import { source as axeSource } from "axe-core";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { ADMIN_TOKEN, type Lahza } from "../contract/lahza.ts";

export interface Person {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Opens a path of the dashboard. */
  readonly open: (path: string) => Promise<void>;
}

/** Where the dashboard is, without a slash at the end. */
export function dashboardOf({ url }: Lahza): string {
  return `http://admin.localhost:${url.port}/_lahza`;
}

/** Where the dashboard finds the shop's pages. */
export function shopOf({ url }: Lahza): string {
  return `http://localhost:${url.port}`;
}

export async function signedIn(
  browser: Browser,
  lahza: Lahza,
  {
    token = ADMIN_TOKEN,
    locale = "en",
    width = 1280,
  }: { token?: string; locale?: string; width?: number } = {},
): Promise<Person> {
  const context = await browser.newContext({ locale, viewport: { width, height: 860 } });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  const base = dashboardOf(lahza);
  await page.goto(`${base}/`);
  await page.fill("input[name=token]", token);
  await page.click("button[type=submit]");
  await page.waitForSelector(".shell h1");
  return {
    context,
    page,
    async open(path) {
      await page.goto(base + path);
      await page.waitForSelector("h1");
    },
  };
}

export async function api(
  lahza: Lahza,
  method: string,
  path: string,
  { body, etag, token = ADMIN_TOKEN }: { body?: object; etag?: string; token?: string } = {},
): Promise<{ status: number; body: { data: never } }> {
  const answer = await fetch(new URL(`/_lahza/api${path}`, lahza.url), {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...(etag === undefined ? {} : { "if-match": etag }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as { data: never } };
}

export async function tokenFor(lahza: Lahza, role: string): Promise<string> {
  const { body } = await api(lahza, "POST", "/tokens", { body: { name: `A ${role}`, role } });
  return (body.data as { token: string }).token;
}

/** What axe finds on the page, each with the place. */
export async function barriers(page: Page): Promise<string[]> {
  // The page's own policy forbids scripts of others; the test's engine is let in beside it.
  await page.evaluate(axeSource);
  return await page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: {
        run: (
          where: object,
          options: object,
        ) => Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }>;
      };
    };
    // The shop's own page in a frame is the shop's.
    const { violations } = await axe.run({ exclude: [["iframe"]] }, { iframes: false });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary.slice(0, 200)}`),
    );
  });
}

/** Nothing is being asked for any more: what is on the screen is the page. */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(
    () =>
      document.querySelector(".shell h1, .visual h1") !== null &&
      document.querySelector(".loading, .spinner") === null,
  );
}
