import { expect, test } from "vitest";
import { type Condition, conditionOf, rulesOf } from "./rules.ts";

const ROUND: readonly Condition[] = [
  {},
  { device: "mobile" },
  { device: { $in: ["mobile", "tablet"] }, country: { $nin: ["IR"] } },
  { customer: true, "cart.value": { $gte: 500, $lte: 900 } },
  { path: { $regex: String.raw`^/fa/products/a\.b` }, referrer: { $regex: "instagram" } },
  { "query.ref": { $exists: true }, segment: { $exists: false }, visitor: { $ne: "new" } },
];

test.each(ROUND)("rows say what the condition says: %j", (condition) => {
  const rules = rulesOf(condition);
  expect(rules).not.toBeNull();
  expect(conditionOf(rules ?? [])).toEqual(condition);
});

test.each([
  { $or: [{ device: "mobile" }] },
  { path: { $regex: "a|b" } },
  { product: { $elemMatch: { price: 1 } } },
  { device: { $in: "mobile" } },
  { country: null },
])("what rows cannot say stays JSON: %j", (condition) => {
  expect(rulesOf(condition)).toBeNull();
});
