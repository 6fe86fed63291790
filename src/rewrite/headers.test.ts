import { describe, expect, test } from "vitest";
import { composeEtag } from "./etag.ts";
import { requestForOrigin, touchedHeaders } from "./headers.ts";

const withoutOurCookies = (cookie: string): string | null =>
  cookie
    .split("; ")
    .filter((pair) => !pair.startsWith("lahza="))
    .join("; ");
const DIGEST = "0123456789abcdef0123456789abcdef";
const touched = { digest: DIGEST, identity: true };
const HELD = composeEtag('"v1"', null, DIGEST) ?? "";
const NONE = { ifNoneMatch: null, ifModifiedSince: null, held: null };

function sent(
  headers: Record<string, string>,
  options: Partial<Parameters<typeof requestForOrigin>[1]> = {},
) {
  return requestForOrigin(new Headers(headers), { withoutOurCookies, visitor: null, touched, ...options });
}

describe("requestForOrigin", () => {
  test("takes our cookies out and leaves the shop's", () => {
    expect(sent({ cookie: "a=1; lahza=v1.x; b=2" }).headers.get("cookie")).toBe("a=1; b=2");
    expect(sent({ cookie: "lahza=v1.x" }).headers.has("cookie")).toBe(false);
    expect(sent({}).headers.has("cookie")).toBe(false);
  });

  test("a shopper cannot say who they are", () => {
    expect(sent({ "lahza-visitor": "forged" }).headers.has("lahza-visitor")).toBe(false);
    expect(sent({ "lahza-visitor": "forged" }, { touched: null }).headers.has("lahza-visitor")).toBe(false);
    expect(sent({ "Lahza-Visitor": "forged" }, { visitor: "v1" }).headers.get("lahza-visitor")).toBe("v1");
  });

  test("an untouched request keeps everything else", () => {
    const headers = {
      "if-none-match": HELD,
      "if-modified-since": "x",
      range: "bytes=0-1",
      "if-range": '"a"',
      "accept-encoding": "zstd",
    };
    expect([...sent(headers, { touched: null }).headers]).toEqual([...new Headers(headers)]);
  });

  test("today's digest is unwrapped", () => {
    const { headers, conditions } = sent({
      "if-none-match": HELD,
      "if-modified-since": "x",
      range: "bytes=0-1",
      "if-range": HELD,
    });
    expect([...headers]).toEqual([
      ["accept-encoding", "identity"],
      ["if-none-match", '"v1"'],
    ]);
    expect(conditions.held).toBe(HELD);
  });

  test.each(['"v1"', "*", composeEtag('"v1"', null, "yesterday") ?? ""])("%s is not asked", (tag) => {
    const { headers, conditions } = sent({
      "if-none-match": tag,
      "if-modified-since": "x",
      range: "bytes=0-1",
      "if-range": '"a"',
    });
    expect([...headers.keys()]).toEqual(["accept-encoding"]);
    expect(conditions.held).toBeNull();
  });

  test("a page of which only the date is known is asked by date", () => {
    const date = "Wed, 21 Oct 2026 07:28:00 GMT";
    const { headers } = sent({
      "if-none-match": composeEtag(null, date, DIGEST) ?? "",
      "if-modified-since": "x",
    });
    expect(headers.get("if-modified-since")).toBe(date);
    expect(headers.has("if-none-match")).toBe(false);
  });

  test("where zipped pages are wanted, only codings that can be read are offered", () => {
    const offer = (accepted: string) =>
      sent({ "accept-encoding": accepted }, { touched: { digest: DIGEST, identity: false } }).headers.get(
        "accept-encoding",
      );
    expect(offer("gzip, deflate, br, zstd")).toBe("gzip, br");
    expect(offer("br;q=0.9, zstd")).toBe("br;q=0.9");
    expect(offer("zstd")).toBe("identity");
    expect(offer("*")).toBe("identity");
    expect(sent({}, { touched: { digest: DIGEST, identity: false } }).headers.has("accept-encoding")).toBe(
      false,
    );
  });

  test("the given headers are not changed", () => {
    const headers = new Headers({ cookie: "lahza=x", "if-none-match": HELD });
    requestForOrigin(headers, { withoutOurCookies, visitor: "v", touched });
    expect([...headers]).toEqual([
      ["cookie", "lahza=x"],
      ["if-none-match", HELD],
    ]);
  });
});

