/** When a shop hands over what was ordered: cut-off, working days by country, holidays. Shared by the delivery kinds. */
import type { z as Zod } from "zod";
import type { RenderContext, SchemaTools } from "./element.ts";
import type { DayStyle, Delivery, DispatchRules } from "./live/types.ts";
import type { Markup } from "./markup.ts";

export const WEEKDAYS = [
  "sunday",
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
] as const;
type Weekday = (typeof WEEKDAYS)[number];

/** By country, not language. Thursday is a working day in Iran unless the shop says otherwise. */
const WEEKENDS: { readonly [country: string]: readonly Weekday[] } = {
  IR: ["friday"],
  AF: ["friday"],
  SA: ["friday", "saturday"],
  KW: ["friday", "saturday"],
  QA: ["friday", "saturday"],
  BH: ["friday", "saturday"],
  OM: ["friday", "saturday"],
  IQ: ["friday", "saturday"],
  JO: ["friday", "saturday"],
  EG: ["friday", "saturday"],
};

export const dispatchSchema = ({ z, clock, timeZone }: SchemaTools) => {
  const days = z.array(z.enum(WEEKDAYS)).min(1).max(7);
  return z.strictObject({
    /** ISO country: says which days are the weekend where `workingDays` does not. */
    country: z
      .string()
      .regex(/^[A-Z]{2}$/, "a country such as IR or SA")
      .default("GB"),
    /** Orders until then leave on the same working day. */
    cutoff: clock,
    /** Another cut-off on some weekdays, as on Thursdays in Iran. */
    cutoffs: z
      .array(z.strictObject({ day: z.enum(WEEKDAYS), cutoff: clock }))
      .max(7)
      .default([]),
    workingDays: days.optional(),
    /** Days on which the carrier delivers; the working days when absent. */
    deliveryDays: days.optional(),
    handlingDays: z.int().min(0).max(30).default(0),
    timeZone: timeZone.optional(),
  });
};
export type Dispatch = Zod.output<ReturnType<typeof dispatchSchema>>;

export function transitSchema({ z }: SchemaTools) {
  return z
    .strictObject({ least: z.int().min(0).max(60), most: z.int().min(0).max(60) })
    .refine(({ least, most }) => least <= most, "most is below least");
}

function workingDays({ country, workingDays: own }: Dispatch): readonly Weekday[] {
  if (own !== undefined) return own;
  const weekend = WEEKENDS[country] ?? ["saturday", "sunday"];
  return WEEKDAYS.filter((day) => !weekend.includes(day));
}

export function dispatchRules(dispatch: Dispatch, context: RenderContext): DispatchRules {
  const working = workingDays(dispatch);
  return {
    timeZone: dispatch.timeZone ?? context.timeZone,
    cutoffs: WEEKDAYS.map((day) =>
      working.includes(day)
        ? minutesOf(dispatch.cutoffs.find((one) => one.day === day)?.cutoff ?? dispatch.cutoff)
        : null,
    ),
    holidays: context.shop.holidays,
    handlingDays: dispatch.handlingDays,
  };
}

function minutesOf(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(":").map(Number);
  return hours * 60 + minutes;
}

/** A live day, or the clock of the cut-off. */
export function deliveryPart(
  show: Delivery["show"],
  dispatch: Dispatch,
  transit: { readonly least: number; readonly most: number },
  context: RenderContext,
): Markup {
  const { language, digits, calendar, timeZone } = context;
  const style: DayStyle = { language, digits, calendar, timeZone };
  const days = (dispatch.deliveryDays ?? workingDays(dispatch)).map((day) => WEEKDAYS.indexOf(day));
  return context.live({
    live: "delivery",
    show,
    rules: dispatchRules(dispatch, context),
    days,
    transit: [transit.least, transit.most],
    style,
  });
}
