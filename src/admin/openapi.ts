/** The table of routes as an OpenAPI 3.1 document. */
import * as z from "zod";
import { goalSchema } from "../domain/goal.schema.ts";
import { metricSchema } from "../domain/metric.schema.ts";
import { changeSchema } from "../domain/change.schema.ts";
import { experimentSchema, variantSchema } from "../domain/experiment.schema.ts";
import { settingsSchema } from "../domain/settings.schema.ts";
import { localizedText } from "../domain/text.schema.ts";
import { elementSchema, SHARED_SCHEMAS } from "../elements/schema.ts";
import { experimentView } from "./experiment-view.ts";
import { MAX_BODY_BYTES } from "./request-body.ts";
import type { AnyRoute } from "./route.ts";
import { documentedAs } from "./shapes.ts";

type Json = { [name: string]: unknown };

const names = z.registry<{ id: string }>();
names.add(experimentSchema, { id: "Experiment" });
names.add(experimentView, { id: "ExperimentState" });
names.add(variantSchema, { id: "Variant" });
names.add(changeSchema, { id: "Change" });
names.add(goalSchema, { id: "Goal" });
names.add(metricSchema, { id: "Metric" });
names.add(settingsSchema, { id: "Settings" });
names.add(elementSchema, { id: "Element" });
for (const [id, schema] of Object.entries(SHARED_SCHEMAS)) names.add(schema, { id });
names.add(localizedText, { id: "Text" });

export interface DescribedApi {
  readonly prefix: string;
  /** Of the code that answers. */
  readonly version: string;
}

