/** Nothing of a request reaches the page unescaped; nobody else's cookie is believed; policies are loosened by the least. */
import fc from "fast-check";
import { parse } from "parse5";
import { describe, expect, it } from "vitest";
import { cookieOf, edgeWith, html, PAGE } from "./edge.ts";
import { withoutOurTags } from "./our-tags.ts";

const shop = (): Promise<Response> => Promise.resolve(html(PAGE));

function withChanges(changes: readonly object[], more: object = {}) {
  return {
    experiments: [
      {
        key: "title",
        variants: [
          { key: "control", weight: 0 },
          { key: "changed", weight: 1, changes, ...more },
        ] as never,
      },
    ],
    settings: { cookies: ["name"], headers: ["x-name"] },
  };
}

const PLACES = withChanges([
  { selector: "h1", action: "set_text", value: "Hi {{query.q|you}} {{cookie.name|-}} {{header.x-name|-}}" },
  { selector: "p.price", action: "set_attribute", name: "title", value: "{{query.q|none}}" },
  {
    selector: "p.price",
    action: "after",
    value: '<a href="/search?q={{query.q|x}}" title="{{query.q|t}}">{{query.q|go}}</a>',
  },
]);

/** Names of elements and attributes of a page, in order: what an attacker would want to change. */
function shapeOf(page: string): string {
  const names: string[] = [];
  const walk = (node: { nodeName: string; attrs?: { name: string }[]; childNodes?: unknown[] }): void => {
    names.push(`${node.nodeName}(${(node.attrs ?? []).map(({ name }) => name).join(",")})`);
    for (const child of node.childNodes ?? [])
      if ((child as { nodeName: string }).nodeName !== "#text") walk(child as typeof node);
  };
  walk(parse(page));
  return names.join(" ");
}

