import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { extendMetaPolicy, extendPolicies, type TagMarks } from "./csp.ts";

const PAGE = "https://shop.example/products/a";
const JS = "https://shop.example/_lahza/a/0a.js";
const CSS = "https://shop.example/_lahza/a/0b.css";
const EVENTS = "https://shop.example/_lahza/events";
const SHA = "sha256-n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=";
const SCRIPT = { script: [{ url: JS, integrity: SHA }] };
const ALL = { ...SCRIPT, style: [{ url: CSS }], connect: [EVENTS], img: [EVENTS] };

function extend(
  policy: string,
  needs: Parameters<typeof extendPolicies>[1] = SCRIPT,
  name = "content-security-policy",
) {
  const headers = new Headers({ [name]: policy });
  const outcome = extendPolicies(headers, needs, PAGE);
  return { policy: headers.get(name), ...outcome };
}

describe("a script", () => {
  test.each<[string, string]>([
    // Nothing governs it, or it is admitted already.
    ["img-src 'self'", "img-src 'self'"],
    [
      "frame-ancestors 'none'; upgrade-insecure-requests",
      "frame-ancestors 'none'; upgrade-insecure-requests",
    ],
    ["script-src 'self'", "script-src 'self'"],
    ["SCRIPT-SRC 'SELF'", "SCRIPT-SRC 'SELF'"],
    ["script-src *", "script-src *"],
    ["script-src https:", "script-src https:"],
    ["script-src http:", "script-src http:"],
    ["script-src shop.example", "script-src shop.example"],
    ["script-src *.example", "script-src *.example"],
    ["script-src https://shop.example:443", "script-src https://shop.example:443"],
    ["script-src shop.example/_lahza/", "script-src shop.example/_lahza/"],
    ["script-src SHOP.example:*/_lahza/a/0a.js", "script-src SHOP.example:*/_lahza/a/0a.js"],
    ["default-src 'self'", "default-src 'self'"],
    [
      "default-src 'none'; script-src-elem 'self'; script-src 'none'",
      "default-src 'none'; script-src-elem 'self'; script-src 'none'",
    ],
    // Its exact address is added to the directive that governs it.
    ["script-src cdn.example", `script-src cdn.example ${JS}`],
    ["script-src 'unsafe-inline' cdn.example", `script-src 'unsafe-inline' cdn.example ${JS}`],
    ["script-src *.shop.example", `script-src *.shop.example ${JS}`],
    ["script-src shop.example:8443", `script-src shop.example:8443 ${JS}`],
    ["script-src shop.example/assets/", `script-src shop.example/assets/ ${JS}`],
    ["script-src shop.example/_lahza", `script-src shop.example/_lahza ${JS}`],
    ["script-src wss:", `script-src wss: ${JS}`],
    [
      "script-src-elem cdn.example; script-src 'self'",
      `script-src-elem cdn.example ${JS}; script-src 'self'`,
    ],
    ["script-src cdn.example; script-src-elem 'none'", `script-src cdn.example; script-src-elem ${JS}`],
    // 'none', and a directive without sources, which means the same.
    ["script-src 'none'", `script-src ${JS}`],
    ["script-src 'NONE' ; img-src *", `script-src ${JS} ; img-src *`],
    ["script-src", `script-src ${JS}`],
    ["script-src ; img-src *", `script-src ${JS} ; img-src *`],
    ["script-src 'none' cdn.example", `script-src 'none' cdn.example ${JS}`],
    // default-src is copied.
    ["default-src 'none'", `default-src 'none'; script-src ${JS}`],
    [
      "default-src cdn.example 'unsafe-inline'",
      `default-src cdn.example 'unsafe-inline'; script-src cdn.example 'unsafe-inline' ${JS}`,
    ],
    ["default-src cdn.example;", `default-src cdn.example; script-src cdn.example ${JS}`],
    ["default-src cdn.example ;  ", `default-src cdn.example ; script-src cdn.example ${JS}`],
    ["default-src;report-uri /r", `default-src;report-uri /r; script-src ${JS}`],
    // The first of two directives of a name counts.
    ["script-src cdn.example; script-src 'self'", `script-src cdn.example ${JS}; script-src 'self'`],
    [
      "default-src cdn.example; DEFAULT-SRC *",
      `default-src cdn.example; DEFAULT-SRC *; script-src cdn.example ${JS}`,
    ],
    // Every other byte stays.
    [
      "img-src *;\tScript-Src\t\tcdn.example\t;;report-uri /r?a=1&b=2;x-own  y",
      `img-src *;\tScript-Src\t\tcdn.example ${JS}\t;;report-uri /r?a=1&b=2;x-own  y`,
    ],
    // Each comma part is a policy.
    ["script-src 'self', script-src cdn.example", `script-src 'self', script-src cdn.example ${JS}`],
    [
      "default-src 'none' , ,default-src a.example",
      `default-src 'none'; script-src ${JS} , ,default-src a.example; script-src a.example ${JS}`,
    ],
    // Hashes only: another hash; never where that would switch 'unsafe-inline' off.
    ["script-src 'sha256-AAAA'", `script-src 'sha256-AAAA' '${SHA}'`],
    ["script-src 'sha256-AAAA' 'unsafe-inline'", `script-src 'sha256-AAAA' 'unsafe-inline' '${SHA}'`],
    ["script-src 'sha256-AAAA' cdn.example", `script-src 'sha256-AAAA' cdn.example ${JS}`],
    [`script-src '${SHA}'`, `script-src '${SHA}'`],
    [
      "script-src 'strict-dynamic' 'sha256-AAAA' https:",
      `script-src 'strict-dynamic' 'sha256-AAAA' https: '${SHA}'`,
    ],
    [
      "default-src 'strict-dynamic' 'sha256-AAAA'",
      `default-src 'strict-dynamic' 'sha256-AAAA'; script-src 'strict-dynamic' 'sha256-AAAA' '${SHA}'`,
    ],
    // A nonce: nothing is loosened.
    ["script-src 'nonce-abc'", "script-src 'nonce-abc'"],
    [
      "script-src 'nonce-abc' 'strict-dynamic' https: 'unsafe-inline'",
      "script-src 'nonce-abc' 'strict-dynamic' https: 'unsafe-inline'",
    ],
    ["default-src 'none'; script-src-elem 'NONCE-abc'", "default-src 'none'; script-src-elem 'NONCE-abc'"],
    ["default-src 'nonce-abc'", "default-src 'nonce-abc'"],
    // Not readable as sources.
    [
      "script-src 'nonce-' '' javascript://x \"self\" 'self",
      `script-src 'nonce-' '' javascript://x "self" 'self ${JS}`,
    ],
  ])("%j", (policy, expected) => {
    const outcome = extend(policy);
    expect(outcome.policy).toBe(expected);
    expect(outcome.changed).toBe(policy !== expected);
    expect(outcome.scriptAllowed).toBe(true);
    expect(outcome.policy).not.toMatch(policy.includes("unsafe-inline") ? /^$/ : /unsafe-inline/);
    const nonce = /'nonce-abc'/i.test(policy);
    expect(outcome.scriptNonce).toBe(nonce ? "abc" : null);
    expect(outcome.useIntegrity).toBe(expected.includes(SHA));
  });

  test("without its hash is left out where only hashes and nonces count", () => {
    const outcome = extend("script-src 'strict-dynamic' 'sha256-AAAA'", {
      script: [{ url: JS, integrity: null }],
    });
    expect(outcome).toMatchObject({
      changed: false,
      scriptAllowed: false,
      reasonsLeftOut: ["script: strict-dynamic"],
    });
    const merelyHashes = extend("script-src 'sha256-AAAA'", { script: [{ url: JS, integrity: null }] });
    expect(merelyHashes).toMatchObject({ scriptAllowed: true, policy: `script-src 'sha256-AAAA' ${JS}` });
  });

  test("two nonces: the one that nothing can replace is carried, the other policy gets the address", () => {
    const outcome = extend("script-src 'nonce-one', script-src 'nonce-two' 'strict-dynamic'");
    expect(outcome.scriptNonce).toBe("two");
    expect(outcome.policy).toBe(`script-src 'nonce-one' ${JS}, script-src 'nonce-two' 'strict-dynamic'`);
    const strict = extend("script-src 'nonce-one' 'strict-dynamic', script-src 'nonce-two' 'strict-dynamic'");
    expect(strict.scriptNonce).toBe("one");
    expect(strict.policy).toBe(
      `script-src 'nonce-one' 'strict-dynamic', script-src 'nonce-two' 'strict-dynamic' '${SHA}'`,
    );
    expect(strict.useIntegrity).toBe(true);
  });

  test("a sandbox without scripts leaves it out and loosens nothing", () => {
    const outcome = extend("sandbox allow-forms; default-src 'none'", ALL);
    expect(outcome).toMatchObject({
      scriptAllowed: false,
      styleAllowed: true,
      reasonsLeftOut: ["script: sandbox"],
      scriptNonce: null,
    });
    expect(outcome.policy).not.toContain("script-src");
    expect(outcome.policy).toContain(`style-src ${CSS}`);
    expect(extend("sandbox allow-forms Allow-Scripts").scriptAllowed).toBe(true);
    expect(extend("sandbox", SCRIPT, "content-security-policy-report-only").scriptAllowed).toBe(true);
    expect(extend("sandbox", { style: [{ url: CSS }] }).reasonsLeftOut).toEqual([]);
  });

  test("trusted types are no obstacle", () => {
    const policy = "require-trusted-types-for 'script'; trusted-types default; script-src 'self'";
    expect(extend(policy)).toMatchObject({ policy, scriptAllowed: true });
  });

  test("integrity is asked for by require-sri-for and Integrity-Policy", () => {
    expect(extend("require-sri-for script").useIntegrity).toBe(true);
    expect(extend("require-sri-for style").useIntegrity).toBe(false);
    const headers = new Headers({ "integrity-policy": "blocked-destinations=(style script), endpoints=(a)" });
    expect(extendPolicies(headers, SCRIPT, PAGE).useIntegrity).toBe(true);
  });
});

