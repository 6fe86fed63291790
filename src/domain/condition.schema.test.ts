import { describe, expect, it } from "vitest";
import { conditionSchema } from "./condition.schema.ts";

const issues = (condition: unknown): string[] =>
  (conditionSchema.safeParse(condition).error?.issues ?? []).map(
    (issue) => `/${issue.path.join("/")}: ${issue.message}`,
  );

describe("conditionSchema", () => {
  it("takes what the contract names", () => {
    expect(
      issues({
        device: "mobile",
        $or: [{ "query.a": { $regex: "^(a|b)+$" } }, { country: { $in: ["IR"] } }],
      }),
    ).toEqual([]);
  });

  it.each<[object, RegExp]>([
    [{ a: { $nope: 1 } }, /^\/a\/\$nope: unknown operator/],
    [{ $and: [{ a: { $regex: "(x)\\1" } }] }, /^\/\$and\/0\/a\/\$regex: .*backreference/],
    [{ a: { $regexi: "(?=x)" } }, /^\/a\/\$regexi: .*lookaround/],
    [{ a: { $regex: 5 } }, /^\/a\/\$regex: /],
    [{ a: { $regex: "(a{500}){500}" } }, /states/],
  ])("refuses %j", (condition, problem) => {
    expect(issues(condition).join("\n")).toMatch(problem);
  });
});
