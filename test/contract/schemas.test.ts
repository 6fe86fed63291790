/** The JSON Schema file and the OpenAPI document: fresh, valid, and true of what we ship. */
import { readFileSync } from "node:fs";
import { Validator } from "@seriousme/openapi-schema-validator";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { describe, expect, test } from "vitest";
import { fileJsonSchema } from "../../src/admin/json-schema.ts";
import { openApiOf } from "../../src/admin/openapi.ts";
import { ROUTES } from "../../src/admin/routes.ts";

const read = (file: string): unknown => JSON.parse(readFileSync(file, "utf8"));

function validator() {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  (formats as unknown as (ajv: Ajv2020) => void)(ajv);
  return ajv.compile(fileJsonSchema());
}

describe("schema/lahza.schema.json", () => {
  test("is what the zod schemas say (npm run schema)", () => {
    expect(read("schema/lahza.schema.json")).toEqual(JSON.parse(JSON.stringify(fileJsonSchema())));
  });

  test("takes the example's file", () => {
    const valid = validator();
    expect([valid(read("examples/experiments.json")), valid.errors]).toEqual([true, null]);
  });

  test.each<[string, object]>([
    ["an unknown field", { experiment: [] }],
    ["a wrong type", { experiments: [{ key: 5 }] }],
    [
      "a wrong action",
      {
        experiments: [
          {
            key: "a",
            name: "a",
            pages: { include: ["/"] },
            variants: [
              { key: "c", weight: 1, changes: [{ selector: "h1", action: "explode" }] },
              { key: "d", weight: 0 },
            ],
          },
        ],
      },
    ],
    ["a wrong kind of goal", { goals: [{ key: "a", kind: "wish" }] }],
  ])("refuses %s", (_what, file) => {
    expect(validator()(file)).toBe(false);
  });
});

describe("OpenAPI", () => {
  const document = openApiOf(ROUTES, { prefix: "/_lahza", version: "1" }) as {
    paths: Record<string, Record<string, { operationId: string }>>;
    components: { schemas: Record<string, unknown> };
  };

  test("is a valid 3.1 document", async () => {
    const result = await new Validator().validate(JSON.parse(JSON.stringify(document)));
    expect(result).toMatchObject({ valid: true });
  });

  test("has every route of the table, each under a name of its own", () => {
    const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { operationId }]) => ({
        route: `${method.toUpperCase()} ${path}`,
        operationId,
      })),
    );
    expect(operations.map(({ route }) => route).toSorted()).toEqual(
      ROUTES.map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, "{$1}")}`).toSorted(),
    );
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
  });

  test("every reference leads somewhere", () => {
    const text = JSON.stringify(document);
    const names = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, name = ""]) => name);
    expect(names.length).toBeGreaterThan(20);
    for (const name of names) {
      expect(name).toMatch(/^#\/components\/schemas\//);
      expect(document.components.schemas).toHaveProperty(name.split("/").at(-1) ?? "");
    }
  });

  test("is not swollen: each large schema stands there once", () => {
    const seen = new Map<string, number>();
    const look = (value: unknown): void => {
      if (typeof value !== "object" || value === null) return;
      const text = JSON.stringify(value);
      // As large as a kind of element.
      if (text.length < 3000) return;
      seen.set(text, (seen.get(text) ?? 0) + 1);
      for (const child of Object.values(value)) look(child);
    };
    look(document);
    const twice = [...seen].filter(([, times]) => times > 1).map(([text]) => text.slice(0, 120));
    expect(twice).toEqual([]);
    // Thirty kinds of elements among them.
    expect(JSON.stringify(document).length).toBeLessThan(320_000);
  });
});
