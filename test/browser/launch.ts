/**
 * A real Chromium for tests and screenshots: the one that comes with npm (@sparticuz/chromium), else the system's.
 * Its own list of arguments is not used: it switches web security off.
 */
import { existsSync } from "node:fs";
import packaged from "@sparticuz/chromium";
import { type Browser, chromium } from "playwright-core";

const ARGUMENTS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const SYSTEM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/**
 * Chromium without a window calls itself HeadlessChrome, which is a crawler's name: it would not be counted. To be
 * given to the whole browser: a name of a page alone does not hold for what it sends on leaving.
 */
export const ORDINARY_NAME =
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/153.0.0.0 Safari/537.36";

/** `more`: arguments of this browser alone. */
export async function launchBrowser(more: readonly string[] = []): Promise<Browser> {
  const failures: string[] = [];
  const candidates = [
    process.env["CHROMIUM"],
    await packagedPath(failures),
    ...SYSTEM.filter((path) => existsSync(path)),
  ];
  for (const executablePath of candidates) {
    if (executablePath === undefined) continue;
    try {
      return await launched(executablePath, more);
    } catch (error) {
      failures.push(`${executablePath}: ${String(error).split("\n", 3).join(" ")}`);
    }
  }
  throw new Error(
    [
      "No Chromium could be started. Either install the two libraries that the packaged one needs",
      "(Debian: apt-get install libnss3 libnspr4), or install one (apt-get install chromium),",
      "or name one in the environment variable CHROMIUM.",
      ...failures,
    ].join("\n"),
  );
}

/** The packaged one is unpacked by whoever comes first; a second process meets a file that is still being written. */
async function launched(executablePath: string, more: readonly string[], tries = 10): Promise<Browser> {
  try {
    return await chromium.launch({
      executablePath,
      args: [...ARGUMENTS, ...more],
      ignoreDefaultArgs: ["--enable-automation"],
      timeout: 30_000,
    });
  } catch (error) {
    if (tries === 0 || !String(error).includes("ETXTBSY")) throw error;
    await new Promise((done) => setTimeout(done, 1_000));
    return await launched(executablePath, more, tries - 1);
  }
}

async function packagedPath(failures: string[]): Promise<string | undefined> {
  try {
    return await packaged.executablePath();
  } catch (error) {
    failures.push(`@sparticuz/chromium: ${String(error)}`);
    return undefined;
  }
}
