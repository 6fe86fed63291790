/** What an element says, when it is silent, and what is refused: the rules of honesty and of days and numbers. */
import { describe, expect, it } from "vitest";
import type { Fact } from "./live/fill.ts";
import { fact, NOW, problems, rules, said } from "./said.fixture.ts";

describe("live claims are silent without fresh evidence", () => {
  const stock = { kind: "stock", source: { from: "page", maxAgeSeconds: 600 }, showUpTo: 5 };
  it.each<[string, { [name: string]: Fact }]>([
    ["missing", {}],
    ["stale", { "product.stock": fact("3", 601) }],
    ["sold out", { "product.stock": fact("0") }],
    ["plenty", { "product.stock": fact("6") }],
    ["unreadable", { "product.stock": fact("few") }],
  ])("stock: %s", (_name, facts) => expect(said(stock, { facts })).toBeNull());

  it.each([
    ["en", "1", "Only one left in stock"],
    ["en", "3", "Only 3 left in stock"],
    ["fa", "۳", "تنها ۳ عدد در انبار مانده است"],
    ["ar", "1", "بقيت قطعة واحدة في المخزون"],
    ["ar", "2", "بقيت قطعتان في المخزون"],
    ["ar", "3", "بقيت 3 قطع في المخزون"],
  ])("stock in %s of %s", (language, value, words) =>
    expect(said(stock, { language, facts: { "product.stock": fact(value, 600) } })).toBe(words),
  );

  it("rating: from enough reviews, good or bad alike", () => {
    const facts = (score: string, count: string) => ({
      "product.rating": fact(score),
      "product.reviews": fact(count),
    });
    expect(said({ kind: "rating" }, { facts: facts("4.6", "4") })).toBeNull();
    expect(said({ kind: "rating" }, { facts: facts("1.2", "5") })).toBe("1.2 5 reviews");
    expect(said({ kind: "rating" }, { facts: { "product.rating": fact("4.6") } })).toBeNull();
  });

  it.each([
    [0, null],
    [1, null],
    [2, "مشاهدتان في الساعة الماضية"],
    [3, "3 مشاهدات في الساعة الماضية"],
    [11, "11 مشاهدة في الساعة الماضية"],
    [100, "100 مشاهدة في الساعة الماضية"],
    [103, "103 مشاهدات في الساعة الماضية"],
  ])("activity in Arabic at %i", (count, words) =>
    expect(
      said(
        { kind: "activity", atLeast: 2 },
        { language: "ar", facts: { "activity.views_hour": fact(String(count)) } },
      ),
    ).toBe(words),
  );
});

describe("price", () => {
  const sar = (minor: number) => ({ minor, currency: "SAR" });
  const facts = { "product.price": fact("250"), "product.currency": fact("SAR") };
  const evidence = { source: "/prices", at: "2026-11-20T00:00:00Z" };
  const plan = {
    price: sar(25_000),
    count: 4,
    amount: sar(6250),
    fee: sar(0),
    total: sar(25_000),
    provider: "Pay",
  };

  it.each([
    ["en", null, "Price SAR 250"],
    ["ar", "SA", "السعر ٢٥٠ ر.س"],
    ["ar", "AE", "السعر 250 ر.س"],
  ])("is written as in %s of %s", (language, country, words) =>
    expect(said({ kind: "price" }, { language, facts, ...(country === null ? {} : { country }) })).toBe(
      words,
    ),
  );

  it("is in toman for Persian readers where that is exact", () => {
    const rials = (value: string) => ({ "product.price": fact(value), "product.currency": fact("IRR") });
    expect(said({ kind: "price" }, { language: "fa", facts: rials("12345000") })).toBe(
      "قیمت ۱٬۲۳۴٬۵۰۰ تومان",
    );
    expect(said({ kind: "price" }, { language: "fa", facts: rials("12345") })).toBe("قیمت ۱۲٬۳۴۵ ریال");
  });

  it("has three decimals in Kuwait", () =>
    expect(
      said(
        { kind: "price" },
        { language: "ar", facts: { "product.price": fact("1.25"), "product.currency": fact("KWD") } },
      ),
    ).toBe("السعر 1.250 د.ك"));

  it("a was-price stands only above today's, and while its evidence holds", () => {
    const was = (minor: number, at = evidence.at) => ({
      kind: "price",
      was: { amount: sar(minor), evidence: { ...evidence, at } },
    });
    expect(said(was(30_000), { facts })).toContain("Lowest price of the last 30 days: SAR 300");
    expect(said(was(25_000), { facts })).toBe("Price SAR 250");
    expect(said(was(30_000, "2026-10-01T00:00:00Z"), { facts })).toBe("Price SAR 250");
    expect(rules(was(30_000, "2026-10-01T00:00:00Z"))).toEqual(["evidence-stale"]);
    expect(problems({ kind: "price", was: { amount: sar(1) } })).toHaveLength(1);
  });

  it("instalments add up, state everything, and stand at their own price only", () => {
    const element = { kind: "price", instalments: plan };
    expect(rules(element)).toEqual([]);
    expect(rules({ kind: "price", instalments: { ...plan, amount: sar(6000) } })).toEqual([
      "instalments-total",
    ]);
    expect(rules({ kind: "price", instalments: { ...plan, fee: sar(100) } })).toEqual(["instalments-fee"]);
    expect(said(element, { facts })).toContain("Or 4 payments of SAR 62.50 with Pay");
    expect(said(element, { facts: { ...facts, "product.price": fact("249") } })).toBe("Price SAR 249");
  });
});

