/** `/experiments/:key/check`: pages of the live shop, fetched through the origin, against the experiment as it is saved, or as it is being worked on. */
import { checkExperiment, pagesInFull } from "../check/index.ts";
import { checkAnswer, checkBody } from "./check.schema.ts";
import { invalid } from "./refusals.ts";
import { refused, writing } from "./route.ts";
import { keyParams, writeQuery } from "./shapes.ts";
import { shopHost } from "./shop-host.ts";
import { unsavedDefinition } from "./unsaved.ts";

export const checkRoutes = [
  // Takes a body, so it stands among the writing routes; it writes nothing.
  writing({
    method: "POST",
    path: "/experiments/:key/check",
    role: "editor",
    tag: "Experiments",
    summary: "Check an experiment against pages of the shop",
    description:
      "For each change: how often its selector matches and in which markup, whether it can be made safely or why not, and the first place before and after.",
    params: keyParams,
    query: writeQuery,
    body: checkBody,
    bodyOptional: true,
    answer: checkAnswer,
    guarded: false,
    status: 200,
    async handle(asked) {
      const { api, params, body, request, nowMs } = asked;
      const unsaved = await unsavedDefinition(asked, params.key, body.definition);
      if ("refused" in unsaved) return unsaved;
      const { stored, definition } = unsaved;
      const urls = [...(body.url === undefined ? [] : [body.url]), ...(body.urls ?? [])];
      if (urls.length === 0 && pagesInFull(definition).length === 0)
        return invalid([
          { pointer: "/url", detail: "name a page: the experiment's own pages all have wildcards" },
        ]);
      const shop = await shopHost(api, request);
      if ("refused" in shop) return shop;
      if (api.origin === undefined) return refused({ status: 503, title: "There is no shop to ask" });
      const { settings, base } = shop;
      const checked = await checkExperiment({
        definition,
        settings,
        urls,
        origin: api.origin,
        shop: { base, hosts: settings.hosts, prefix: api.config.prefix },
        nowMs,
      });
      if (!checked.ok)
        return invalid(checked.problems.map(({ pointer, message }) => ({ pointer, detail: message })));
      const { ok, pages } = checked.report;
      const data = { experiment: stored.key, revision: stored.revision, ok, pages: pages.map(plain) };
      return { status: 200, body: { data } };
    },
  }),
] as const;

/** Reports are made of plain values; the schema's types only know lists that may be written to. */
function plain<T>(report: T): Writable<T> {
  return report as Writable<T>;
}

type Writable<T> = T extends readonly (infer Item)[]
  ? Writable<Item>[]
  : T extends object
    ? { -readonly [Key in keyof T]: Writable<T[Key]> }
    : T;
