import { parseFragment, serialize } from "parse5";
import { describe, expect, it } from "vitest";
import { sharedLanguages } from "../domain/languages.ts";
import { type Countdown, countdown, extensionProblem } from "./kinds/countdown.ts";
import { elementKind, elementKinds } from "./index.ts";
import { elementStyles, type PageFacts, renderElement } from "./render.ts";
import { elementSchema } from "./schema.ts";
import { trustBadges } from "./kinds/trust-badges.ts";
import { stepAt } from "./live/time-left.ts";
import { textsOf } from "./texts.ts";

const NOW = Date.parse("2026-03-19T12:34:56+03:30");
const END = "2026-03-21T20:00:00+03:30";

function propsOf(element: Record<string, unknown>): unknown {
  const { kind: _kind, ...props } = elementSchema.parse(element);
  return props;
}

function render(element: Record<string, unknown>, facts: Partial<PageFacts> = {}): string | null {
  const markup = renderElement(String(element["kind"]), propsOf(element), {
    language: "en",
    shop: { timeZone: "Asia/Tehran" },
    nowMs: NOW,
    id: "e1",
    ...facts,
  });
  return markup === null ? null : serialize(parseFragment(markup));
}

/** What a reader gets: tags out, spaces joined. */
const words = (markup: string | null): string =>
  (markup ?? "")
    .replace(/<p class="lz-as-of">.*?<\/p>/, "")
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ")
    .trim();

const problems = (element: unknown): string[] =>
  (elementSchema.safeParse(element).error?.issues ?? []).map(
    (issue) => `${issue.path.join("/")}: ${issue.code}`,
  );

const languages = (items: unknown[]): unknown => {
  const element = elementSchema.parse({ kind: "trust_badges", label: "Why us", items });
  return sharedLanguages([{ changes: [{ selector: "p", action: "after", element }] }]);
};

/** Seconds after which the stylesheet hides it. */
const delay = (markup: string | null): number =>
  [...(markup ?? "").matchAll(/ lz-s(\d+)/g)].reduce((sum, [, seconds]) => sum + Number(seconds), 0);

describe("schemas", () => {
  it.each([
    [{ kind: "banner" }, "kind: invalid_union"],
    [{ kind: "value_proposition", headline: "x", extra: 1 }, ": unrecognized_keys"],
    [{ kind: "value_proposition", headline: " " }, "headline: custom"],
    [{ kind: "value_proposition", headline: "x", points: ["1", "2", "3", "4", "5", "6"] }, "points: too_big"],
    [{ kind: "value_proposition", headline: "x", headingLevel: 1 }, "headingLevel: invalid_value"],
    [
      { kind: "value_proposition", headline: "x", link: { text: "x", href: "javascript:1" } },
      "link/href: custom",
    ],
    [{ kind: "trust_badges", items: [] }, "items: too_small"],
    [{ kind: "trust_badges", items: [{ type: "custom" }] }, "items/0/label: invalid_union"],
    [
      {
        kind: "trust_badges",
        items: [
          { type: "seal", issuer: "E", href: "https://e.example", src: "http://e.example/i", alt: "x" },
        ],
      },
      "items/0/src: custom",
    ],
    [{ kind: "countdown", endsAt: "2026-03-21T20:00:00", offerId: "a" }, "endsAt: invalid_format"],
    [{ kind: "countdown", endsAt: END }, "offerId: invalid_type"],
    [{ kind: "countdown", endsAt: END, offerId: "a", units: ["days", "days"] }, "units: custom"],
    [{ kind: "countdown", endsAt: END, offerId: "a", timeZone: "Tehran" }, "timeZone: custom"],
    [{ kind: "countdown", endsAt: END, offerId: "a", duration: 3600 }, ": unrecognized_keys"],
  ])("refuse %j", (element, problem) => expect(problems(element)).toContain(problem));

  it.each(["issuer", "reference", "link", "expiresAt"])("refuse an authorisation without %s", (missing) => {
    const item = {
      type: "authorisation",
      label: "x",
      issuer: "x",
      reference: "1",
      link: "https://a.example/",
      expiresAt: END,
    };
    expect(problems({ kind: "trust_badges", items: [item] })).toEqual([]);
    const { [missing as "issuer"]: _left, ...rest } = item;
    expect(problems({ kind: "trust_badges", items: [rest] })).toHaveLength(1);
  });
});

