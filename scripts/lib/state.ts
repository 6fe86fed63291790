/** Local state: the database's folder, and the secrets that a local run keeps so that visitors stay themselves. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { randomBytes } from "node:crypto";

export const DEFAULT_STATE = ".wrangler/state";

export interface LocalSecrets {
  readonly cookieKeys: string;
  readonly adminToken: string;
}

export function stateFolder(folder: string | undefined): string {
  const path = resolve(folder ?? DEFAULT_STATE);
  mkdirSync(path, { recursive: true });
  return path;
}

/** `ADMIN_TOKEN` and `COOKIE_KEYS` from the environment, else what this state folder kept, else new ones. */
export function localSecrets(state: string): LocalSecrets {
  const file = join(state, "secrets.json");
  const kept: Partial<LocalSecrets> = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Partial<LocalSecrets>) : {};
  const secrets: LocalSecrets = {
    cookieKeys: process.env["COOKIE_KEYS"] ?? kept.cookieKeys ?? `k1:${randomBytes(32).toString("base64url")}`,
    adminToken: process.env["ADMIN_TOKEN"] ?? kept.adminToken ?? randomBytes(24).toString("base64url"),
  };
  writeFileSync(file, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  return secrets;
}
