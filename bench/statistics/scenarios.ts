/** The simulations by name; a new one is one file and one line here. */
import type { Scenario } from "./scenario.ts";
import { aa } from "./scenarios/aa.ts";
import { bandit } from "./scenarios/bandit.ts";
import { coverage, fixed } from "./scenarios/fixed.ts";
import { power } from "./scenarios/power.ts";
import { ramp } from "./scenarios/ramp.ts";
import { revenue } from "./scenarios/revenue.ts";
import { sampleRatio } from "./scenarios/sample-ratio.ts";
import { verdict } from "./scenarios/verdict.ts";

export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  aa,
  fixed,
  verdict,
  bandit,
  coverage,
  power,
  sampleRatio,
  ramp,
  revenue,
};