describe("other kinds", () => {
  test("each has its directive", () => {
    expect(extend("default-src 'none'", ALL).policy).toBe(
      `default-src 'none'; script-src ${JS}; style-src ${CSS}; connect-src ${EVENTS}; img-src ${EVENTS}`,
    );
    expect(extend("img-src data:; connect-src 'none'; style-src-elem x.example", ALL).policy).toBe(
      `img-src data: ${EVENTS}; connect-src ${EVENTS}; style-src-elem x.example ${CSS}`,
    );
    expect(extend("default-src 'self'", ALL)).toMatchObject({ changed: false });
  });

  test("a stylesheet takes the nonce; a hash cannot admit it and strict-dynamic does not concern it", () => {
    const style = { style: [{ url: CSS }] };
    expect(extend("style-src 'nonce-s'", style)).toMatchObject({
      changed: false,
      styleNonce: "s",
      scriptNonce: null,
    });
    expect(extend("style-src 'sha256-AAAA'", style).policy).toBe(`style-src 'sha256-AAAA' ${CSS}`);
    expect(extend("default-src 'strict-dynamic' 'self'", style).changed).toBe(false);
  });

  test("script and style may have different nonces", () => {
    expect(extend("script-src 'nonce-a'; style-src 'nonce-b'", ALL)).toMatchObject({
      scriptNonce: "a",
      styleNonce: "b",
      changed: false,
    });
  });

  test("two files are added together", () => {
    expect(
      extend("style-src 'none'", { style: [{ url: CSS }, { url: `${CSS}?v=1#x` }, { url: `${CSS}2;,` }] })
        .policy,
    ).toBe(`style-src ${CSS} ${CSS}2%3B%2C`);
  });

  test("what is not a URL is left out", () => {
    expect(extend("script-src 'none'", { script: [{ url: "/a.js", integrity: null }] })).toMatchObject({
      changed: false,
      scriptAllowed: false,
      reasonsLeftOut: ["script: bad-url"],
    });
  });
});

