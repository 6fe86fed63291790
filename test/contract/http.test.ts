/** Lahza in workerd in front of the example shop's odd answers: what HTTP can do to a page, through real sockets. */
import { type IncomingMessage, request } from "node:http";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Lahza, NAVIGATION, startLahza } from "./lahza.ts";

let lahza: Lahza;

beforeAll(async () => {
  lahza = await startLahza("example-shop");
  await lahza.load({
    experiments: [
      {
        key: "faults",
        name: "faults",
        pages: { include: ["/__test/*"], exclude: ["/__test/untouched"] },
        variants: [
          { key: "control", weight: 0 },
          { key: "changed", weight: 1, changes: [{ selector: "h1", action: "set_text", value: "Lahza" }] },
        ],
      },
    ],
  });
  await ask("/__test/page");
}, 120_000);

afterAll(() => lahza.close());

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly cookies: readonly string[];
  readonly body: Buffer;
  /** ms after the request was sent. */
  readonly firstByteMs: number;
  readonly endMs: number;
  readonly brokenOff: boolean;
}

function ask(
  path: string,
  {
    method = "GET",
    headers = {},
    body,
  }: { method?: string; headers?: Record<string, string>; body?: Buffer } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const asked = request(
      new URL(path, lahza.url).href,
      { method, headers: { ...NAVIGATION, ...headers }, agent: false, timeout: 30_000 },
      (response) => {
        const chunks: Buffer[] = [];
        let firstByteMs = 0;
        let brokenOff = false;
        response.on("data", (chunk: Buffer) => {
          if (chunks.length === 0) firstByteMs = performance.now() - started;
          chunks.push(chunk);
        });
        response.on("error", () => (brokenOff = true));
        response.on("close", () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            cookies: response.headers["set-cookie"] ?? [],
            body: Buffer.concat(chunks),
            firstByteMs,
            endMs: performance.now() - started,
            brokenOff: brokenOff || !response.complete,
          }),
        );
      },
    );
    asked.on("error", reject);
    asked.end(body);
  });
}

describe("pages", () => {
  it("are changed, whole and in pieces of seven bytes alike", async () => {
    for (const path of ["/__test/page", "/__test/dribble", "/__test/no-charset", "/__test/weak-etag"]) {
      const { status, body, cookies } = await ask(path);
      expect(status, path).toBe(200);
      expect(body.toString(), path).toContain(">Lahza</h1>");
      expect(cookies.at(-1), path).toMatch(/^lahza=/);
    }
  });

  it.each([
    ["gzip", gunzipSync],
    ["br", brotliDecompressSync],
  ])("that came in %s are changed, and leave as a browser can read them", async (encoding, decode) => {
    const { body, headers } = await ask(encoding === "br" ? "/__test/brotli" : "/__test/gzip", {
      headers: { "accept-encoding": encoding },
    });
    const text =
      headers["content-encoding"] === encoding
        ? decode(body).toString()
        : headers["content-encoding"] === "gzip"
          ? gunzipSync(body).toString()
          : body.toString();
    expect(text).toContain(">Lahza</h1>");
    expect(text).toContain("</html>");
  });

  it("of five megabytes stream through", async () => {
    const { body, status } = await ask("/__test/huge");
    expect(status).toBe(200);
    expect(body.length).toBeGreaterThan(5_000_000);
  });

  it("that the shop sends slowly show their first byte long before their last", async () => {
    const { firstByteMs, endMs, body } = await ask("/__test/slow?ms=800");
    expect(body.toString()).toContain("</html>");
    expect(endMs - firstByteMs).toBeGreaterThan(600);
  });

  it("that break off half-way break off, with what had come", async () => {
    const { body, brokenOff } = await ask("/__test/abort");
    expect(brokenOff).toBe(true);
    expect(body.toString()).toContain("<main>");
  });

  it("keep every cookie of the shop", async () => {
    const { cookies } = await ask("/__test/cookies");
    const own = cookies.filter((cookie) => !cookie.startsWith("lahza"));
    expect(own).toHaveLength(3);
    expect(own[2]).toBe("c=%D8%B2; Path=/; Expires=Wed, 01 Dec 2027 00:00:00 GMT");
  });
});

describe("everything else", () => {
  it.each([204, 301, 302, 404, 410, 500, 503])("%d stays what it is", async (status) => {
    const { status: answered, cookies, body, headers } = await ask(`/__test/${status}`);
    expect(answered).toBe(status);
    expect(cookies.filter((cookie) => cookie.startsWith("lahza="))).toEqual([]);
    expect(body.toString()).not.toContain(">Lahza</h1>");
    if (status === 503) expect(headers["retry-after"]).toBe("120");
    if (status === 301) expect(headers.location).toBe("/__test/page");
  });

  it("a 304 is a 304 while nothing changed, and only then", async () => {
    const first = await ask("/__test/304");
    const cookie = first.cookies.at(-1)?.split(";", 1)[0] ?? "";
    const etag = first.headers.etag ?? "";
    const again = await ask("/__test/304", { headers: { cookie, "if-none-match": etag } });
    expect([again.status, again.headers.etag, again.body.length]).toEqual([304, etag, 0]);
    expect((await ask("/__test/304", { headers: { cookie, "if-none-match": '"other"' } })).status).toBe(200);
  });

  it("JSON, fragments and posts pass with their bodies", async () => {
    expect((await ask("/__test/json")).body.toString()).toContain("not a page");
    const fragment = await ask("/__test/fragment", {
      headers: { "sec-fetch-dest": "empty", "sec-fetch-mode": "cors" },
    });
    expect(fragment.body.toString()).toBe('<p class="price">$42.00</p>');
    const body = Buffer.from(Array.from({ length: 300_000 }, (_unused, at) => at % 251));
    const echoed = await ask("/__test/echo", {
      method: "POST",
      body,
      headers: { "content-type": "application/octet-stream" },
    });
    expect(echoed.body.equals(body)).toBe(true);
  });

  it("a piece of a page is never offered for a page that is rewritten, and passed on elsewhere", async () => {
    const touched = await ask("/__test/range", { headers: { range: "bytes=0-9" } });
    expect(touched.status).toBe(200);
    expect(touched.headers["accept-ranges"]).toBeUndefined();
    const image = await ask("/__test/range", {
      headers: {
        range: "bytes=0-9",
        "sec-fetch-dest": "image",
        "sec-fetch-mode": "no-cors",
        accept: "image/avif,*/*;q=0.8",
      },
    });
    expect(image.status).toBe(206);
    expect(image.body.length).toBe(10);
  });

  it("a websocket opens and echoes", async () => {
    const socket = new WebSocket(new URL("/__test/websocket", lahza.url).href.replace("http", "ws"));
    const message = await new Promise((resolve, reject) => {
      socket.addEventListener("open", () => socket.send("salaam"));
      socket.addEventListener("message", ({ data }) => resolve(data));
      socket.addEventListener("error", () => reject(new Error("the socket failed")));
    });
    socket.close();
    expect(message).toBe("salaam");
  });
});