describe("placeholders", () => {
  it.each([
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='x",
    "javascript:alert(1)",
    "<!--",
    "&lt;b&gt;",
    "سلام<b>",
    "\u0000<svg>",
  ])("%j lands as text wherever it is put", async (attack) => {
    const edge = await edgeWith(PLACES, shop);
    const harmless = await (
      await edge.fetch("/?q=tea", { headers: { cookie: "name=tea", "x-name": "tea" } })
    ).text();
    const page = await (
      await edge.fetch(`/?q=${encodeURIComponent(attack)}`, {
        headers: { cookie: `name=${encodeURIComponent(attack)}` },
      })
    ).text();
    expect(shapeOf(page)).toBe(shapeOf(harmless));
  });

  it("never change the shape of the page, whatever query and cookie hold", async () => {
    const edge = await edgeWith(PLACES, shop);
    const shape = shapeOf(await (await edge.fetch("/?q=tea")).text());
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: "binary", maxLength: 60 }),
        fc.string({ maxLength: 40 }),
        async (query, cookie) => {
          const page = await (
            await edge.fetch(`/?q=${encodeURIComponent(query.toWellFormed())}`, {
              headers: { cookie: `name=${encodeURIComponent(cookie)}` },
            })
          ).text();
          expect(shapeOf(page)).toBe(shape);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("read no cookie or header that the settings do not name", async () => {
    const edge = await edgeWith(
      withChanges([
        {
          selector: "h1",
          action: "set_text",
          value: "{{cookie.session|none}}/{{header.authorization|none}}",
        },
      ]),
      shop,
    );
    const page = await (
      await edge.fetch("/", { headers: { cookie: "session=secret", authorization: "Bearer secret" } })
    ).text();
    expect(page).toContain("<h1>none/none</h1>");
  });

  it("are part of the ETag, so that one shopper's page never stands for another's", async () => {
    const edge = await edgeWith(PLACES, () => Promise.resolve(html(PAGE, { headers: { etag: '"1"' } })));
    const one = await edge.fetch("/?q=a");
    const cookie = cookieOf(one) ?? "";
    const two = await edge.fetch("/?q=a", { headers: { cookie: `${cookie}; name=x` } });
    expect(two.headers.get("etag")).not.toBe(one.headers.get("etag"));
  });
});

describe("text", () => {
  it("never gets into a script or a style, whatever selector leads there", async () => {
    const page = `<!doctype html><html lang=en><head><style class=x>a{}</style></head><body><script class=x>let a</script><h1 class=x>Tea</h1><svg><style class=x>b{}</style></svg></body></html>`;
    const edge = await edgeWith(
      withChanges([{ selector: ".x", action: "set_text", value: "alert(1)" }]),
      () => Promise.resolve(html(page)),
    );
    expect(withoutOurTags(await (await edge.fetch("/")).text())).toBe(page.replace(">Tea<", ">alert(1)<"));
    await edge.settle();
    expect(edge.counters.filter(({ reason }) => reason === "skipped-not-applicable")).toHaveLength(3);
  });
});

describe("cookies", () => {
  const forge = (cookie: string): string => cookie.slice(0, -3) + (cookie.endsWith("AAA") ? "BBB" : "AAA");

  it("that are forged are replaced", async () => {
    const edge = await edgeWith({ experiments: [{ key: "title" }] }, shop);
    const cookie = cookieOf(await edge.fetch("/")) ?? "";
    const again = cookieOf(await edge.fetch("/", { headers: { cookie: forge(cookie) } }));
    expect(again).not.toBeNull();
    expect(again).not.toBe(cookie);
  });

  it("of any shape never throw and never reach the shop", async () => {
    const edge = await edgeWith({ experiments: [{ key: "title" }] }, shop);
    await fc.assert(
      fc.asyncProperty(
        fc.string({
          unit: fc.constantFrom("v", "1", ".", "_", "-", "=", ";", " ", "a", "A", '"', ",", "%"),
          maxLength: 80,
        }),
        async (value) => {
          const response = await edge.fetch("/", { headers: { cookie: `lahza=${value}; shop=1` } });
          expect(response.status).toBe(200);
          await response.text();
          expect(edge.asked.at(-1)?.headers.get("cookie") ?? "").not.toMatch(/(^|; ?)lahza=/);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("the header Lahza-Visitor", () => {
  it("is never a shopper's own word, also on pages that no experiment touches", async () => {
    const only = { key: "title", pages: { include: ["/touched"] } };
    const edge = await edgeWith({ experiments: [only], settings: { visitorHeader: true } }, shop);
    for (const path of ["/touched", "/untouched"])
      await edge.fetch(path, { headers: { "lahza-visitor": "forged" } });
    expect(edge.asked.map((request) => request.headers.get("lahza-visitor"))).not.toContain("forged");
    await edge.fetch("/untouched", { method: "POST", body: "a=1", headers: { "lahza-visitor": "forged" } });
    expect(edge.asked.at(-1)?.headers.get("lahza-visitor")).toBeNull();
    expect(await edge.asked.at(-1)?.text()).toBe("a=1");
  });
});

describe("content security policy", () => {
  const styled = withChanges([], { css: "h1{color:red}", js: "document.title='x'" });

  it("is extended by exactly our files, in every policy", async () => {
    const edge = await edgeWith(styled, () =>
      Promise.resolve(
        html(PAGE, {
          headers: {
            "content-security-policy":
              "default-src 'none'; script-src https://cdn.example; style-src 'nonce-abc'; report-uri /r",
          },
        }),
      ),
    );
    const response = await edge.fetch("/");
    const page = await response.text();
    const scripts = [...page.matchAll(/<script src="([^"]+)"/g)].map(([, src]) => src);
    expect(scripts).toHaveLength(2);
    for (const script of scripts)
      expect(script).toMatch(/^https:\/\/shop\.example\/_lahza\/a\/[0-9a-f]+\.js$/);
    expect(page).toMatch(/<link rel="stylesheet" href="[^"]+" nonce="abc">/);
    expect(response.headers.get("content-security-policy")).toBe(
      `default-src 'none'; script-src https://cdn.example ${scripts.join(" ")}; style-src 'nonce-abc'; report-uri /r; connect-src https://shop.example/_lahza/events`,
    );
  });

  it("in a meta tag is extended too", async () => {
    const page = `<!doctype html><html lang=en><head><meta http-equiv="Content-Security-Policy" content="script-src 'none'; style-src 'self'"></head><body><h1>x</h1></body></html>`;
    const edge = await edgeWith(styled, () => Promise.resolve(html(page)));
    const text = await (await edge.fetch("/")).text();
    const scripts = [...text.matchAll(/<script src="([^"]+)"/g)].map(([, src]) => src);
    expect(text).toContain(`content="script-src ${scripts.join(" ")}; style-src 'self'"`);
  });

  it("with a nonce in a meta tag only gives our tags that nonce", async () => {
    const page = `<!doctype html><html lang=en><head><meta http-equiv="Content-Security-Policy" content="script-src 'strict-dynamic' 'nonce-n1'"></head><body><h1>x</h1></body></html>`;
    const edge = await edgeWith(styled, () => Promise.resolve(html(page)));
    const text = await (await edge.fetch("/")).text();
    expect(text).toMatch(/<script src="[^"]+" defer nonce="n1"><\/script>/);
    expect(text).toContain(`content="script-src 'strict-dynamic' 'nonce-n1'"`);
  });

  it("that forbids scripts for good leaves the script out, and that is counted", async () => {
    const edge = await edgeWith(styled, () =>
      Promise.resolve(html(PAGE, { headers: { "content-security-policy": "sandbox allow-forms" } })),
    );
    const response = await edge.fetch("/");
    expect(await response.text()).not.toContain("<script");
    expect(response.headers.get("content-security-policy")).toBe("sandbox allow-forms");
    await edge.settle();
    expect(edge.counters.some(({ reason }) => reason === "policy")).toBe(true);
  });
});

describe("random pages", () => {
  const piece = fc.oneof(
    fc.constantFrom(
      "<h1>",
      "</h1>",
      "<p class=price>",
      "</p>",
      "<div>",
      "</div>",
      "<table>",
      "<tr>",
      "<td>",
      "<script>",
      "</script>",
      "<!--",
      "-->",
      "<li>",
      "<ul>",
      "<b>",
      "</b>",
      "<a href=x>",
      "<select><option>",
      "<template>",
      "<svg>",
      "<title>",
      "&amp;",
      "<",
      ">",
      "\u0000",
      "é",
    ),
    fc.string({ maxLength: 8 }),
  );

  it("are always answered, and unchanged for control", async () => {
    const control = {
      experiments: [
        {
          key: "title",
          variants: [
            { key: "control", weight: 1 },
            {
              key: "changed",
              weight: 0,
              changes: [{ selector: "h1", action: "set_text" as const, value: "x" }],
            },
          ],
        },
      ],
    };
    let page = "";
    const edge = await edgeWith(control, () => Promise.resolve(html(page)));
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 40 }), async (pieces) => {
        page = pieces.join("");
        expect(withoutOurTags(await (await edge.fetch("/")).text())).toBe(page.toWellFormed());
      }),
      { numRuns: 400 },
    );
    await edge.settle();
    expect(edge.counters.filter(({ reason }) => reason === "rewriter-failure")).toEqual([]);
  });
});

describe("the header Lahza-Variants", () => {
  const asked = async (settings: object, headers: Record<string, string> = {}) => {
    const both = [
      { key: "title", pages: { include: ["/touched"] } },
      { key: "other", pages: { include: ["/touched"] } },
    ];
    const edge = await edgeWith({ experiments: both, settings }, shop);
    for (const path of ["/touched", "/untouched"]) await edge.fetch(path, { headers });
    await edge.fetch("/untouched", { method: "POST", body: "a=1", headers });
    return edge.asked.map((request) => request.headers.get("lahza-variants"));
  };

  it("names the variants of a page to the shop, where that is asked for", async () => {
    expect(await asked({ variantsHeader: true })).toEqual(["title=changed, other=changed", null, null]);
    expect(await asked({})).toEqual([null, null, null]);
  });

  it("is never a shopper's own word", async () => {
    const forged = { "lahza-variants": "title=forged" };
    expect(await asked({ variantsHeader: true }, forged)).toEqual([
      "title=changed, other=changed",
      null,
      null,
    ]);
    expect(await asked({}, forged)).toEqual([null, null, null]);
  });
});
