/** The evidence rule of each kind that states something, where claims.test.ts and kinds.test.ts do not hold it. */
import { expect, it } from "vitest";
import { fact, markupOf, NOW, problems, rules, said } from "./said.fixture.ts";

const DAY_MS = 86_400_000;
const iso = (ms: number): string => new Date(ms).toISOString();

it("comparison: its source and day are told, and it goes when they are too old", () => {
  const comparison = (at: number) => ({
    kind: "comparison",
    products: [{ name: "Ours" }, { name: "Theirs" }],
    rows: [{ label: "Dishwasher", values: [true, false] }],
    evidence: { source: "/tests/7", at: iso(at), maxAgeSeconds: 7 * 86_400 },
  });
  expect(said(comparison(NOW - 7 * DAY_MS + 1000))).toContain("18 November 2026 · Source");
  expect(markupOf(comparison(NOW - DAY_MS))).toContain('<a href="/tests/7">');
  expect(said(comparison(NOW - 7 * DAY_MS))).toBeNull();
  expect(rules(comparison(NOW - 8 * DAY_MS))).toEqual(["evidence-stale"]);
  const { evidence: _evidence, ...without } = comparison(NOW);
  expect(problems(without)).not.toEqual([]);
});

it("reviews: each has its source, its day and whether it was bought, and the others are one link away", () => {
  const item = { quote: "Lovely", author: "Sara", at: iso(NOW), source: "/reviews/1", verified: true };
  const reviews = { kind: "reviews", items: [item, { ...item, verified: false }], link: "/reviews" };
  const text = said(reviews) ?? "";
  expect(text.match(/Sara · 25 November 2026 · /g)).toHaveLength(2);
  expect(text).toMatch(/Verified purchase[^]*Not verified|verified[^]*not verified/i);
  expect(text).toMatch(/chosen|selected|picked/i);
  expect(markupOf(reviews)).toContain('href="/reviews/1"');
  expect(markupOf(reviews)).toContain('<a class="lz-link" href="/reviews">');
  for (const name of ["author", "at", "source", "verified"])
    expect(problems({ ...reviews, items: [{ ...item, [name]: undefined }] })).not.toEqual([]);
  expect(problems({ ...reviews, link: undefined })).not.toEqual([]);
});

it("payment_options: instalments state their whole plan, and it adds up", () => {
  const money = (minor: number) => ({ minor, currency: "SAR" });
  const plan = { count: 4, amount: money(6_250), total: money(25_000), provider: "SplitPay" };
  const options = (item: object) => ({ kind: "payment_options", items: [{ type: "instalments", ...item }] });
  expect(said(options({ plan }))).toContain("4 payments of SAR 62.50");
  expect(said(options({ plan }))).toMatch(/SAR 250\b[^]*SplitPay|SplitPay[^]*SAR 250\b/);
  expect(rules(options({ plan }))).toEqual([]);
  expect(rules(options({ plan: { ...plan, total: money(24_000) } }))).toEqual(["instalments-total"]);
  expect(problems(options({}))).not.toEqual([]);
  for (const name of Object.keys(plan))
    expect([name, problems(options({ plan: { ...plan, [name]: undefined } })).length > 0]).toEqual([
      name,
      true,
    ]);
});

it("social: a post is not quoted without the place where it stands", () => {
  const post = { quote: "Nice", author: "@tea", href: "https://social.example/1" };
  const social = { kind: "social", posts: [post] };
  expect(markupOf(social)).toMatch(/<figcaption[^>]*><a href="https:\/\/social\.example\/1"/);
  expect(problems({ kind: "social", posts: [{ ...post, href: undefined }] })).not.toEqual([]);
  expect(problems({ kind: "social", posts: [{ ...post, href: "http://social.example/1" }] })).not.toEqual([]);
});

