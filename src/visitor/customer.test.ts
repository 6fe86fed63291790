import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { customerOf, normaliseCustomer } from "./customer.ts";

const SECRET = "a-secret-of-the-shop";
const secrets = { CUSTOMER_COOKIE_SHOP: SECRET };
const signed = (id: string, secret = SECRET): string =>
  `${id}.${createHmac("sha256", secret).update(id).digest("hex")}`;
const plain = { customerCookie: "uid" };
const checked = { customerCookie: "uid", customerCookieSecret: "CUSTOMER_COOKIE_SHOP" };

test.each([
  ["09123456789", "+989123456789"],
  ["۰۹۱۲ ۳۴۵ ۶۷۸۹", "+989123456789"],
  ["٠٩١٢٣٤٥٦٧٨٩", "+989123456789"],
  ["00989123456789", "+989123456789"],
  ["+98 (912) 345-6789", "+989123456789"],
  ["\u200e+989123456789\u200f", "+989123456789"],
  ["0501234567", "+966501234567"],
  ["+966 50 123 4567", "+966501234567"],
  ["00966501234567", "+966501234567"],
  ["Hannah@Mail.Example", "hannah@mail.example"],
  ["40012", "40012"],
  ["", null],
  ["x".repeat(201), null],
])("%j is %j", (text, id) => {
  expect(normaliseCustomer(text)).toBe(id);
});

describe("the shop's cookie", () => {
  test("counts as it is where nothing else is asked", async () => {
    expect(await customerOf("uid=40012", plain, {})).toBe("40012");
    expect(await customerOf("uid=40012", { ...plain, customerCookieSecret: null }, {})).toBe("40012");
    expect(await customerOf("other=1", plain, {})).toBeNull();
    expect(await customerOf("uid=40012", { customerCookie: null }, {})).toBeNull();
  });

  test("counts only signed where a secret is named", async () => {
    expect(await customerOf(`uid=${signed("40012")}`, checked, secrets)).toBe("40012");
    expect(await customerOf(`uid=${signed("hannah.w@mail.example")}`, checked, secrets)).toBe(
      "hannah.w@mail.example",
    );
    const persian = encodeURIComponent(signed("۰۹۱۲۳۴۵۶۷۸۹"));
    expect(await customerOf(`uid=${persian}`, checked, secrets)).toBe("+989123456789");
  });

  test.each([
    ["unsigned", "40012"],
    ["of another secret", signed("40012", "another")],
    ["of another id", signed("40012").replace("40012", "40013")],
    ["cut off", signed("40012").slice(0, -1)],
    ["nothing but a signature", signed("40012").slice(5)],
    ["empty", ""],
  ])("and is nobody's when it is %s", async (_what, value) => {
    expect(await customerOf(`uid=${value}`, checked, secrets)).toBeNull();
  });

  test("nobody's, too, where the Worker lacks the secret", async () => {
    expect(await customerOf(`uid=${signed("40012")}`, checked, {})).toBeNull();
    const named = { ...checked, customerCookieSecret: "constructor" };
    expect(await customerOf(`uid=${signed("40012")}`, named, secrets)).toBeNull();
  });
});
