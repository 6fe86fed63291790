import { describe, expect, it } from "vitest";
import type { PagePlan, PlannedChange, RewriteOptions } from "./rewrite.types.ts";
import { rewrite } from "./stream.ts";

const change: PlannedChange = {
  selector: "h1",
  action: "set_text",
  name: null,
  content: "new",
  label: "h1",
  experiment: 0,
};
const nothing: PagePlan = { changes: [], watch: [], reads: [], headTags: null, policy: null };
const options = (plan: Partial<PagePlan>, length: number | null = null): RewriteOptions => ({
  plan: () => ({ ...nothing, ...plan }),
  length,
  utf8: true,
});
const bytes = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(new TextEncoder().encode(text));

/** An origin whose pieces are sent by hand. */
function origin(type?: "bytes") {
  const state: { cancelled: unknown; controller: ReadableByteStreamController | null } = {
    cancelled: null,
    controller: null,
  };
  const body = new ReadableStream({
    ...(type === undefined ? {} : { type }),
    start(controller: ReadableByteStreamController) {
      state.controller = controller;
    },
    cancel(reason) {
      state.cancelled = reason ?? true;
    },
  } as UnderlyingByteSource) as ReadableStream<Uint8Array>;
  return {
    body,
    send: (text: string) => state.controller?.enqueue(bytes(text)),
    end: () => state.controller?.close(),
    fail: (error: Error) => state.controller?.error(error),
    cancelled: () => state.cancelled,
  };
}

function readerOf(body: ReadableStream<Uint8Array> | Uint8Array) {
  if (body instanceof Uint8Array) throw new Error("a stream was expected");
  const reader = body.getReader();
  const decoder = new TextDecoder();
  return {
    async next(): Promise<string | null> {
      const { done, value } = await reader.read();
      return done ? null : decoder.decode(value);
    },
    async rest(): Promise<string> {
      let text = "";
      for (let piece = await this.next(); piece !== null; piece = await this.next()) text += piece;
      return text;
    },
    cancel: () => reader.cancel("gone"),
  };
}

function noPlan(): never {
  throw new Error("no plan");
}

describe.each([undefined, "bytes" as const])("rewrite of a stream of type %s", (type) => {
  it("sends what is decided before more comes", async () => {
    const from = origin(type);
    const { body, ending } = await rewrite(from.body, options({ changes: [change] }));
    const page = readerOf(body);
    from.send("<!doctype html><p>first");
    expect(await page.next()).toBe("<!doctype html><p>first");
    from.send("</p><h1>old");
    expect(await page.next()).toBe("</p><h1>");
    from.send("</h1>tail");
    expect(await page.next()).toBe("new</h1>tail");
    from.end();
    expect(await page.rest()).toBe("");
    expect((await ending).outcome.applied).toBe(1);
  });

  it("lets the rest through when there is nothing to do", async () => {
    const from = origin(type);
    const { body, ending } = await rewrite(from.body, options({}));
    const page = readerOf(body);
    from.send("<p>a");
    expect(await page.next()).toBe("<p>a");
    from.send("<h1>b");
    expect(await page.next()).toBe("<h1>b");
    from.end();
    expect(await page.rest()).toBe("");
    expect((await ending).outcome).toMatchObject({ applied: 0, failure: null });
  });

  it("sends what it held and then the error, when the origin breaks off", async () => {
    const from = origin(type);
    const { body, ending } = await rewrite(from.body, options({ changes: [change] }));
    const page = readerOf(body);
    from.send("<p>a<h1>old");
    expect(await page.next()).toBe("<p>a<h1>");
    const next = page.next();
    from.fail(new Error("broken pipe"));
    expect(await next).toBe("old");
    await expect(page.next()).rejects.toThrow("broken pipe");
    expect((await ending).outcome).toMatchObject({
      applied: 0,
      skipped: [{ label: "h1", reason: "internal-error" }],
    });
  });

  it("tells the origin when the client goes away, also while the origin is silent", async () => {
    const from = origin(type);
    const { body, ending } = await rewrite(from.body, options({ changes: [change] }));
    const page = readerOf(body);
    from.send("<p>a");
    await page.next();
    await page.cancel();
    await ending;
    expect(from.cancelled()).not.toBeNull();
  });

  it("passes the page on when the plan throws", async () => {
    const from = origin(type);
    const { body, ending } = await rewrite(from.body, { plan: noPlan, utf8: true });
    const page = readerOf(body);
    from.send("<p>a<h1>b</h1>");
    from.end();
    expect(await page.rest()).toBe("<p>a<h1>b</h1>");
    expect((await ending).outcome.failure).toBe("no plan");
  });
});

it("answers a small page that is there at once without a stream", async () => {
  const from = origin("bytes");
  const html = "<!doctype html><h1>old</h1>";
  from.send(html);
  from.end();
  const { body } = await rewrite(from.body, options({ changes: [change] }, html.length));
  expect(body).toBeInstanceOf(Uint8Array);
  expect(new TextDecoder().decode(body as Uint8Array)).toBe("<!doctype html><h1>new</h1>");
});

describe("a page that came before", () => {
  const html = "<!doctype html><p>some text</p><h1>old</h1><p>tail</p>";
  const wanted = html.replace("old", "new");
  const known = async () => {
    const from = origin("bytes");
    from.send(html);
    from.end();
    const { body, ending } = await rewrite(from.body, { ...options({ changes: [change] }), trace: true });
    if (!(body instanceof Uint8Array)) await readerOf(body).rest();
    const { recipe, trace } = await ending;
    return [{ recipe }, { known: trace }];
  };

  it("is waited for where it is small, and streams where its first bytes are not all of it", async () => {
    for (const what of await known()) {
      const at = { ...options({ changes: [change] }, html.length), ...what };
      const whole = origin("bytes");
      setTimeout(() => {
        whole.send(html);
        whole.end();
      }, 20);
      const { body: page, ending } = await rewrite(whole.body, at);
      expect(new TextDecoder().decode(page as Uint8Array)).toBe(wanted);
      expect((await ending).read).toBe(false);

      const inTwo = origin("bytes");
      inTwo.send(html.slice(0, 20));
      const { body } = await rewrite(inTwo.body, at);
      const reader = readerOf(body);
      inTwo.send(html.slice(20));
      inTwo.end();
      expect(await reader.rest()).toBe(wanted);
    }
  });

  it("that fails before its first byte fails for whoever reads it", async () => {
    for (const what of await known()) {
      const from = origin("bytes");
      from.fail(new Error("broken pipe"));
      const { body } = await rewrite(from.body, { ...options({ changes: [change] }, html.length), ...what });
      await expect(readerOf(body).rest()).rejects.toThrow("broken pipe");
    }
  });
});
