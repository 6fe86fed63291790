import { describe, expect, test } from "vitest";
import { charsetClass, charsetLabel, looksIso2022Jp, looksUtf16 } from "./charset.ts";

describe("charsetClass", () => {
  test.each([
    ["text/html", "ascii-superset"],
    ["text/html;", "ascii-superset"],
    ["text/html; charset=", "ascii-superset"],
    ["text/html; charset=utf-8", "utf-8"],
    ["text/html;charset=UTF-8", "utf-8"],
    ['text/html; charset="utf-8"', "utf-8"],
    ['text/html; charset="utf-8', "utf-8"],
    ["text/html; x=1; CharSet=Utf8 ; y=2", "utf-8"],
    ["text/html; charset=utf-8; charset=utf-16", "utf-8"],
    ["text/html; charset=windows-1256", "ascii-superset"],
    ["text/html; charset=ISO-8859-6", "ascii-superset"],
    ["text/html; charset=shift_jis", "ascii-superset"],
    ["text/html; charset=gb18030", "ascii-superset"],
    ["text/html; charset=euc-kr", "ascii-superset"],
    ["text/html; charset=utf-16", "unsupported"],
    ["text/html; charset=utf-16le", "unsupported"],
    ["text/html; charset=UTF-16BE", "unsupported"],
    ["text/html; charset=iso-2022-jp", "unsupported"],
    ["text/html; charset=iso-2022-kr", "unsupported"],
    ["text/html; charset=hz-gb-2312", "unsupported"],
    ["text/html; charset=utf-7", "unsupported"],
    ["text/html; charset=utf-32", "unsupported"],
    ["text/html; charset=no-such-thing", "unsupported"],
    ["text/html; notcharset=utf-16", "ascii-superset"],
  ])("%s is %s", (contentType, expected) => {
    expect(charsetClass(contentType)).toBe(expected);
  });

  test("a quoted label's escapes are undone", () => {
    expect(charsetLabel('text/html; charset="ut\\f-8"')).toBe("utf-8");
  });
});

// The docstring's table, proved with the platform's own decoders.
describe("ASCII bytes of tag syntax are never halves of characters", () => {
  const decoders = [
    "shift_jis",
    "gbk",
    "gb18030",
    "big5",
    "euc-kr",
    "euc-jp",
    "utf-8",
    "windows-1256",
    "iso-8859-8",
  ];
  const syntax = Array.from("\t\n\f\r<>\"'&=/!-?:;# ", (char) => char.charCodeAt(0));
  test.each(decoders)("%s", (label) => {
    expect(charsetClass(`text/html; charset=${label}`)).not.toBe("unsupported");
    const decoder = new TextDecoder(label);
    for (let lead = 0x80; lead <= 0xff; lead++) {
      for (const byte of syntax) {
        const text = decoder.decode(Uint8Array.of(lead, byte, 0x41));
        expect(text, `${lead.toString(16)} ${byte.toString(16)}`).toContain(String.fromCharCode(byte));
      }
    }
  });

  test("which does not hold for iso-2022-jp", () => {
    expect(new TextDecoder("iso-2022-jp").decode(Uint8Array.of(0x1b, 0x24, 0x42, 0x3c, 0x3e))).not.toContain(
      "<",
    );
  });
});

test("every label that the platform decodes as an ASCII superset is known, and none of the others", () => {
  for (const label of [
    "koi8-u",
    "iso-8859-16",
    "x-mac-cyrillic",
    "macintosh",
    "windows-874",
    "ibm866",
    "logical",
    "visual",
  ]) {
    expect(charsetClass(`text/html;charset=${label}`)).toBe("ascii-superset");
    expect(new TextDecoder(label).encoding).not.toMatch(/^utf/);
  }
});

test("UTF-16 shows in the first two bytes", () => {
  expect(looksUtf16(Uint8Array.of(0xff, 0xfe, 0x3c, 0x00))).toBe(true);
  expect(looksUtf16(Uint8Array.of(0xfe, 0xff))).toBe(true);
  expect(looksUtf16(Uint8Array.of(0x3c, 0x00))).toBe(true);
  expect(looksUtf16(Uint8Array.of(0x00, 0x3c))).toBe(true);
  expect(looksUtf16(Uint8Array.of(0xef, 0xbb, 0xbf, 0x3c))).toBe(false);
  expect(looksUtf16(new TextEncoder().encode("<!doctype html>"))).toBe(false);
  expect(looksUtf16(new Uint8Array())).toBe(false);
});

test("ISO-2022-JP shows by its escape sequences", () => {
  expect(looksIso2022Jp(Uint8Array.of(0x3c, 0x1b, 0x24, 0x42, 0x21))).toBe(true);
  expect(looksIso2022Jp(Uint8Array.of(0x1b, 0x1b, 0x28, 0x4a))).toBe(true);
  expect(looksIso2022Jp(new TextEncoder().encode("<p>\u001b[1m"))).toBe(false);
});