export function openApiOf(routes: readonly AnyRoute[], { prefix, version }: DescribedApi): Json {
  const components: Json = { Problem: PROBLEM };
  const paths: { [path: string]: Json } = {};
  for (const route of routes) {
    const path = route.path.replaceAll(/:([a-zA-Z]+)/g, "{$1}");
    (paths[path] ??= {})[route.method.toLowerCase()] = operationOf(route, components);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Lahza",
      version,
      description:
        "Define and run experiments. Errors are problem details (RFC 9457); whatever changes something that exists asks for If-Match with the ETag that you saw.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: `${prefix}/api` }],
    security: [{ token: [] }],
    tags: [...new Set(routes.map((route) => route.tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: components,
      securitySchemes: { token: { type: "http", scheme: "bearer", description: "A token with a role" } },
    },
  };
}

function operationOf(route: AnyRoute, components: Json): Json {
  const isWrite = route.kind === "write";
  const status = isWrite ? route.status : 200;
  const about = [
    route.description,
    route.role === null ? "Open to everybody." : `Needs the role \`${route.role}\`.`,
  ];
  return {
    operationId: nameOf(route),
    tags: [route.tag],
    summary: route.summary,
    description: about.filter((text) => text !== undefined).join(" "),
    ...(route.role === null ? { security: [] } : {}),
    parameters: parametersOf(route, components),
    ...(route.body === undefined
      ? {}
      : {
          requestBody: {
            required: !(isWrite && route.bodyOptional === true),
            content: {
              [route.method === "PATCH" ? "application/merge-patch+json" : "application/json"]: {
                schema: schemaOf(route.body, "input", components),
              },
            },
          },
        }),
    responses: {
      [status]: {
        description: status === 201 ? "Made" : "Done",
        headers: {
          "Lahza-Request": {
            description: "Names the request, also in the audit log",
            schema: { type: "string" },
          },
          ...(isWrite ? { ETag: { description: "What If-Match asks for", schema: { type: "string" } } } : {}),
        },
        content: { "application/json": { schema: schemaOf(route.answer, "output", components) } },
      },
      ...Object.fromEntries(
        problemsOf(route).map(([code, description]) => [
          code,
          {
            description,
            content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
          },
        ]),
      ),
    },
  };
}

/** `GET /experiments/:key` → `getExperiment`, from the summary-free facts, so that it stays the same. */
export function nameOf({ method, path }: Pick<AnyRoute, "method" | "path">): string {
  const words = path.split("/").filter((part) => part !== "");
  const parts = words.map((part) =>
    part.replace(/^:/, "by-").replaceAll(/[^a-zA-Z]+(.)/g, (_, letter: string) => letter.toUpperCase()),
  );
  return method.toLowerCase() + parts.map((part) => part.slice(0, 1).toUpperCase() + part.slice(1)).join("");
}

function problemsOf(route: AnyRoute): [string, string][] {
  const isWrite = route.kind === "write";
  const all: [string, string, boolean][] = [
    ["400", "The body is not JSON, or a header is malformed", isWrite],
    ["401", "No token, or one that is not valid", route.role !== null],
    ["403", "The token's role does not do", route.role !== null],
    ["404", "There is no such thing", route.path.includes(":")],
    ["409", "The state of things does not allow it", isWrite],
    ["412", "Somebody else changed it meanwhile", isWrite && route.guarded],
    ["413", `The body is larger than ${MAX_BODY_BYTES} bytes`, route.body !== undefined],
    ["415", "The body is not JSON by its content type", route.body !== undefined],
    ["422", "Fields are wrong: each is named", isWrite || route.query !== undefined],
    ["428", "If-Match is missing", isWrite && route.guarded],
    ["429", "Too many requests with this token", route.role !== null],
  ];
  return all.filter(([, , applies]) => applies).map(([code, description]) => [code, description]);
}

function parametersOf(route: AnyRoute, components: Json): Json[] {
  const parameters: Json[] = [
    ...fieldsOf(route.params, components).map(({ name, schema }) => ({
      name,
      in: "path",
      required: true,
      schema,
    })),
    ...fieldsOf(route.query, components).map(({ name, schema, required }) => ({
      name,
      in: "query",
      required,
      schema,
    })),
  ];
  if (route.kind === "read") return parameters;
  if (route.guarded) parameters.push(header("If-Match", 'The ETag that you saw, such as "3"', true));
  if (route.method === "POST")
    parameters.push(
      header(
        "Idempotency-Key",
        "A retry with the same key is told the same answer and does nothing twice",
        false,
      ),
    );
  return parameters;
}

function header(name: string, description: string, required: boolean): Json {
  return { name, in: "header", required, description, schema: { type: "string" } };
}

function fieldsOf(
  schema: z.ZodType | undefined,
  components: Json,
): { name: string; schema: unknown; required: boolean }[] {
  if (schema === undefined) return [];
  const json = schemaOf(schema, "input", components) as { properties?: Json; required?: string[] };
  return Object.entries(json.properties ?? {}).map(([name, field]) => ({
    name,
    schema: field,
    required: json.required?.includes(name) ?? false,
  }));
}

/** A schema with what has a name moved to the components. What is taken differs from what is given by its defaults. */
function schemaOf(used: z.ZodType, io: "input" | "output", components: Json): Json {
  const schema = documentedAs.get(used) ?? used;
  const {
    $schema: _,
    $defs = {},
    ...json
  } = z.toJSONSchema(schema, {
    io,
    metadata: names,
    unrepresentable: "any",
    target: "draft-2020-12",
  }) as Json & { $defs?: Json };
  const moved = new Map(Object.keys($defs).map((name) => [name, componentName(name, io)]));
  for (const [name, definition] of Object.entries($defs))
    components[moved.get(name) ?? name] = rewritten(definition, moved);
  const own = names.get(schema)?.id;
  if (own === undefined) return rewritten(json, moved) as Json;
  const name = componentName(own, io);
  components[name] = rewritten(json, moved);
  return { $ref: `#/components/schemas/${name}` };
}

function componentName(name: string, io: "input" | "output"): string {
  // zod's own names of what refers to itself, which is any JSON.
  if (name.startsWith("__")) return "Json";
  return io === "input" ? `${name}Input` : name;
}

function rewritten(value: unknown, moved: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((item) => rewritten(item, moved));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      // The name in our registry; in JSON Schema `id` is nothing, and a property of that name is no text.
      .filter(([name, child]) => name !== "id" || typeof child !== "string")
      .map(([name, child]) => {
        if (name !== "$ref" || typeof child !== "string") return [name, rewritten(child, moved)];
        const target = moved.get(child.replace("#/$defs/", ""));
        return [name, target === undefined ? child : `#/components/schemas/${target}`];
      }),
  );
}

const PROBLEM = {
  type: "object",
  description: "RFC 9457",
  required: ["type", "title", "status"],
  properties: {
    type: { type: "string" },
    title: { type: "string" },
    status: { type: "integer" },
    detail: { type: "string" },
    errors: {
      type: "array",
      items: {
        type: "object",
        required: ["pointer", "detail"],
        properties: {
          pointer: {
            type: "string",
            description: "JSON pointer into what was sent; empty is the whole of it",
          },
          detail: { type: "string" },
        },
      },
    },
  },
};
