/** The fronts that are compared, built once and started on demand. */
import { join } from "node:path";
import type { Plugin } from "esbuild";
import { bundle } from "./bundle.ts";
import type { Client, Target } from "./client.ts";
import { DATABASE_HEADER, type Databases } from "./database.ts";
import { startFront, type FrontFiles, type Running } from "./workerd.ts";

export const LAHZA = "Lahza";
/** The Worker of another checkout (bench/against.ts). */
export const LAHZA_BEFORE = "Lahza before";
export const PASS = "pass-through";
export const MINIMAL = "minimal HTMLRewriter";
export const GROWTHBOOK = "GrowthBook edge";
export const DOM = "node-html-parser";

const FOLDER = join(import.meta.dirname, "fronts");
export const LAHZA_ENTRY = join(import.meta.dirname, "..", "src", "index.ts");
export const API_ENTRY = join(import.meta.dirname, "..", "src", "api.ts");

/** Only for the bench's database and processes. */
const COOKIE_KEY = `bench:${Buffer.alloc(32, 7).toString("base64url")}`;

/** Lahza without its recorder: what it costs is the difference. */
export const withoutRecorder: Plugin = {
  name: "without-recorder",
  setup(build) {
    build.onLoad({ filter: /collect\/recorder\.ts$/ }, () => ({
      contents:
        "export function createRecorder() { return { record: async () => {}, isStored: () => false, unsaved: () => [] }; }",
      loader: "ts",
    }));
  },
};

export class Fronts {
  readonly #code = new Map<string, string>();
  readonly #running = new Set<Running>();
  readonly #originPort: number;
  readonly #databases: Databases | null;
  #port = 9620;

  constructor(originPort: number, databases: Databases | null) {
    this.#originPort = originPort;
    this.#databases = databases;
  }

  /** `minify`: as they are deployed; without, profiles can be read. */
  async prepare(minify = true): Promise<void> {
    for (const [name, file] of [
      [PASS, "pass"],
      [MINIMAL, "minimal"],
      [GROWTHBOOK, "growthbook"],
      [DOM, "dom"],
      ["tiny", "tiny"],
    ] as const) {
      this.#code.set(name, await bundle(join(FOLDER, `${file}.ts`), [], minify));
    }
    if (this.#databases === null) return;
    this.#code.set(LAHZA, await bundle(LAHZA_ENTRY, [], minify));
    this.#code.set("Lahza, no recorder", await bundle(LAHZA_ENTRY, [withoutRecorder], minify));
  }

  /** `tree`: another checkout, with its packages. */
  async prepareBefore(tree: string): Promise<void> {
    this.#code.set(LAHZA_BEFORE, await bundle(join(tree, "src", "index.ts")));
  }

  has(name: string): boolean {
    return this.#code.has(name);
  }

  code(name: string): string {
    return this.#code.get(name) ?? "";
  }

  /** The fronts of most measures; Lahza only where it could be built and loaded. */
  compared(): string[] {
    return [PASS, MINIMAL, LAHZA, GROWTHBOOK, DOM].filter((name) => this.has(name));
  }

  /** workerd with no Worker in it: what every process costs. */
  async startBare(): Promise<Running> {
    return await this.#run("bare", { modules: new Map() }, this.#originPort);
  }

  async start(
    name: string,
    options: { database?: string; originPort?: number; inspectorPort?: number } = {},
  ): Promise<Running> {
    const code = this.#code.get(name);
    if (code === undefined) throw new Error(`there is no front ${name}`);
    let files: FrontFiles = { modules: new Map([["front.js", code]]) };
    if (options.inspectorPort !== undefined) files = { ...files, inspectorPort: options.inspectorPort };
    if (this.#databases !== null && name.startsWith(LAHZA)) {
      const database = {
        port: this.#databases.port,
        header: DATABASE_HEADER,
        name: options.database ?? "three",
      };
      // As in wrangler.toml.
      files = { ...files, database, flags: ["no_nodejs_compat"], vars: { COOKIE_KEYS: COOKIE_KEY } };
    }
    return await this.#run(name, files, options.originPort ?? this.#originPort);
  }

  async #run(name: string, files: FrontFiles, originPort: number): Promise<Running> {
    const port = this.#port;
    this.#port = port === 9649 ? 9620 : port + 1;
    const running = await startFront(name, files, port, originPort);
    this.#running.add(running);
    return running;
  }

  async stop(running: Running): Promise<void> {
    this.#running.delete(running);
    await running.stop();
  }

  async stopAll(): Promise<void> {
    await Promise.all([...this.#running].map((running) => this.stop(running)));
  }
}

/** Headers of a returning visitor: cookies are taken as they are set until nothing new comes. */
export async function returningVisitor(client: Client, target: Target): Promise<Record<string, string>> {
  const cookies = new Map<string, string>();
  for (let visit = 0; visit < 10; visit++) {
    const headers: Record<string, string> = cookieHeader(cookies);
    const answer = await client.get({ ...target, headers: { ...target.headers, ...headers } });
    for (const line of answer.headers["set-cookie"] ?? []) {
      const [pair = ""] = line.split(";", 1);
      const at = pair.indexOf("=");
      cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    // The ruleset is read behind the first request.
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
  return cookieHeader(cookies);
}

function cookieHeader(cookies: ReadonlyMap<string, string>): Record<string, string> {
  if (cookies.size === 0) return {};
  return { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; ") };
}

/** What is wrong with an edited page, or null: no front is measured that does not do the work. */
export function missingEdit(html: string): string | null {
  if (!/<h1[^>]*>Hello from the edge<\/h1>/.test(html)) return "the h1 has its old text";
  if (!html.includes("<b>Free returns</b>")) return "nothing was inserted at .price";
  if (!/<button[^>]* data-variant="b"/.test(html)) return "#buy lacks the attribute";
  return null;
}