const page = (headers: [string, string][], options: Partial<Parameters<typeof touchedHeaders>[1]> = {}) =>
  touchedHeaders(new Headers(headers), {
    status: 200,
    digest: DIGEST,
    conditions: NONE,
    setCookies: [],
    ...options,
  });

describe("touchedHeaders", () => {
  test("nothing that rewriting makes untrue is left", () => {
    const headers = page([
      ["content-type", "text/html"],
      ["content-length", "100"],
      ["etag", '"v1"'],
      ["last-modified", "Wed, 21 Oct 2026 07:28:00 GMT"],
      ["cache-control", 'public, max-age=60, s-maxage=600, private="no-store", stale-while-revalidate=5'],
      ["expires", "x"],
      ["age", "5"],
      ["accept-ranges", "bytes"],
      ["content-range", "bytes 0-1/2"],
      ["content-md5", "x"],
      ["digest", "x"],
      ["repr-digest", "x"],
      ["content-digest", "x"],
      ["cdn-cache-control", "max-age=5"],
      ["cloudflare-cdn-cache-control", "max-age=5"],
      ["netlify-cdn-cache-control", "max-age=5"],
      ["surrogate-control", "max-age=5"],
      ["edge-control", "max-age=5"],
      ["x-accel-expires", "5"],
      ["vary", "Accept-Encoding"],
      ["link", "</a.css>; rel=preload; as=style"],
      ["content-encoding", "gzip"],
    ]);
    expect([...headers]).toEqual([
      ["cache-control", "private, no-cache"],
      ["content-encoding", "gzip"],
      ["content-type", "text/html"],
      ["etag", HELD],
      ["link", "</a.css>; rel=preload; as=style"],
      ["vary", "Accept-Encoding"],
    ]);
  });

  test("the origin's no-store stays and is never added", () => {
    expect(page([["cache-control", "No-Store, max-age=0"]]).get("cache-control")).toBe(
      "private, no-cache, no-store",
    );
    expect(page([["cache-control", "public, no-transform"]]).get("cache-control")).toBe(
      "private, no-cache, no-transform",
    );
    expect(page([]).get("cache-control")).toBe("private, no-cache");
  });

  test("every cookie of the origin stays, ours follow", () => {
    const headers = page(
      [
        ["set-cookie", "a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT"],
        ["set-cookie", "b=2"],
      ],
      { setCookies: ["lahza=x", "l2=y"] },
    );
    expect(headers.getSetCookie()).toEqual([
      "a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT",
      "b=2",
      "lahza=x",
      "l2=y",
    ]);
  });

  test("without a validator of the origin there is none", () => {
    expect(page([]).has("etag")).toBe(false);
  });

  test("a date alone makes a tag", () => {
    const headers = page([["last-modified", "Wed, 21 Oct 2026 07:28:00 GMT"]]);
    expect(headers.get("etag")).toBe(composeEtag(null, "Wed, 21 Oct 2026 07:28:00 GMT", DIGEST));
    expect(headers.has("last-modified")).toBe(false);
  });

  test("a 304 names the tag that the shopper holds, also when the origin spells its own differently", () => {
    const conditions = { ifNoneMatch: '"v1"', ifModifiedSince: null, held: HELD };
    for (const etag of ['"v1"', 'W/"v1"']) {
      const headers = page(
        [
          ["etag", etag],
          ["cache-control", "public, s-maxage=9"],
        ],
        { status: 304, conditions },
      );
      expect([...headers]).toEqual([
        ["cache-control", "private, no-cache"],
        ["etag", HELD],
      ]);
    }
    expect(page([["last-modified", "x"]], { status: 304, conditions }).get("etag")).toBe(HELD);
  });

  test("a 304 that was not asked for names nothing", () => {
    expect(page([["etag", '"v1"']], { status: 304 }).has("etag")).toBe(false);
  });

  test("a 200 is named anew although a condition was sent", () => {
    const conditions = { ifNoneMatch: '"v1"', ifModifiedSince: null, held: HELD };
    expect(page([["etag", '"v2"']], { conditions }).get("etag")).toBe(composeEtag('"v2"', null, DIGEST));
  });
});
