import type { Words } from "../dictionary.ts";
import { general } from "./general.ts";
import { home } from "./home.ts";
import { results } from "./results.ts";
import { reasons } from "./reasons.ts";
import { experiment } from "./experiment.ts";
import { edit } from "./edit.ts";
import { names } from "./names.ts";
import { settings } from "./settings.ts";

export const ar: Words = {
  ...general,
  ...home,
  ...results,
  ...reasons,
  ...experiment,
  ...edit,
  ...names,
  ...settings,
};