it("cart_assurance: the total is the cart's of now, or is not said", () => {
  const cart = {
    kind: "cart_assurance",
    items: [{ type: "delivery", note: "Free" }],
    total: { from: "endpoint", path: "/api/cart", value: "/total", maxAgeSeconds: 60 },
  };
  const facts = (ageSeconds: number) => ({ facts: { "endpoint /api/cart#/total": fact("250", ageSeconds) } });
  expect(said(cart, facts(60))).toContain("SAR 250");
  expect(said(cart, facts(61))).not.toContain("250");
  expect(said(cart, facts(61))).toContain("Free");
  expect(said(cart)).not.toMatch(/total/i);
});

it("saved_details: only for whom the shop's cookie says so, and what is saved is not shown", () => {
  const saved = { kind: "saved_details", cookie: "address", link: { text: "Buy again", href: "/checkout" } };
  expect(said(saved)).toBeNull();
  const shown = markupOf(saved, { facts: { "cookie.address": fact("12 Grove Street") } });
  expect(shown).toContain("Buy again");
  expect(shown).not.toContain("Grove");
});

it("delay_notice: one day, gone after it, and one may always cancel", () => {
  const delay = {
    kind: "delay_notice",
    description: "The kiln broke.",
    newDate: iso(NOW),
    cancel: "/cancel",
  };
  expect(markupOf(delay)).toContain('<a href="/cancel">');
  expect(said(delay, { nowMs: NOW + DAY_MS - 1 })).toContain("25 November 2026");
  expect(said(delay, { nowMs: NOW + DAY_MS })).toBeNull();
  expect(rules(delay)).toEqual(["date-over"]);
  expect(problems({ ...delay, cancel: undefined })).not.toEqual([]);
});

it("review_request: a reward is for whoever writes, whatever they write", () => {
  const request = { kind: "review_request", href: "/reviews/new", reward: "5 % off" };
  expect(said(request)).toMatch(/5 % off[^]*whatever|whatever[^]*5 % off/i);
});

it("referral: no reward without its conditions beside it", () => {
  const referral = {
    kind: "referral",
    friend: { reward: "10 % off" },
    condition: "Once a friend.",
    link: { text: "Invite", href: "/invite" },
  };
  expect(said(referral)).toMatch(/10 % off[^]*Once a friend\./);
  expect(problems({ ...referral, condition: undefined })).not.toEqual([]);
});

it("next_purchase: says why, and has no place for a price", () => {
  const next = { kind: "next_purchase", items: [{ name: "Cups", href: "/cups" }] };
  const why = (markupOf(next) ?? "").match(/lz-why">([^<]+)</)?.[1] ?? "";
  expect(why.length).toBeGreaterThan(10);
  expect(problems({ ...next, items: [{ name: "Cups", href: "/cups", price: "5" }] })).not.toEqual([]);
});

it("what interrupts is counted also where no script of ours will be: by the page, or by browsers without scripts", () => {
  const voucher = {
    kind: "voucher",
    offerId: "o",
    reward: "10 %",
    code: "TEA",
    endsAt: iso(NOW + DAY_MS),
  };
  const picture = '<img class="lz-hidden" src="/_lahza/shown?id=e1" alt="" width="1" height="1">';
  expect(markupOf(voucher)).toContain(`<noscript>${picture}</noscript>`);
  const unscripted = markupOf(voucher, { scripts: false }) ?? "";
  expect(unscripted).toContain(picture);
  expect(unscripted).not.toContain("<noscript>");
  expect(markupOf({ ...voucher, maxShows: null, dismissible: true })).not.toContain("/shown?id");
});

it("survey: what is asked for are numbers, and no field takes words", () => {
  const survey = markupOf({ kind: "survey", surveyId: "s" }) ?? "";
  const fields = [...survey.matchAll(/<(?:input|textarea|select)\b[^>]*>/g)].map(([tag]) => tag);
  const types = new Set(fields.map((tag) => /type="(\w+)"/.exec(tag)?.[1]));
  expect(types).toEqual(new Set(["hidden", "radio"]));
  for (const tag of fields.filter((field) => field.includes("radio"))) expect(tag).toMatch(/value="\d{1,2}"/);
});
