/** `/openapi.json` and its page for people, `/docs`. Both are open: they say nothing of the shop. */
import * as z from "zod";
import { documentationPage } from "./documentation.ts";
import { openApiOf } from "./openapi.ts";
import { type AnyRoute, reading } from "./route.ts";

/** Of the API, as it stands in OpenAPI's `info`. */
const API_VERSION = "1";

export function documentationRoutes(routes: () => readonly AnyRoute[]) {
  const documents = new Map<string, object>();
  const documentFor = (prefix: string): object => {
    const document = documents.get(prefix) ?? openApiOf(routes(), { prefix, version: API_VERSION });
    documents.set(prefix, document);
    return document;
  };
  return [
    reading({
      method: "GET",
      path: "/openapi.json",
      role: null,
      tag: "Documentation",
      summary: "This API as an OpenAPI 3.1 document",
      answer: z.looseObject({ openapi: z.string() }),
      handle: ({ api }) => Promise.resolve(Response.json(documentFor(api.config.prefix))),
    }),
    reading({
      method: "GET",
      path: "/docs",
      role: null,
      tag: "Documentation",
      summary: "This API as a page",
      answer: z.string(),
      handle: async ({ api }) => await documentationPage(documentFor(api.config.prefix)),
    }),
  ] as const;
}
