import fc from "fast-check";
import { expect, test } from "vitest";
import { momentsOf } from "./moments.ts";

const BASE = 100_000_000n;
/** As sums of limbs are: of either sign, up to what twenty million units add up to. */
const limb = fc.oneof(fc.constant(0), fc.integer(), fc.bigInt(-(2n ** 51n), 2n ** 51n).map(Number));

test("limbs come to the exact sum, however large and of whatever signs", () => {
  fc.assert(
    fc.property(fc.array(limb, { minLength: 10, maxLength: 10 }), (limbs) => {
      const [s0 = 0, s1 = 0, ...squares] = limbs;
      const row = {
        part: "x",
        s_0: s0,
        s_1: s1,
        q_0: squares[0],
        q_1: squares[1],
        q_2: squares[2],
        q_3: squares[3],
      };
      const { x, xx } = momentsOf(row);
      expect(x).toBe(BigInt(s0) + BASE * BigInt(s1));
      expect(xx).toBe(
        squares.slice(0, 4).reduce((sum, value, at) => sum + BASE ** BigInt(at) * BigInt(value), 0n),
      );
    }),
  );
  // Left to plain numbers this one would be off by one.
  expect(momentsOf({ part: "x", s_1: 100_000_001, s_0: -9_000_000_000_000_001 }).x).toBe(
    1_000_000_099_999_999n,
  );
});