describe("days of delivery", () => {
  const tehran = { timeZone: "Asia/Tehran", language: "fa" };
  const iran = { country: "IR", cutoff: "15:00", cutoffs: [{ day: "thursday", cutoff: "12:00" }] };
  const cutoff = (dispatch: object, least = 1) => ({
    kind: "delivery_cutoff",
    dispatch,
    transit: { least, most: least },
  });
  const at = (instant: string) => ({ nowMs: Date.parse(instant) });

  it.each([
    // Wednesday, a minute before and at the cut-off.
    ["2026-11-25T14:59:00+03:30", "ارسال چهارشنبه ۴ آذر (آخرین مهلت ساعت ۱۵:۰۰) تحویل پنجشنبه ۵ آذر"],
    ["2026-11-25T15:00:00+03:30", "ارسال پنجشنبه ۵ آذر (آخرین مهلت ساعت ۱۲:۰۰) تحویل شنبه ۷ آذر"],
    // Thursday afternoon: Friday is the weekend.
    ["2026-11-26T12:00:00+03:30", "ارسال شنبه ۷ آذر (آخرین مهلت ساعت ۱۵:۰۰) تحویل یکشنبه ۸ آذر"],
  ])("in Iran at %s", (instant, words) =>
    expect(said(cutoff(iran), { ...tehran, ...at(instant) })).toContain(words),
  );

  it.each([
    ["SA", "2026-11-26T16:00:00Z", "Sunday 29 November"],
    ["AE", "2026-11-27T16:00:00Z", "Monday 30 November"],
  ])("the weekend of %s", (country, instant, day) =>
    expect(said(cutoff({ country, cutoff: "15:00" }), at(instant))).toContain(`it leaves on ${day}`),
  );

  it("holidays move cut-off and arrival, and nothing is promised when the shop is closed for months", () => {
    const holidays = ["2027-03-21", "2027-03-22", "2027-03-23", "2027-03-24"];
    const nowruz = said(cutoff(iran), { ...tehran, ...at("2027-03-20T15:30:00+03:30"), holidays });
    expect(nowruz).toContain("ارسال پنجشنبه ۵ فروردین");
    const closed = Array.from({ length: 80 }, (_, day) =>
      new Date(NOW + day * 86_400_000).toISOString().slice(0, 10),
    );
    expect(said(cutoff(iran), { ...tehran, holidays: closed })).toBeNull();
  });

  it("goes by the shop's clock through summer time", () => {
    const cairo = { country: "EG", cutoff: "15:00", timeZone: "Africa/Cairo" };
    expect(said(cutoff(cairo), at("2026-07-01T11:59:00Z"))).toContain("00 hours : 01 minute");
    expect(said(cutoff(cairo), at("2026-12-01T12:59:00Z"))).toContain("00 hours : 01 minute");
  });

  it("names each way with its cost", () => {
    const methods = [
      { name: "Courier", cost: { minor: 2500, currency: "SAR" }, transit: { least: 1, most: 2 } },
    ];
    expect(said({ kind: "delivery", dispatch: { country: "SA", cutoff: "15:00" }, methods })).toBe(
      "Delivery Courier (SAR 25) arrives between Thursday 26 November and Sunday 29 November If you order by 15:00 on Wednesday 25 November",
    );
  });
});

