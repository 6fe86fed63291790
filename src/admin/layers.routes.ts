/** `/layers`: derived from the experiments that name them; a layer has nothing of its own to be stored. */
import { allExperiments, type StoredExperiment } from "../store/experiments.ts";
import { layerAnswer, layersAnswer } from "./layers.schema.ts";
import { notThere } from "./refusals.ts";
import { reading } from "./route.ts";
import { keyParams, noQuery } from "./shapes.ts";

const tag = "Layers";

export const layerRoutes = [
  reading({
    method: "GET",
    path: "/layers",
    role: "viewer",
    tag,
    summary: "List layers, with the ranges in use and those that are free",
    query: noQuery,
    answer: layersAnswer,
    handle: async ({ api }) => ({ status: 200, body: { data: layersOf(await allExperiments(api.db)) } }),
  }),
  reading({
    method: "GET",
    path: "/layers/:key",
    role: "viewer",
    tag,
    summary: "Get a layer",
    params: keyParams,
    query: noQuery,
    answer: layerAnswer,
    handle: async ({ api, params }) => {
      const layer = layersOf(await allExperiments(api.db)).find(({ name }) => name === params.key);
      return layer === undefined ? notThere("layer") : { status: 200, body: { data: layer } };
    },
  }),
] as const;

interface LayerShown {
  name: string;
  experiments: { key: string; status: string; range: [number, number]; hashVersion: 1 | 2 }[];
  free: [number, number][];
}

/** Experiments that are over hold no range. A rollout gives everyone its variant, whatever their layer. */
const HOLDS: ReadonlySet<string> = new Set(["draft", "running", "paused"]);

export function layersOf(experiments: readonly StoredExperiment[]): LayerShown[] {
  const layers = new Map<string, LayerShown>();
  for (const { key, status, definition } of experiments) {
    const { layer } = definition;
    if (layer === null || !HOLDS.has(status)) continue;
    const { name, range, hashVersion } = layer;
    const shown = layers.get(name) ?? { name, experiments: [], free: [] };
    layers.set(name, shown);
    shown.experiments.push({ key, status, range, hashVersion });
  }
  for (const layer of layers.values()) layer.free = gapsOf(layer.experiments.map(({ range }) => range));
  return [...layers.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** What of [0, 1) no range covers. */
export function gapsOf(ranges: readonly (readonly [number, number])[]): [number, number][] {
  const gaps: [number, number][] = [];
  let from = 0;
  for (const [start, end] of ranges.toSorted((a, b) => a[0] - b[0])) {
    if (start > from) gaps.push([from, start]);
    from = Math.max(from, end);
  }
  if (from < 1) gaps.push([from, 1]);
  return gaps;
}
