import { describe, expect, test } from "vitest";
import type { Change } from "../domain/change.schema.ts";
import { isPowerful } from "./powerful.ts";

const attribute = (selector: string, name: string): Change => ({
  selector,
  action: "set_attribute",
  name,
  value: "https://evil.example/x",
});
const text = (selector: string): Change => ({ selector, action: "set_text", value: "alert(1)" });

describe("changes that load or run something", () => {
  test.each<[boolean, Change]>([
    [true, attribute("script", "src")],
    [true, attribute(".hero", "src")],
    [true, attribute("*", "src")],
    [true, attribute("img, script", "src")],
    [true, attribute(":is(script, img)", "SRC")],
    [true, attribute("link", "href")],
    [true, attribute("base", "href")],
    [true, attribute("meta", "content")],
    [true, attribute("form.cart", "action")],
    [true, attribute("button.buy", "formaction")],
    [true, { selector: "script", action: "remove_attribute", name: "integrity" }],
    [true, text("script")],
    [true, text("head > style")],
    [true, text("[type='text/javascript']")],
    [true, text("*")],
    [true, text("h1, script")],
    [false, attribute("img.hero", "src")],
    [false, attribute("a.buy", "href")],
    [false, attribute("main > a", "target")],
    [false, attribute(".hero", "alt")],
    [false, text("h1.title")],
    [false, text(".title")],
    [false, text("#price")],
    [false, { selector: ".x", action: "remove" }],
  ])("%s: %o", (powerful, change) => {
    expect(isPowerful(change)).toBe(powerful);
  });
});
