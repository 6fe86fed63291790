/** HTTP as it is: methods, statuses, validators, encodings, streams. What is untrue after rewriting is mended, nothing else. */
import { describe, expect, it } from "vitest";
import { cookieOf, edgeWith, html, PAGE } from "./edge.ts";

const TITLE = { experiments: [{ key: "title" }] };

describe("answers that are no page go out as the shop sent them", () => {
  it.each([
    ["204", () => new Response(null, { status: 204 })],
    ["301", () => new Response(null, { status: 301, headers: { location: "/new" } })],
    ["404", () => html("<h1>gone</h1>", { status: 404 })],
    ["500", () => html("<h1>oops</h1>", { status: 500 })],
    ["503 with Retry-After", () => html("<h1>busy</h1>", { status: 503, headers: { "retry-after": "120" } })],
    ["206", () => html("<h1>part", { status: 206, headers: { "content-range": "bytes 0-7/100" } })],
    ["JSON", () => Response.json({ h1: "<h1>" })],
    ["a download", () => html(PAGE, { headers: { "content-disposition": "attachment" } })],
    ["UTF-16", () => html(PAGE, { headers: { "content-type": "text/html; charset=utf-16" } })],
    ["an unknown coding", () => html(PAGE, { headers: { "content-encoding": "zstd" } })],
  ])("%s", async (_name, answer) => {
    const sent: Response[] = [];
    const edge = await edgeWith(TITLE, () => {
      const response = answer();
      sent.push(response);
      return Promise.resolve(response);
    });
    expect(await edge.fetch("/")).toBe(sent[0]);
    await edge.settle();
    expect(edge.exposures).toEqual([]);
  });

  it("a failing shop stays the shop's failure", async () => {
    const edge = await edgeWith(TITLE, () => Promise.reject(new TypeError("connection refused")));
    await expect(edge.fetch("/")).rejects.toThrow("connection refused");
  });
});

describe("headers of the shop", () => {
  it("keeps every Set-Cookie and adds ours behind them", async () => {
    const edge = await edgeWith(TITLE, () => {
      const response = html(PAGE);
      for (const cookie of ["a=1; Path=/", "b=2; Expires=Thu, 01 Jan 2032 00:00:00 GMT", "c=3"])
        response.headers.append("set-cookie", cookie);
      return Promise.resolve(response);
    });
    const cookies = (await edge.fetch("/")).headers.getSetCookie();
    expect(cookies.slice(0, 3)).toEqual(["a=1; Path=/", "b=2; Expires=Thu, 01 Jan 2032 00:00:00 GMT", "c=3"]);
    expect(cookies).toHaveLength(5);
    expect(cookies[3]).toMatch(/^lahza_s=v1\./);
    expect(cookies[4]).toMatch(/^lahza=v1\./);
  });

  it("answers HEAD as GET, without a body", async () => {
    const edge = await edgeWith(TITLE, (request) =>
      Promise.resolve(
        request.method === "HEAD"
          ? new Response(null, html("", { headers: { etag: '"1"' } }))
          : html(PAGE, { headers: { etag: '"1"' } }),
      ),
    );
    const get = await edge.fetch("/");
    await get.text();
    const cookie = cookieOf(get) ?? "";
    const head = await edge.fetch("/", { method: "HEAD", headers: { cookie } });
    expect(await head.text()).toBe("");
    for (const name of ["etag", "cache-control", "content-type"])
      expect(head.headers.get(name), name).toBe(get.headers.get(name));
    await edge.settle();
  });

  it("never asks for a piece of a page that it rewrites", async () => {
    const edge = await edgeWith(TITLE, () => Promise.resolve(html(PAGE)));
    await edge.fetch("/", {
      headers: {
        range: "bytes=0-10",
        "if-range": '"x"',
        "if-modified-since": "Thu, 01 Jan 2026 00:00:00 GMT",
      },
    });
    for (const name of ["range", "if-range", "if-modified-since", "if-none-match"])
      expect(edge.asked[0]?.headers.has(name), name).toBe(false);
  });
});

