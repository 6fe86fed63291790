/** The definitions of a Lahza that runs, through its API. */
import { type Client, createClient } from "../../src/admin/client.ts";
import { withoutStanding } from "../../src/admin/experiment-view.ts";
import type { FieldProblem } from "../../src/domain/field.ts";
import { builtInMetric } from "../../src/domain/metric.ts";
import { type Settings, settingsSchema } from "../../src/domain/settings.schema.ts";
import { type Definition, isSame, type Kind, KINDS } from "./files-kinds.ts";

export interface Stored {
  readonly kind: Kind;
  readonly definition: Definition;
  /** Of experiments. */
  readonly status: string | null;
}

export interface Answered {
  readonly ok: boolean;
  readonly title: string;
  readonly errors: readonly FieldProblem[];
  readonly warnings: readonly FieldProblem[];
}

export class RemoteError extends Error {}

const PAGE = "200";

export class Remote {
  readonly #client: Client;

  constructor(base: string, token: string) {
    this.#client = createClient(base, token);
  }

  async all(): Promise<readonly Stored[]> {
    const found: Stored[] = [];
    for (const kind of KINDS) {
      for (let after: string | undefined; ;) {
        const query = { limit: PAGE, ...(after === undefined ? {} : { after }) };
        const page = await body<{ data: Record<string, unknown>[]; next: string | null }>(
          this.#at(kind).$get({ query }),
        );
        for (const item of page.data) {
          if (item["builtIn"] === true) continue;
          const { builtIn: _, ...plain } = item;
          const status = kind === "experiments" ? String(item["status"]) : null;
          const definition = (kind === "experiments" ? withoutStanding(item) : plain) as Definition;
          found.push({ kind, definition, status });
        }
        if (page.next === null) break;
        after = page.next;
      }
    }
    return found;
  }

  async settings(): Promise<Settings> {
    const { data } = await body<{ data: unknown }>(this.#client.settings.$get({}));
    return settingsSchema.parse(data);
  }

  /** Its definition and the ETag that a change of it has to name; null: there is none. */
  async get(kind: Kind, key: string): Promise<{ definition: Definition; etag: string } | null> {
    const response = await reach(this.#one(kind).$get({ param: { key } }));
    if (response.status === 404) return null;
    const { data } = await body<{ data: Record<string, unknown> }>(Promise.resolve(response));
    const definition = (kind === "experiments" ? withoutStanding(data) : data) as Definition;
    // Built-in ones are no files: to make one is left to the API to refuse.
    if (kind === "metrics" && isSame(definition, builtInMetric(key))) return null;
    return { definition, etag: response.headers.get("etag") ?? "" };
  }

  /** Makes it, or with an ETag puts it in place of what that ETag is of. */
  async put(kind: Kind, definition: Definition, etag: string | null, dryRun: boolean): Promise<Answered> {
    const query = dryRun ? { "dry-run": "" } : {};
    const request =
      etag === null
        ? this.#at(kind).$post({ query, json: definition })
        : this.#one(kind).$put({
            param: { key: definition.key },
            query,
            json: definition,
            header: { "if-match": etag },
          });
    const response = await reach(request);
    const said = (await response.json().catch(() => ({}))) as {
      title?: string;
      detail?: string;
      errors?: FieldProblem[];
      warnings?: FieldProblem[];
    };
    const { title = `the answer was ${response.status}`, detail, errors = [], warnings = [] } = said;
    return {
      ok: response.ok,
      title: detail === undefined ? title : `${title}: ${detail}`,
      errors,
      warnings,
    };
  }

  /** The same three calls for each kind; their bodies were checked by the kind's own schema. */
  #at(kind: Kind): Collection {
    return this.#client[kind] as unknown as Collection;
  }

  #one(kind: Kind): One {
    return this.#client[kind][":key"] as unknown as One;
  }
}

/** What is used of an answer. */
interface Answer {
  readonly ok: boolean;
  readonly status: number;
  readonly headers: Headers;
  json(): Promise<unknown>;
}

interface Collection {
  $get(asked: { query: Record<string, string> }): Promise<Response>;
  $post(asked: { query: Record<string, string>; json: Definition }): Promise<Response>;
}

interface One {
  $get(asked: { param: { key: string } }): Promise<Response>;
  $put(asked: {
    param: { key: string };
    query: Record<string, string>;
    json: Definition;
    header: { "if-match": string };
  }): Promise<Response>;
}

async function reach(request: Promise<Answer>) {
  try {
    return await request;
  } catch (error) {
    const { message, cause } = error as Error & { cause?: { code?: string } };
    throw new RemoteError(`Lahza does not answer: ${cause?.code ?? message}`);
  }
}

async function body<T>(request: Promise<Answer>): Promise<T> {
  const response = await reach(request);
  const said = (await response.json().catch(() => null)) as (T & { title?: string; detail?: string }) | null;
  if (response.ok && said !== null) return said;
  const why = [said?.title, said?.detail].filter((word) => word !== undefined).join(": ");
  throw new RemoteError(
    why === "" ? `there is no Lahza at this address (${response.status})` : `Lahza says: ${why}`,
  );
}
