/**
 * What a phase counts by, made from definitions and settings when it starts and never rewritten: metrics taken apart,
 * currency with its rates, the shop's clock. It goes into `phases.rules`; a trigger takes it apart into `phase_rules` and
 * `measures`, where every batch of records finds it. Pure.
 */
import { decimalsOf } from "../collect/currency.ts";
import type { Metric } from "../domain/metric.schema.ts";
import type { Settings } from "../domain/settings.schema.ts";
import { type ZoneOffsets, zoneOffsets } from "../domain/zone.ts";
import { compileMeasures } from "./measures.ts";

/** Of the settings; what is left out has the default of `settingsSchema`. */
export interface CountingSettings
  extends Pick<Settings, "currency">, Partial<Pick<Settings, "timeZone" | "currencyRates">> {
  readonly orders?: Pick<Settings["orders"], "purchaseFrom">;
}

export interface CountingRules {
  /** Amounts are added up in it. */
  readonly currency: string;
  readonly timeZone: string;
  readonly purchaseFrom: "placed" | "paid" | "delivered";
  /** One minor unit of the key is worth numerator / denominator minor units of `currency`. */
  readonly rates: { readonly [currency: string]: readonly [numerator: number, denominator: number] };
  readonly offsets: ZoneOffsets;
  readonly measures: readonly (readonly (string | number | null)[])[];
}

const DAY_MS = 86_400_000;
/** Longer than any phase runs; afterwards the last offset holds. */
const CLOCK_MS = 6 * 366 * DAY_MS;

/** Toman amounts are added up in rial. */
export function countingCurrency(currency: string): string {
  return currency === "IRT" ? "IRR" : currency;
}

export function countingRules(
  metrics: readonly Metric[],
  settings: CountingSettings,
  startsAtMs: number,
): CountingRules {
  const { currency, timeZone = "UTC", orders, currencyRates } = settings;
  const purchaseFrom = orders?.purchaseFrom ?? "placed";
  return {
    currency: countingCurrency(currency),
    timeZone,
    purchaseFrom,
    rates: ratesOf(currency, currencyRates?.rates ?? {}),
    offsets: zoneOffsets(timeZone, startsAtMs - 2 * DAY_MS, startsAtMs + CLOCK_MS),
    measures: compileMeasures(metrics, purchaseFrom).map((it) => [
      it.event,
      it.metric,
      it.leg,
      it.fn,
      it.state,
      it.afterMs,
      it.windowMs,
      it.cap,
    ]),
  };
}

function ratesOf(currency: string, worth: { readonly [code: string]: number }): CountingRules["rates"] {
  const target = countingCurrency(currency);
  const rates: { [code: string]: readonly [number, number] } = {};
  for (const [code, value] of Object.entries(worth)) {
    // `value` is in the settings' currency, which may be toman.
    const perUnit = currency === "IRT" ? value * 10 : value;
    const fraction = fractionOf(perUnit * 10 ** (decimalsOf(target) - decimalsOf(code)));
    if (code !== target && fraction !== null) rates[code] = fraction;
  }
  // Ten rial are a toman, by definition and whatever a table says; outcomes.ts knows it too, and need not look it up.
  const rial = rates["IRR"];
  if (target === "IRR") rates["IRT"] = [10, 1];
  else if (rial !== undefined && rial[1] >= 10) rates["IRT"] = [rial[0], rial[1] / 10];
  return rates;
}

/** Six digits, so that the largest amount times the numerator stays within 64 bits. Null: too large or too small. */
function fractionOf(rate: number): readonly [number, number] | null {
  if (!(rate >= 1e-9 && rate <= 1e6)) return null;
  const power = Math.max(0, 5 - Math.floor(Math.log10(rate)));
  const numerator = Math.round(rate * 10 ** power);
  let [top, bottom] = [numerator, 10 ** power];
  while (bottom > 1 && top % 10 === 0) [top, bottom] = [top / 10, bottom / 10];
  return [top, bottom];
}