const changesOn = (page: string) => {
  const headers = new Headers({ "content-security-policy": "script-src 'self'" });
  return extendPolicies(headers, SCRIPT, page).changed;
};

describe("headers", () => {
  test("several headers and report-only are all extended", () => {
    const headers = new Headers([
      ["Content-Security-Policy", "script-src a.example"],
      ["Content-Security-Policy", "default-src b.example"],
      ["Content-Security-Policy-Report-Only", "script-src 'none'; report-to x"],
      ["X-Other", "script-src 'none'"],
    ]);
    extendPolicies(headers, SCRIPT, PAGE);
    expect(headers.get("content-security-policy")).toBe(
      `script-src a.example ${JS}, default-src b.example; script-src b.example ${JS}`,
    );
    expect(headers.get("content-security-policy-report-only")).toBe(`script-src ${JS}; report-to x`);
    expect(headers.get("x-other")).toBe("script-src 'none'");
  });

  test("no policy, nothing to do", () => {
    const headers = new Headers();
    expect(extendPolicies(headers, ALL, PAGE)).toMatchObject({
      changed: false,
      scriptAllowed: true,
      styleAllowed: true,
    });
    expect([...headers]).toEqual([]);
  });

  test("'self' knows ports and schemes", () => {
    expect(changesOn("http://shop.example/")).toBe(false); // an upgrade
    expect(changesOn("https://shop.example:8443/")).toBe(true);
    expect(changesOn("https://www.shop.example/")).toBe(true);
    expect(changesOn("not a url")).toBe(false);
  });
});