describe("ends, words and sources", () => {
  it("a voucher goes at its end and is refused after it", () => {
    const voucher = {
      kind: "voucher",
      offerId: "o",
      reward: "10 %",
      code: "TEA",
      endsAt: "2026-12-01T00:00:00Z",
    };
    expect(said(voucher)).toBe("10 % Code TEA Valid until Monday 30 November 2026");
    expect(said(voucher, { nowMs: Date.parse("2026-12-01T00:00:00Z") })).toBeNull();
    expect(rules(voucher, Date.parse("2026-12-01T00:00:00Z"))).toEqual(["voucher-over"]);
  });

  it("an environmental claim is checkable, dated and gone with its evidence", () => {
    const eco = (text: string, at = "2026-11-01T00:00:00Z") => ({
      kind: "eco",
      text,
      evidence: { source: "/paper", at },
    });
    expect(said(eco("The box is recycled paper"))).toBe(
      "The box is recycled paper How we know (as of 1 November 2026)",
    );
    expect(said(eco("The box is recycled paper", "2026-10-01T00:00:00Z"))).toBeNull();
    expect(rules(eco("Eco-friendly tea"))).toEqual(["eco-vague"]);
    expect(rules(eco("The box is recycled paper", "2026-10-01T00:00:00Z"))).toEqual(["evidence-stale"]);
  });

  it("an order's state is ours, the shop's word for it, or not shown", () => {
    const element = { kind: "order_status", state: { from: "query.status", values: { sent: "shipped" } } };
    const facts = (value: string) => ({ facts: { "query.status": fact(value) } });
    expect(said(element)).toBeNull();
    expect(said(element, facts("lost"))).toBeNull();
    expect(said(element, facts("sent"))).toContain(
      "Order received (done) Packed (done) 3 On its way 4 Delivered",
    );
  });

  it("points are the shopper's own, or only the programme is told", () => {
    const loyalty = { kind: "loyalty", pointsCookie: "points", reward: "A cup of tea" };
    expect(said(loyalty)).toBe("Your points A cup of tea");
    expect(said(loyalty, { facts: { "cookie.points": fact("1") } })).toBe("Your points 1 point A cup of tea");
    expect(said({ kind: "saved_details", cookie: "a", link: { text: "Buy", href: "/" } })).toBeNull();
  });

  it("an endpoint is on the shop's host, and live values are never older than a day", () => {
    const source = (path: string, maxAgeSeconds = 60) => ({
      kind: "stock",
      source: { from: "endpoint", path, value: "/n", maxAgeSeconds },
    });
    expect(problems(source("/api/{{product.sku}}"))).toEqual([]);
    for (const path of ["//evil.example/x", "https://evil.example/", "/api/{{cookie.session}}", "/a b"])
      expect(problems(source(path))).toHaveLength(1);
    expect(problems(source("/api", 86_401))).toHaveLength(1);
    expect(
      problems({
        kind: "eco",
        text: "x",
        evidence: { source: "/a", at: "2026-01-01T00:00:00Z", maxAgeSeconds: 93 * 86_400 },
      }),
    ).toHaveLength(1);
  });

  it("an author's own word is an ICU message with the values that it has", () => {
    const own = (left: unknown) => ({ kind: "stock", words: { left } });
    expect(said(own("Just {count}!"), { facts: { "product.stock": fact("2") } })).toBe("Just 2!");
    expect(problems(own("{count"))[0]).toMatch(/words\/left: .*ICU/);
    expect(problems(own("{number} left"))[0]).toContain("{number} is no value of this word; it has {count}");
    expect(problems({ kind: "stock", words: { right: "x" } })[0]).toContain("no such word");
  });
});
