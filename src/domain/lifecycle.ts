/**
 * An experiment's life: draft → running ⇄ paused → finished → archived, and rollout, which serves one variant to
 * everyone after the end. Pure: says what an action leads to, or in words why not and which action does it right.
 */
import type { Experiment, ExperimentStatus } from "./experiment.schema.ts";

export const ACTIONS = ["start", "pause", "resume", "finish", "archive", "rollout", "new-phase"] as const;
export type Action = (typeof ACTIONS)[number];

export interface Standing {
  readonly status: ExperimentStatus;
  /** From 1. */
  readonly phase: number;
  readonly definition: Pick<Experiment, "variants">;
  /** When its schedule ends, milliseconds since the epoch; null: never. */
  readonly endAtMs: number | null;
}

export type Transition =
  | {
      readonly ok: true;
      readonly status: ExperimentStatus;
      readonly phase: number;
      /** Key of the variant that everyone gets from now on. */
      readonly rolloutVariant: string | null;
      /** The phase begins now: definition, metrics and goals are pinned. */
      readonly opensPhase: boolean;
      /** The phase that was running ends now. */
      readonly closesPhase: boolean;
    }
  | {
      readonly ok: false;
      readonly reason: string;
      /** The action that does it right, where there is one. */
      readonly instead: Action | null;
    };

/** Where each action leads from; what is missing is refused in the words of `refusals`. */
const LEADS: { readonly [action in Action]: { readonly [from in ExperimentStatus]?: ExperimentStatus } } = {
  start: { draft: "running" },
  pause: { running: "paused" },
  resume: { paused: "running" },
  finish: { running: "finished", paused: "finished" },
  archive: { draft: "archived", finished: "archived", rollout: "archived" },
  rollout: { finished: "rollout", rollout: "rollout" },
  "new-phase": { running: "running", paused: "paused" },
};

/** `variant` is the key of the variant to roll out. */
export function transition(standing: Standing, action: Action, nowMs: number, variant?: string): Transition {
  const { phase, definition, endAtMs } = standing;
  const status = LEADS[action][standing.status];
  if (status === undefined) return refusal(standing.status, action);
  if (status === "running" && endAtMs !== null && endAtMs <= nowMs) {
    const reason = `its end (${new Date(endAtMs).toISOString()}) has passed: give it a later schedule, or none, first`;
    return { ok: false, reason, instead: null };
  }
  const opensPhase = action === "start" || action === "new-phase";
  const step = {
    ok: true as const,
    status,
    phase: action === "new-phase" ? phase + 1 : phase,
    rolloutVariant: null,
    opensPhase,
    closesPhase: action === "finish" || action === "new-phase",
  };
  if (action !== "rollout") return step;
  const keys = definition.variants.map(({ key }) => key);
  if (variant === undefined)
    return { ok: false, reason: `name the variant to roll out: one of ${keys.join(", ")}`, instead: null };
  if (!keys.includes(variant)) {
    return { ok: false, reason: `it has no such variant; there are ${keys.join(", ")}`, instead: null };
  }
  return { ...step, rolloutVariant: variant };
}

const refuse = (reason: string, instead: Action | null = null): Transition => ({
  ok: false,
  reason,
  instead,
});

function refusal(status: ExperimentStatus, action: Action): Transition {
  if (status === "archived") return refuse("it is archived, which is for good: make a new experiment of it");
  switch (action) {
    case "start":
      if (status === "running") return refuse("it is running already");
      if (status === "paused") return refuse("it is paused: use resume", "resume");
      return refuse("it is over and does not start again: make a new experiment of it, under another key");
    case "pause":
    case "resume":
      if (status === "draft") return refuse("it has not started: use start", "start");
      if (action === "pause" && status === "paused") return refuse("it is paused already");
      if (action === "resume" && status === "running") return refuse("it is running already");
      if (status === "rollout")
        return refuse("it is rolled out; to take the variant off, use archive", "archive");
      return refuse("it is finished and does not run again: make a new experiment of it, under another key");
    case "finish":
      if (status === "draft") return refuse("it has not started; to put it away, use archive", "archive");
      if (status === "rollout")
        return refuse("it is rolled out; to take the variant off, use archive", "archive");
      return refuse("it is finished already");
    case "archive":
      return refuse("it has not ended: use finish first", "finish");
    case "rollout":
      if (status === "draft")
        return refuse("it has not started, so nothing is known of its variants: use start", "start");
      return refuse("it has not ended: use finish first", "finish");
    default:
      if (status === "draft")
        return refuse("it has not started: change the draft as you like, then use start", "start");
      return refuse("it is over: make a new experiment of it, under another key");
  }
}
