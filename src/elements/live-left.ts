/** Time left to an instant, as live pieces: figures over their units, and the classes and data that make it go at zero. */
import type { RenderContext } from "./element.ts";
import { escape, type Markup } from "./markup.ts";
import { LEFT_WORDS } from "./left.words.ts";
import type { Left } from "./live/types.ts";
import type { Unit } from "./live/time-left.ts";

export type LeftPieces = { readonly [piece in Left["show"]]: Markup };

/** Null in a language whose units we do not know. */
export function leftPieces(
  end: Left["end"],
  units: readonly Unit[],
  context: RenderContext,
): LeftPieces | null {
  const words = LEFT_WORDS[context.language];
  if (words === undefined) return null;
  const style = { language: context.language, digits: context.digits };
  const asOf = [escape(words.atLoad), escape(words.lastMinute)] as const;
  const forms = units.map((unit) => ({
    unit,
    forms: words.units[unit],
    attribute: escape(
      Object.entries(words.units[unit])
        .map(([category, word]) => `${category}:${word}`)
        .join(";"),
    ),
  }));
  const piece = (show: Left["show"]): Markup =>
    context.live({
      live: "left",
      show,
      end,
      style,
      units: show === "cells" ? forms : [],
      asOf: show === "as-of" ? asOf : ["", ""],
    });
  return { classes: piece("classes"), data: piece("data"), cells: piece("cells"), "as-of": piece("as-of") };
}
