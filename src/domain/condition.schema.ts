/**
 * Audience conditions: Mongo-style, as in GrowthBook. Unknown operators are refused here
 * (the pure function `matches` takes them as false).
 */
import * as z from "zod";
import { CONDITION_OPERATORS, type Condition } from "../assignment/condition.ts";
import { regexProblem } from "../assignment/regex.ts";

const MAX_DEPTH = 12;

export const conditionSchema: z.ZodType<Condition> = z
  .record(z.string(), z.json())
  .superRefine((value, context) => {
    walk(value, [], 0);
    function walk(node: unknown, path: (string | number)[], depth: number): void {
      if (depth > MAX_DEPTH) {
        context.addIssue({ code: "custom", path, message: `nested more than ${MAX_DEPTH} deep` });
        return;
      }
      if (Array.isArray(node)) {
        node.forEach((item, index) => walk(item, [...path, index], depth + 1));
        return;
      }
      if (node === null || typeof node !== "object") return;
      for (const [key, child] of Object.entries(node)) {
        if (key.startsWith("$") && !CONDITION_OPERATORS.has(key)) {
          context.addIssue({ code: "custom", path: [...path, key], message: `unknown operator ${key}` });
        }
        if (key === "$regex" || key === "$regexi") {
          const problem = typeof child === "string" ? regexProblem(child) : "no text";
          if (problem !== null) {
            context.addIssue({
              code: "custom",
              path: [...path, key],
              message: `a pattern that is not allowed: ${problem}`,
            });
          }
        }
        walk(child, [...path, key], depth + 1);
      }
    }
  });
