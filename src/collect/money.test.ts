import { describe, expect, test } from "vitest";
import { minorOf, readAmount, readAttributeAmount } from "./money.ts";

describe("amounts as pages show them", () => {
  test.each([
    // text, declared currency, minor units, currency read
    ["۱٬۲۳۴٬۵۰۰ تومان", "IRR", 1_234_500, "IRT"],
    ["۱٬۲۳۴٬۵۰۰ تومان", "IRT", 1_234_500, "IRT"],
    ["۱۲٬۳۴۵٬۰۰۰ ریال", "IRR", 12_345_000, "IRR"],
    ["۱۲,۳۴۵,۰۰۰ ریال", "IRT", 12_345_000, "IRR"],
    ["۱۲۰ هزار تومان", "IRT", 120_000, "IRT"],
    ["۱٫۵ میلیون تومان", "IRT", 1_500_000, "IRT"],
    ["مبلغ قابل پرداخت: \u200f۲٬۵۰۰٬۰۰۰\u200f تومان", "IRT", 2_500_000, "IRT"],
    ["٢،٥٠٠،٠٠٠ تومان", "IRT", 2_500_000, "IRT"],
    ["١٢٣٫٤٥", "SAR", 12_345, "SAR"],
    ["١٬٢٣٤٫٥٠ ر.س", "USD", 123_450, "SAR"],
    ["1,234.50 ر.س.\u200f", "SAR", 123_450, "SAR"],
    ["٤٩٩ ريال", "SAR", 49_900, "SAR"],
    ["١٢٫٣٤٥ د.ك", "KWD", 12_345, "KWD"],
    ["KD 1,234.500", "KWD", 1_234_500, "KWD"],
    ["1.234 KWD", "KWD", 1_234, "KWD"],
    ["12,345 KWD", "KWD", 12_345_000, "KWD"],
    ["0,500 KWD", "KWD", 500, "KWD"],
    ["AED 1,299.00", "USD", 129_900, "AED"],
    ["1.234,56 €", "USD", 123_456, "EUR"],
    ["1 234,56 €", "EUR", 123_456, "EUR"],
    ["1\u00a0234\u202f567,89 €", "EUR", 123_456_789, "EUR"],
    ["1.234 €", "EUR", 123_400, "EUR"],
    ["12,5 €", "EUR", 1_250, "EUR"],
    ["$1,234.50", "USD", 123_450, "USD"],
    ["$1,234.50", "CAD", 123_450, "CAD"],
    ["US$ 0.99", "USD", 99, "USD"],
    ["USD 1,234", "EUR", 123_400, "USD"],
    ["1,234", "USD", 123_400, "USD"],
    ["1,234,567.89", "USD", 123_456_789, "USD"],
    ["CHF 1'234.50", "CHF", 123_450, "CHF"],
    ["₹12,34,567.50", "INR", 123_456_750, "INR"],
    ["¥1,980", "JPY", 1_980, "JPY"],
    ["¥1,980.00", "CNY", 198_000, "CNY"],
    ["1.000.000 ₫", "VND", 1_000_000, "VND"],
    ["5", "USD", 500, "USD"],
    ["5.00", "IRR", 5, "IRR"],
    ["Total: 19.90.", "EUR", 1_990, "EUR"],
    ["−12.50 €", "EUR", -1_250, "EUR"],
    ["(12.50)", "USD", -1_250, "USD"],
    ["-0", "USD", 0, "USD"],
    ["1000000000000 تومان", "IRT", 1_000_000_000_000, "IRT"],
    ["KWD 1.250", "SAR", 1_250, "KWD"],
    ["1.234,56\u00a0€", "EUR", 123_456, "EUR"],
    ["\u2067۱٬۲۳۴٬۵۰۰\u2069\u00a0تومان", "IRR", 1_234_500, "IRT"],
    ["\u200f١٢٣٫٤٥\u200f\u00a0ر.س.\u200f", "SAR", 12_345, "SAR"],
    ["\u2066SAR\u2069\u202f\u20661,234.50\u2069", "USD", 123_450, "SAR"],
    ["د.ك.\u200f\u00a0١٫٢٥٠", "KWD", 1_250, "KWD"],
    ["۱\u202f۲۳۴\u202f۵۰۰ ریال", "IRR", 1_234_500, "IRR"],
    ["قیمت: ۱۲۵ هزار تومان (با مالیات)", "IRT", 125_000, "IRT"],
  ])("%s declared as %s", (text, declared, minor, currency) => {
    expect(readAmount(text, declared)).toEqual({ ok: true, minor, currency });
  });

  test.each([
    ["", "no-number"],
    ["رایگان", "no-number"],
    ["3 items, $45.00", "several-numbers"],
    ["$10 – $20", "several-numbers"],
    ["1.2.3", "unclear-number"],
    ["1,23.45,6", "unclear-number"],
    ["12,34,56", "unclear-number"],
    ["1.2345 €", "too-many-decimals"],
    ["0.123", "too-many-decimals"],
    ["12.5 IRR", "too-many-decimals"],
    ["10,000,000,001.00", "too-large"],
  ])("%s is refused: %s", (text, reason) => {
    expect(readAmount(text, "USD")).toEqual({ ok: false, reason });
  });
});

describe("amounts in attributes", () => {
  test.each([
    ["1234.5", "USD", 123_450],
    ["1.234", "KWD", 1_234],
    ["2500000", "IRT", 2_500_000],
    ["1.500", "EUR", 150],
    ["1,234.50", "USD", 123_450],
    ["-3.00", "USD", -300],
  ])("%s %s", (text, currency, minor) => {
    expect(readAttributeAmount(text, currency)).toEqual({ ok: true, minor, currency });
  });
});

describe("amounts as JSON numbers", () => {
  test.each([
    [1.005, "USD", 101],
    [19.99, "EUR", 1_999],
    [0.1 + 0.2, "USD", 30],
    [12.345, "KWD", 12_345],
    [1_234_500, "IRT", 1_234_500],
    [1e-7, "USD", 0],
    [-5, "USD", -500],
    [1e12, "USD", null],
    [Number.MAX_VALUE, "USD", null],
  ])("%d %s", (value, currency, minor) => {
    expect(minorOf(value, currency)).toBe(minor);
  });
});
