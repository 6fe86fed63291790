/** What was done beside what was recorded, as a Markdown table. */
import type { Compared } from "./simulation.ts";
import type { Row } from "./simulation-truth.ts";

/** Figures of everybody who was found, and how many were confirmed and saw it. */
export function table({ experiment, truth, recorded, effect }: Compared): string {
  const found = truth.filter(({ population }) => population === "found");
  const of = (rows: readonly Row[], { variant }: Row, population: Row["population"]): Row | undefined =>
    rows.find((row) => row.variant === variant && row.population === population);
  const head = found.flatMap(({ variant }) => [`${variant}, true`, "recorded"]);
  const line = (
    name: string,
    told: (row: Row | undefined) => number | string | undefined,
    at: Row["population"] = "found",
  ): string =>
    cells([
      name,
      ...found.flatMap((row) => [truth, recorded].map((rows) => `${told(of(rows, row, at)) ?? "none"}`)),
    ]);
  return [
    cells([experiment, ...head]),
    cells(["---", ...head.map(() => "---:")]),
    ...(["found", "confirmed", "seen"] as const).map((population) =>
      line(`visitors ${population}`, (row) => row?.visitors, population),
    ),
    ...Object.keys(found[0]?.figures ?? {}).map((metric) => line(metric, (row) => row?.figures[metric])),
    "",
    `Of ${effect.metric}: shoppers were given ${share(effect.known)}; the results say ${share(effect.lift)}, anything from ${share(effect.interval?.[0])} to ${share(effect.interval?.[1])} fits; verdict: ${effect.verdict ?? "none"}.`,
    "",
  ].join("\n");
}

const cells = (texts: readonly string[]): string => `| ${texts.join(" | ")} |`;

/** `+20 %`; a limit that there is none of is told as such. */
function share(value: number | null | undefined): string {
  if (value === null || value === undefined) return "no limit";
  return `${value > 0 ? "+" : ""}${(100 * value).toFixed(0)} %`;
}
