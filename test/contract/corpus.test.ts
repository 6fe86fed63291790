/**
 * Every page of the corpus through the real Worker in workerd, served with its declared charset.
 * Untouched: the origin's answer to the byte. Touched: exactly the bytes that the rewriter makes of the page, which
 * test/differential proves to be what the change would do to the document.
 */
import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { marked } from "../../src/edge/mark.ts";
import { rewriteBytes } from "../../src/rewrite/index.ts";
import { findCorpus } from "../differential/corpus.ts";
import { type Lahza, NAVIGATION, startLahza } from "./lahza.ts";
import { withoutOwnTags } from "./own-tags.ts";

const corpus = findCorpus();
if (corpus === null && process.env["CI"] !== undefined)
  throw new Error("no corpus: set LAHZA_CORPUS or put it at ../shared/corpus");
if (corpus === null)
  console.warn(
    "The corpus of real pages was not found (LAHZA_CORPUS or ../shared/corpus): its tests do not run.",
  );
const pages = corpus ?? [];

const CHANGES = [
  { selector: "h1", action: "set_text", value: "Lahza was here" },
  { selector: "a[href]", action: "set_attribute", name: "title", value: "\u0644\u062d\u0638\u0647" },
  { selector: "li:nth-child(2)", action: "add_class", value: "lahza-second" },
  { selector: "form", action: "after", value: "<p>after a form</p>" },
  { selector: "p:first-child", action: "append", value: "<b>appended</b>" },
  { selector: "img", action: "remove" },
] as const;

interface Answer {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Buffer;
}

/** Node's plain client: nothing is followed, decoded or merged. */
function get(address: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(address, { headers, agent: false, timeout: 20_000 }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const { rawHeaders } = response;
        const pairs = rawHeaders.flatMap((name, at) =>
          at % 2 === 0 ? [[name.toLowerCase(), rawHeaders[at + 1] ?? ""] as const] : [],
        );
        resolve({ status: response.statusCode ?? 0, headers: pairs, body: Buffer.concat(chunks) });
      });
    });
    asked.on("error", reject);
    asked.on("timeout", () => asked.destroy(new Error("no answer within 20 s")));
    asked.end();
  });
}

/** Of the connection, not of the page. */
const OF_THE_HOP = new Set(["connection", "keep-alive", "transfer-encoding", "date"]);

function sorted(answer: Answer): string[] {
  return answer.headers
    .filter(([name]) => !OF_THE_HOP.has(name))
    .map(([name, value]) => `${name}: ${value}`)
    .sort();
}

describe.runIf(pages.length > 0)("the corpus through the Worker", () => {
  let origin: Server;
  let lahza: Lahza;
  let originUrl = "";

  beforeAll(async () => {
    origin = createServer((asked, answer) => {
      const name = /^\/(?:plain|changed)\/([\w-]+)$/.exec(asked.url ?? "")?.[1];
      const page = pages.find((candidate) => candidate.name === name);
      if (page === undefined) {
        answer.writeHead(404).end();
        return;
      }
      const body = page.bytes();
      answer.writeHead(
        200,
        [
          ["Content-Type", page.contentType],
          ["Content-Length", String(body.length)],
          ["ETag", '"corpus"'],
          ["Last-Modified", "Thu, 01 Jan 2026 00:00:00 GMT"],
          ["Cache-Control", "public, max-age=60"],
          ["Set-Cookie", "a=1"],
          ["Set-Cookie", "b=2"],
        ].flat(),
      );
      answer.end(body);
    });
    await new Promise<void>((resume) => origin.listen(0, "127.0.0.1", resume));
    originUrl = `http://127.0.0.1:${(origin.address() as AddressInfo).port}`;
    lahza = await startLahza(originUrl);
    await lahza.load({
      experiments: [
        {
          key: "corpus",
          name: "corpus",
          pages: { include: ["/changed/*"] },
          variants: [
            { key: "control", weight: 0 },
            { key: "changed", weight: 1, changes: CHANGES },
          ],
        },
      ],
    });
    // The first request of an isolate may get the origin's page; the corpus is about the warm path.
    await get(new URL("/plain/warm-up", lahza.url).href, NAVIGATION);
  }, 120_000);

  afterAll(async () => {
    await lahza.close();
    origin.close();
  });

  it.each(pages.map((page) => [page.name, page] as const))("%s", async (name, page) => {
    const direct = await get(`${originUrl}/plain/${name}`, NAVIGATION);
    const plain = await get(new URL(`/plain/${name}`, lahza.url).href, NAVIGATION);
    expect(plain.status).toBe(direct.status);
    expect(sorted(plain)).toEqual(sorted(direct));
    expect(plain.body.equals(direct.body)).toBe(true);

    const changed = await get(new URL(`/changed/${name}`, lahza.url).href, NAVIGATION);
    expect(changed.status).toBe(200);
    const supported = !/utf-16/i.test(page.contentType);
    const expected = supported ? rewritten(page.bytes(), /utf-8/i.test(page.contentType)) : page.bytes();
    expect(withoutOwnTags(changed.body.toString("latin1"))).toBe(Buffer.from(expected).toString("latin1"));
    const cookies = changed.headers.filter(([header]) => header === "set-cookie").map(([, value]) => value);
    expect(cookies.slice(0, 2)).toEqual(["a=1", "b=2"]);
    const ours = cookies.slice(2).map((cookie) => cookie.slice(0, cookie.indexOf("=")));
    expect(ours).toEqual(supported ? ["lahza_s", "lahza"] : []);
  });
});

function rewritten(bytes: Uint8Array, utf8: boolean): Uint8Array {
  const { bytes: page, outcome } = rewriteBytes([bytes], {
    utf8,
    plan: () => ({
      changes: CHANGES.flatMap((change, index) =>
        marked({
          selector: change.selector,
          action: change.action,
          name: "name" in change ? change.name : change.action === "add_class" ? change.value : null,
          content:
            "value" in change && change.action !== "add_class"
              ? change.value.replaceAll(/[^\0-\x7f]/g, (char) => `&#${char.charCodeAt(0)};`)
              : "",
          label: `${index}`,
          experiment: 1,
        }),
      ),
      watch: [],
      reads: [],
      headTags: null,
      policy: null,
    }),
  });
  expect(outcome.failure).toBeNull();
  return page;
}