describe("validators", () => {
  let version = 1;
  const shop = (request: Request): Promise<Response> => {
    const etag = `"shop-${version}"`;
    return Promise.resolve(
      request.headers.get("if-none-match") === etag
        ? new Response(null, { status: 304, headers: { etag } })
        : html(PAGE, { headers: { etag } }),
    );
  };

  it("answers 304 only while variant and page are both unchanged", async () => {
    version = 1;
    const edge = await edgeWith(TITLE, shop);
    const first = await edge.fetch("/");
    const cookie = cookieOf(first) ?? "";
    const etag = first.headers.get("etag") ?? "";
    expect(etag).not.toContain('"shop-1"');
    const again = await edge.fetch("/", { headers: { cookie, "if-none-match": etag } });
    expect(again.status).toBe(304);
    expect(again.headers.get("etag")).toBe(etag);
    expect(again.headers.get("cache-control")).toBe("private, no-cache");

    version = 2; // the shop's page changed
    const changed = await edge.fetch("/", { headers: { cookie, "if-none-match": etag } });
    expect(changed.status).toBe(200);
    expect(changed.headers.get("etag")).not.toBe(etag);

    const other = await edgeWith(
      {
        experiments: [
          {
            key: "title",
            variants: [
              { key: "control", weight: 0 },
              {
                key: "changed",
                weight: 1,
                changes: [{ selector: "h1", action: "set_text", value: "Other" }],
              },
            ],
          },
        ],
      },
      shop,
    );
    version = 1; // our change changed
    const edited = await other.fetch("/", { headers: { cookie, "if-none-match": etag } });
    expect(edited.status).toBe(200);
  });

  it("two visitors behind one browser cache never share", async () => {
    version = 1;
    const variants = ["a", "b"].map((key) => ({
      key,
      weight: 0.5,
      changes: [{ selector: "h1", action: "set_text" as const, value: key }],
    }));
    const edge = await edgeWith({ experiments: [{ key: "title", variants }] }, shop);
    const byText = new Map<string, { cookie: string; etag: string }>();
    while (byText.size < 2) {
      const response = await edge.fetch("/");
      byText.set(await response.text(), {
        cookie: cookieOf(response) ?? "",
        etag: response.headers.get("etag") ?? "",
      });
    }
    const [one, two] = [...byText.values()];
    const response = await edge.fetch("/", {
      headers: { cookie: one?.cookie ?? "", "if-none-match": two?.etag ?? "" },
    });
    expect(response.status).toBe(200);
    expect(response.headers.get("etag")).toBe(one?.etag);
  });

  it("a tag of the shop's own, from before the experiment, gives a whole page", async () => {
    version = 1;
    const edge = await edgeWith(TITLE, shop);
    expect((await edge.fetch("/", { headers: { "if-none-match": '"shop-1"' } })).status).toBe(200);
    expect((await edge.fetch("/", { headers: { "if-none-match": "*" } })).status).toBe(200);
  });
});

describe("fragments that scripts ask for", () => {
  const ajax = { "sec-fetch-dest": "empty", "sec-fetch-mode": "cors", accept: "text/html" };

  it("are rewritten only where an experiment says so, and never make a visitor", async () => {
    const fragment = (): Promise<Response> => Promise.resolve(html("<div><h1>Tea</h1></div>"));
    const silent = await edgeWith(TITLE, fragment);
    expect(await (await silent.fetch("/", { headers: ajax })).text()).toBe("<div><h1>Tea</h1></div>");

    const edge = await edgeWith({ experiments: [{ key: "title", fragments: true }] }, fragment);
    const cookie = cookieOf(await edge.fetch("/")) ?? "";
    expect(await (await edge.fetch("/", { headers: ajax })).text()).toBe("<div><h1>Tea</h1></div>");
    const response = await edge.fetch("/", { headers: { ...ajax, cookie } });
    expect(await response.text()).toBe("<div><h1>Changed</h1></div>");
    expect(response.headers.getSetCookie()).toEqual([]);
  });
});

describe("streams", () => {
  it("leaves a page alone whose bytes are UTF-16, whatever its headers say", async () => {
    const bytes = new Uint8Array([
      0xff,
      0xfe,
      ...Array.from("<h1>Tea</h1>").flatMap((char) => [char.charCodeAt(0), 0]),
    ]);
    const edge = await edgeWith(TITLE, () =>
      Promise.resolve(
        new Response(bytes, {
          headers: { "content-type": "text/html", "content-length": String(bytes.length) },
        }),
      ),
    );
    expect(new Uint8Array(await (await edge.fetch("/")).arrayBuffer())).toEqual(bytes);
  });

  it("sends the first bytes before the shop has sent the last", async () => {
    let finish: () => void = () => undefined;
    const finished = new Promise<void>((resume) => (finish = resume));
    const edge = await edgeWith(TITLE, () => {
      const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
      const writer = writable.getWriter();
      const write = async (): Promise<void> => {
        const text = new TextEncoder();
        await writer.write(
          text.encode(
            "<!doctype html><html lang=en><head><title>x</title></head><body><h1>Tea</h1><p>one</p>",
          ),
        );
        await finished;
        await writer.write(text.encode("<p>two</p></body></html>"));
        await writer.close();
      };
      void write();
      return Promise.resolve(new Response(readable, { headers: { "content-type": "text/html" } }));
    });
    const reader = ((await edge.fetch("/")).body as ReadableStream<Uint8Array>).getReader();
    let text = "";
    while (!text.includes("one")) {
      const { value, done } = await reader.read();
      if (done) break;
      text += new TextDecoder().decode(value);
    }
    expect(text).toContain("<h1>Changed</h1><p>one");
    finish();
    for (let read = await reader.read(); !read.done; read = await reader.read())
      text += new TextDecoder().decode(read.value);
    expect(text).toContain("<p>two</p></body></html>");
  });

  it("passes on what came before the shop broke off, and breaks off as it did", async () => {
    const edge = await edgeWith(TITLE, () => {
      const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
      const writer = writable.getWriter();
      const write = async (): Promise<void> => {
        await writer.write(
          new TextEncoder().encode("<!doctype html><html lang=en><body><h1>Tea</h1><p>one</p>"),
        );
        await writer.abort(new Error("broken off"));
      };
      void write().catch(() => undefined);
      return Promise.resolve(new Response(readable, { headers: { "content-type": "text/html" } }));
    });
    const response = await edge.fetch("/");
    await expect(response.text()).rejects.toThrow();
    await edge.settle();
  });
});