describe("value_proposition", () => {
  const element = {
    kind: "value_proposition",
    headline: "Made to last",
    subline: "By hand",
    points: ["Free delivery", "30 days"],
    link: { text: "How", href: "/how" },
  };

  it("reads in order, with a heading where one is asked for", () => {
    expect(words(render(element))).toBe("Made to last By hand Free delivery 30 days How");
    expect(render(element)).toContain('<p class="lz-headline">Made to last</p>');
    expect(render({ ...element, headingLevel: 3, look: "card" })).toMatch(
      /^<div class="lahza lahza-value-proposition lz-card" lang="en" dir="ltr">.*<h3 class="lz-headline">Made to last<\/h3>/,
    );
    expect(render(element, { language: "fa" })).toMatch(/^<div class="[^"]* lz-rtl" lang="fa" dir="rtl">/);
  });

  it("has no empty parts", () => {
    expect(render({ kind: "value_proposition", headline: "x" })).not.toMatch(/<ul|<a|lz-subline/);
  });

  it("is for every language that its texts have", () => {
    const kind = elementKind("value_proposition");
    if (kind === null) throw new Error("no such kind");
    expect(textsOf(kind, propsOf(element))).toEqual([
      "Made to last",
      "By hand",
      "Free delivery",
      "30 days",
      "How",
    ]);
  });
});

describe("trust_badges", () => {
  const authorisation = {
    type: "authorisation",
    label: "Authorised retailer",
    issuer: "Guild",
    reference: "GC-1",
    link: "https://guild.example/1",
    expiresAt: END,
  };
  const seal = {
    type: "seal",
    issuer: "Enamad",
    href: "https://trustseal.enamad.example/?id=1&Code=abc",
    src: "https://trustseal.enamad.example/logo.aspx?id=1&Code=abc",
    alt: "Enamad",
  };

  it.each([
    ["en", "Product guarantee"],
    ["fa", "ضمانت کالا"],
    ["ar", "ضمان على المنتج"],
  ])("speaks %s by itself", (language, label) => {
    expect(words(render({ kind: "trust_badges", items: [{ type: "guarantee" }] }, { language }))).toBe(label);
  });

  it("is limited to our languages only by our words", () => {
    expect(languages([{ type: "delivery", label: "Lieferung" }])).toBeNull();
    expect(languages([{ type: "delivery" }])).toEqual(["en", "fa", "ar"]);
  });

  it("shows who authorised the shop, under which number, until when, and where to check", () => {
    const markup = render({ kind: "trust_badges", items: [authorisation] }, { language: "fa" });
    expect(words(markup)).toBe("Authorised retailer صادرکننده: Guild شماره GC-1 ، معتبر تا ۱ فروردین ۱۴۰۵");
    expect(markup).toContain('<bdi dir="ltr">GC-1</bdi>');
    expect(markup).toContain('href="https://guild.example/1"');
  });

  it("drops an authorisation at its expiry, and itself when nothing is left", () => {
    const element = { kind: "trust_badges", items: [authorisation, { type: "support" }] };
    const at = Date.parse(END);
    expect(words(render(element, { nowMs: at - 1 }))).toContain("Authorised");
    expect(words(render(element, { nowMs: at }))).toBe("Customer support");
    expect(render({ kind: "trust_badges", items: [authorisation] }, { nowMs: at })).toBeNull();
    const props = propsOf(element) as never;
    expect(trustBadges.lint?.(props, at - 1)).toEqual([]);
    expect(trustBadges.lint?.(props, at)).toMatchObject([
      { rule: "authorisation-expired", pointer: "/items/0/expiresAt" },
    ]);
  });

  it("keeps a seal the issuer's own, with the referrer that the issuer checks", () => {
    const element = { kind: "trust_badges", items: [seal] };
    const markup = render(element);
    expect(markup).toContain(
      '<a href="https://trustseal.enamad.example/?id=1&amp;Code=abc" target="_blank" rel="noopener" referrerpolicy="origin"><img src="https://trustseal.enamad.example/logo.aspx?id=1&amp;Code=abc" alt="Enamad" width="80" height="80" referrerpolicy="origin" decoding="async"></a>',
    );
    expect(markup).not.toContain("noreferrer");
    expect(trustBadges.imageOrigins?.(propsOf(element) as never)).toEqual([
      "https://trustseal.enamad.example",
    ]);
  });

  it("leaves a promise without its link where the link is refused", () => {
    const props = { items: [{ type: "support", link: "javascript:1" }], look: "plain" };
    expect(renderElement("trust_badges", props, { language: "en", nowMs: NOW, id: "e1" })).toContain(
      '<span class="lz-label">Customer support</span>',
    );
  });
});

