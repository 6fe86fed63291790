import { expect, test } from "vitest";
import { parseCsv } from "./csv.ts";

const records = (text: string): unknown =>
  parseCsv(text)?.map((record) => Object.fromEntries(record)) ?? null;

test.each([
  [
    "id,amount\n1,2\n3,4",
    [
      { id: "1", amount: "2" },
      { id: "3", amount: "4" },
    ],
  ],
  ["\ufeffID;Amount\r\n1;2,50\r\n", [{ id: "1", amount: "2,50" }]],
  ["id\tamount\n1\t2", [{ id: "1", amount: "2" }]],
  ['id,amount\n"1,0","a ""b"" c"\n', [{ id: "1,0", amount: 'a "b" c' }]],
  ['id,amount\n"""1""",""\n', [{ id: '"1"', amount: "" }]],
  ['id,amount\n"1\n2",3', [{ id: "1\n2", amount: "3" }]],
  ["id,amount\n1", [{ id: "1" }]],
  ["id,amount\n1,", [{ id: "1", amount: "" }]],
  ["id,amount\n\n , \n", []],
  ["id,amount", []],
  ["", null],
  ["id\n1,2", null],
  ['id\n"1', null],
  ['id\n"1"2', null],
])("%j", (text, expected) => {
  expect(records(text)).toEqual(expected);
});

test("names of the prototype are names", () => {
  expect(parseCsv("__proto__,id\nx,1")?.[0]?.get("id")).toBe("1");
});

test("a megabyte takes no time to speak of", () => {
  const text = `id,amount\n${'"12345678","1.5"\n'.repeat(60_000)}`;
  const started = performance.now();
  expect(parseCsv(text)).toHaveLength(60_000);
  expect(performance.now() - started).toBeLessThan(2_000);
});
