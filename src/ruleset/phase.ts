/** When an experiment needs a new phase: what would mix visitors that were split or chosen differently. Pure. */
import type { Experiment } from "../domain/experiment.schema.ts";

/**
 * Texts, schedule, analysis and a higher traffic may change while it runs. Of the variants, keys, weights and which
 * of them exist are fixed for a phase, and so is where they send the visitor; words of their changes are texts.
 */
export function needsNewPhase(before: Experiment, after: Experiment): boolean {
  return after.traffic < before.traffic || mixing(before) !== mixing(after);
}

function mixing(experiment: Experiment): string {
  const { seed, hashVersion, unit, variants, audience, pages, layer, fragments } = experiment;
  const split = variants.map(({ key, weight, changes, redirect, originPath }) => ({
    key,
    weight,
    redirect,
    originPath,
    places: changes.map(({ selector, action }) => [selector, action]),
  }));
  return JSON.stringify({ seed, hashVersion, unit, split, audience, pages, layer, fragments });
}
