/** Local state: the database's folder, and the secrets that a local run keeps so that visitors stay themselves. */
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { randomBytes } from "node:crypto";

const DEFAULT_STATE = ".wrangler/state";

export interface LocalSecrets {
  readonly cookieKeys: string;
  readonly adminToken: string;
}

/**
 * The folder's absolute path; it is made when missing. `typed` is relative to where the command was typed, `usual` to
 * the project.
 */
export function stateFolder(typed: string | undefined, usual = DEFAULT_STATE): string {
  const path =
    typed === undefined ? resolve(usual) : resolve(process.env["INIT_CWD"] ?? process.cwd(), typed);
  mkdirSync(path, { recursive: true });
  return path;
}

/**
 * `ADMIN_TOKEN` and `COOKIE_KEYS` from the environment, else what this state folder kept, else new ones. Only those
 * made here are written down.
 */
export function localSecrets(state: string, environment: NodeJS.ProcessEnv = process.env): LocalSecrets {
  const file = join(state, "secrets.json");
  const kept = readKept(file);
  const secrets: LocalSecrets = {
    cookieKeys: kept.cookieKeys ?? `k1:${randomBytes(32).toString("base64url")}`,
    adminToken: kept.adminToken ?? randomBytes(24).toString("base64url"),
  };
  writePrivate(file, JSON.stringify(secrets, null, 2));
  return {
    cookieKeys: environment["COOKIE_KEYS"] || secrets.cookieKeys,
    adminToken: environment["ADMIN_TOKEN"] || secrets.adminToken,
  };
}

/** Readable by this user alone, whatever the file was before. */
export function writePrivate(file: string, text: string): void {
  writeFileSync(file, text, { mode: 0o600 });
  chmodSync(file, 0o600);
}

/** A file that cannot be read is as good as none: visitors of this folder become new ones. */
function readKept(file: string): Partial<LocalSecrets> {
  if (!existsSync(file)) return {};
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Partial<LocalSecrets>;
  } catch {
    return {};
  }
}

const STARTED = ".wrangler/lahza-started.json";

/** Where `npm run seed` finds the state of the Lahza that runs. */
export function rememberStarted(state: string): void {
  mkdirSync(".wrangler", { recursive: true });
  writePrivate(STARTED, JSON.stringify({ pid: process.pid, state }));
}

/** The state folder of the last `npm start`, while it runs; null when none does. */
export function startedState(): string | null {
  try {
    const { pid, state } = JSON.parse(readFileSync(STARTED, "utf8")) as { pid: number; state: string };
    process.kill(pid, 0);
    return state;
  } catch {
    return null;
  }
}
