import { describe, expect, it } from "vitest";
import { sourceOf } from "./source.ts";

describe("sourceOf", () => {
  it.each([
    [{ utm: {}, referrer: null }, "direct"],
    [{ utm: {}, referrer: "www.google.com/" }, "search"],
    [{ utm: {}, referrer: "google.co.uk/search" }, "search"],
    [{ utm: {}, referrer: "torob.com/p/1" }, "search"],
    [{ utm: {}, referrer: "l.instagram.com/" }, "social"],
    [{ utm: {}, referrer: "t.co/abc" }, "social"],
    [{ utm: {}, referrer: "notgoogle.com/" }, "referral"],
    [{ utm: {}, referrer: "blog.example/x" }, "referral"],
    [{ utm: { utm_source: "spring" }, referrer: "www.google.com/" }, "campaign"],
    [{ utm: { utm_medium: "Email", utm_source: "list" }, referrer: null }, "email"],
  ])("%o is %s", (visit, source) => {
    expect(sourceOf(visit)).toBe(source);
  });
});