describe("countdown", () => {
  const element = { kind: "countdown", endsAt: END, offerId: "nowruz" };

  it.each([
    [
      "en",
      "Offer ends in Ends on Saturday 21 March 2026, 20:00 Tehran time 2 days : 07 hours : 25 minutes : 00 seconds",
    ],
    [
      "fa",
      "تا پایان این پیشنهاد پایان: شنبه ۱ فروردین ۱۴۰۵، ساعت ۲۰:۰۰ به وقت تهران ۲ روز : ۰۷ ساعت : ۲۵ دقیقه : ۰۰ ثانیه",
    ],
    [
      "ar",
      "ينتهي العرض خلال ينتهي يوم السبت 21 مارس 2026، الساعة 20:00 بتوقيت طهران 2 يومان : 07 ساعات : 25 دقيقة : 00 ثانية",
    ],
  ])("%s", (language, text) => expect(words(render(element, { language }))).toBe(text));

  it("says so to assistive technology, and does not announce each second", () => {
    const markup = render(element) ?? "";
    expect(markup).toContain('role="timer" aria-live="off"');
    expect(markup).toMatch(/aria-labelledby="e1-label".*aria-describedby="e1-end"/);
    expect(markup).toMatch(/id="e1-label".*id="e1-end"/);
    expect(markup).toContain('<time datetime="2026-03-21T16:30:00.000Z">');
  });

  it("is gone at zero, and never claims more than is left until then", () => {
    const at = Date.parse(END);
    expect(render(element, { nowMs: at })).toBeNull();
    expect(render(element, { nowMs: at + 1 })).toBeNull();
    for (const leftMs of [1, 999, 1000, 61_000, 3_599_999, 90_000_000, 2 ** 24 * 1000]) {
      const seconds = delay(render(element, { nowMs: at - leftMs }));
      expect(seconds * 1000).toBeLessThanOrEqual(leftMs);
      expect(seconds * 1000).toBeGreaterThanOrEqual(leftMs === 2 ** 24 * 1000 ? 0 : leftMs - 60_000);
    }
  });

  it("has the same bytes for as long as it says, and others after that", () => {
    const props = propsOf(element) as Countdown;
    for (const nowMs of [NOW, Date.parse(END) - 1_800_000, Date.parse(END) - 61_234]) {
      const until = stepAt(Date.parse(props.endsAt), nowMs)?.endMs;
      if (until === undefined) throw new Error("over already");
      expect(render(element, { nowMs: until - 1 })).toBe(render(element, { nowMs }));
      expect(render(element, { nowMs: until })).not.toBe(render(element, { nowMs }));
    }
  });

  it("shows the units asked for, without days when there are none", () => {
    expect(words(render({ ...element, units: ["hours", "minutes"] }))).toMatch(/time 55 hours : 25 minutes$/);
    expect(words(render(element, { nowMs: Date.parse(END) - 3_700_000 }))).toMatch(
      /time 01 hours? : 01 minute : 00 seconds$/,
    );
  });

  it("says that nothing ticks where no script will come, and that the last minute runs", () => {
    expect(render(element, { scripts: false })).toContain(" lz-unscripted");
    expect(render(element)).not.toContain("lz-unscripted");
    expect(render(element)).toContain("Time left when this page was loaded");
    expect(render(element, { nowMs: Date.parse(END) - 30_000 })).toContain("Less than a minute was left");
  });

  it("writes a second date where one is wanted", () => {
    const saudi = { ...element, timeZone: "Asia/Riyadh", secondCalendar: "islamic-umalqura" };
    expect(words(render(saudi, { language: "ar", country: "SA" }))).toContain(
      "السبت ٢١ مارس ٢٠٢٦، الساعة ١٩:٣٠ بتوقيت الرياض (٢ شوال ١٤٤٧ هـ)",
    );
  });

  it("refuses an end in the past, and a later end for an offer that was shown", () => {
    const props = propsOf(element) as Countdown;
    expect(countdown.lint?.(props, NOW)).toEqual([]);
    expect(countdown.lint?.(props, Date.parse(END))).toMatchObject([
      { rule: "countdown-over", pointer: "/endsAt" },
    ]);
    const later = { ...props, endsAt: "2026-03-22T20:00:00+03:30" };
    expect(extensionProblem(props, later)).toMatch(/new offerId/);
    expect(extensionProblem(later, props)).toBeNull();
    expect(extensionProblem(props, { ...later, offerId: "other" })).toBeNull();
  });

  it("is not shown in a language whose words it lacks", () => {
    expect(render(element, { language: "de" })).toBeNull();
    expect(countdown.languages).toEqual(["en", "fa", "ar"]);
    expect(
      render({ ...element, words: { label: { de: "Endet in" }, ends: { de: "Ende:" } } }, { language: "de" }),
    ).toBeNull();
  });
});

describe("the library", () => {
  it("answers an unknown kind with nothing", () => {
    expect(elementKind("nope")).toBeNull();
    expect(renderElement("nope", {}, { language: "en", nowMs: 0, id: "x" })).toBeNull();
    expect(elementStyles(["nope"])).toBe("");
  });

  it("gives the styles of the kinds used, in one order, with what they share", () => {
    const both = elementStyles(["countdown", "trust_badges"]);
    expect(both).toBe(elementStyles(["trust_badges", "countdown", "countdown"]));
    expect(both).toContain(".lahza-countdown");
    expect(both).not.toContain(".lahza-value-proposition");
    for (const { kind } of elementKinds) expect(elementStyles([kind])).toContain(".lahza{");
  });
});