describe("meta", () => {
  const marks: TagMarks = { scriptNonce: null, styleNonce: null, integrity: true };
  const meta = (raw: string, given: TagMarks & { open?: boolean } = marks) =>
    extendMetaPolicy(raw, SCRIPT, PAGE, given);

  test.each<[string, string | null]>([
    ["script-src 'self'", null],
    ["script-src &#39;self&#39;; img-src *", null],
    ["script-src &#x27;none&#x27;; img-src *", `script-src ${JS}; img-src *`],
    ["script-src cdn.example&semi; img-src *", `script-src cdn.example ${JS}&semi; img-src *`],
    ["script-src 'sha256-AAAA'", `script-src 'sha256-AAAA' &#39;${SHA}&#39;`],
    [
      "default-src cdn.example; report-uri /r?a=1&b=2",
      `default-src cdn.example; report-uri /r?a=1&b=2; script-src cdn.example ${JS}`,
    ],
    ["default-src &apos;none&apos;", `default-src &apos;none&apos;; script-src ${JS}`],
    ["script-src", `script-src&#32;${JS}`],
  ])("%j", (raw, expected) => {
    expect(meta(raw)).toMatchObject({ content: expected, scriptAllowed: true });
  });

  test("the nonce that our tag carries counts, another one does not", () => {
    expect(meta("script-src 'nonce-a'", { ...marks, scriptNonce: "a" }).content).toBeNull();
    expect(meta("script-src 'nonce-b'", { ...marks, scriptNonce: "a" }).content).toBe(
      `script-src 'nonce-b' ${JS}`,
    );
    expect(meta("script-src 'nonce-b' 'strict-dynamic'").content).toBe(
      `script-src 'nonce-b' 'strict-dynamic' &#39;${SHA}&#39;`,
    );
    expect(meta("script-src 'nonce-b' 'strict-dynamic'", { ...marks, integrity: false })).toMatchObject({
      content: null,
      scriptAllowed: false,
      styleAllowed: true,
      reasonsLeftOut: ["script: strict-dynamic"],
    });
  });

  test("tags that are not written yet take the meta's nonce, or integrity", () => {
    const open = { scriptNonce: null, styleNonce: null, integrity: false, open: true };
    expect(meta("script-src 'nonce-b' 'strict-dynamic'", open)).toMatchObject({
      content: null,
      scriptNonce: "b",
      useIntegrity: false,
    });
    expect(meta("script-src 'sha256-AAAA' 'strict-dynamic'", open)).toMatchObject({
      scriptAllowed: true,
      scriptNonce: null,
      useIntegrity: true,
    });
    expect(meta("script-src 'nonce-b'", { ...open, scriptNonce: "a" })).toMatchObject({
      scriptNonce: "a",
      content: `script-src 'nonce-b' ${JS}`,
    });
  });

  test("a reference that we do not know leaves the policy alone", () => {
    expect(meta("script-src &lsquo;none&rsquo;")).toMatchObject({
      content: null,
      scriptAllowed: false,
      reasonsLeftOut: ["meta: unreadable"],
    });
    expect(meta("script-src &ampx").content).toBeNull();
    expect(meta("script-src &valueOf;").content).toBeNull();
  });

  test("sandbox in a meta is void", () => {
    expect(meta("sandbox").scriptAllowed).toBe(true);
  });
});

describe("any policy", () => {
  const word = fc.constantFrom(
    ..."default-src script-src script-src-elem style-src img-src connect-src sandbox 'none' 'self' * https: 'nonce-x' 'sha256-AAAA' 'strict-dynamic' 'unsafe-inline' a.example ; ; , & é \t".split(
      " ",
    ),
  );
  const policy = fc.oneof(
    fc.string(),
    fc.array(word, { maxLength: 14 }).map((words) => words.join(" ")),
  );

  test("never throws, only adds, and asks for nothing twice", () => {
    fc.assert(
      fc.property(policy, (text) => {
        let headers: Headers;
        try {
          headers = new Headers({ "content-security-policy": text });
        } catch {
          return; // cannot be a header
        }
        const before = headers.get("content-security-policy") ?? "";
        const first = extendPolicies(headers, ALL, PAGE);
        const after = headers.get("content-security-policy") ?? "";
        const rest = before.replaceAll(/'none'/gi, "");
        // The origin's text is a subsequence of ours, but for a replaced 'none'.
        let at = 0;
        for (const char of after) if (char === rest[at]) at++;
        expect(at).toBe(rest.length);
        const second = extendPolicies(headers, ALL, PAGE);
        expect(headers.get("content-security-policy")).toBe(after);
        expect(second.scriptAllowed).toBe(first.scriptAllowed);
        extendMetaPolicy(text, ALL, PAGE, { scriptNonce: null, styleNonce: null, integrity: true });
      }),
      { numRuns: 500 },
    );
  });
});
