import { expect, test } from "vitest";
import { messageFrom } from "./messages.ts";

test.each([
  null,
  "picked",
  { type: "save" },
  { type: "ready", path: "//evil.example/" },
  { type: "ready", path: "javascript:alert(1)" },
  { type: "ready", path: 7 },
  { type: "picked", selectors: [{ selector: "b", count: "1" }] },
  { type: "edited", text: { toString: () => "x" } },
])("nothing that the overlay would not say is heard: %j", (data) => {
  expect(messageFrom(data)).toBeNull();
});

test("what is heard is cut to size, and holds nothing but its own fields", () => {
  const heard = messageFrom({
    type: "picked",
    tag: "h1",
    text: "x".repeat(30_000),
    hasChildren: "yes",
    attributes: { id: "a", bad: 1 },
    selectors: [{ selector: "h1", count: 1, extra: true }, "h2", { selector: "h3", count: -1 }],
    extra: true,
  });
  expect(heard).toEqual({
    type: "picked",
    tag: "h1",
    text: "x".repeat(20_000),
    hasChildren: false,
    attributes: { id: "a" },
    selectors: [{ selector: "h1", count: 1 }],
  });
  expect(
    messageFrom({
      type: "ready",
      path: "/fa",
      language: "fa",
      languages: [
        { language: "en", path: "/" },
        { language: "x", path: "//evil.example" },
      ],
      links: ["/fa/products/a", "//evil.example", 3],
    }),
  ).toEqual({
    type: "ready",
    path: "/fa",
    language: "fa",
    languages: [{ language: "en", path: "/" }],
    links: ["/fa/products/a"],
  });
});
