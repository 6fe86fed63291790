import { expect, test } from "vitest";
import { isWritten } from "./names.ts";

test.each(["title", "add-to-cart", "product_page", "hero2", "buy", "col-md-6", "BuyBox"])(
  "a name that a person wrote: %s",
  (name) => {
    expect(isWritten(name)).toBe(true);
  },
);

test.each(["css-1x2y3z", "sc-bdVaJa", "_title_a8f3e", "ember123", ":r1:", "jsx-2871293847", "a", "1st", "é"])(
  "a name that changes with a build, or cannot stand in a selector: %s",
  (name) => {
    expect(isWritten(name)).toBe(false);
  },
);
