/**
 * What the tables must hold, worked out one unit at a time from everything that was ever sent: no SQL, nothing of the
 * store's own code. Slow, and written to be read.
 */
import type { EventRecord, ExposureRecord } from "../../src/collect/record.ts";
import type { Metric } from "../../src/domain/metric.schema.ts";

export interface BrutePhase {
  readonly experiment: number;
  readonly phase: number;
  readonly metrics: readonly Metric[];
  readonly currency: string;
  /** Worth of one minor unit in minor units of `currency`, as a fraction. */
  readonly rates: { readonly [code: string]: readonly [bigint, bigint] };
  readonly purchaseFrom: "placed" | "paid" | "delivered";
  readonly offsetAt: (ms: number) => number;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const RANK = { webhook: 4, backend: 3, edge: 2, browser: 1 } as const;
const LIFE: ReadonlySet<string> = new Set([
  "order_placed",
  "order_paid",
  "order_delivered",
  "order_refused",
  "order_refunded",
]);

interface Exposure extends ExposureRecord {
  readonly conflict: boolean;
}

interface Order {
  readonly key: string;
  readonly name: string;
  readonly visitor: string | null;
  readonly customer: string | null;
  readonly at: number;
  readonly value: number | null;
  readonly currency: string | null;
  readonly refunded: number;
  /** When it first was; null: not yet. */
  readonly paid: number | null;
  readonly delivered: number | null;
  readonly refused: number | null;
  readonly payment: string | null;
}

/** Something that a unit did, in a form that all metrics can look at. */
interface Deed {
  readonly name: string;
  readonly at: number;
  readonly value: number | null;
  readonly net: number | null;
  readonly currency: string | null;
  readonly payment: string | null;
  readonly states: ReadonlySet<string>;
  readonly asOf: (ms: number) => Pick<Deed, "states" | "net">;
  readonly mayStillReach: ReadonlySet<string>;
}

export interface Outcome {
  x: bigint;
  raw: bigint;
  d: bigint;
  c: bigint;
  otherCurrency: number;
  noAmount: number;
  pending: number;
  payment: string;
}

export interface Tables {
  readonly orders: string[];
  readonly outcomes: string[];
  readonly units: string[];
  readonly sums: string[];
}

export function bruteTables(
  sentExposures: readonly ExposureRecord[],
  sentEvents: readonly EventRecord[],
  phases: readonly BrutePhase[],
): Tables {
  const exposures = mergeExposures(sentExposures);
  const events = mergeEvents(sentEvents);
  const orders = ordersOf(events, linksOf(sentExposures, sentEvents));
  const outcomes: string[] = [];
  const units = new Map<string, number[]>();
  const sums = new Map<string, bigint[]>();
  for (const exposure of exposures) {
    const rules = phases.find((it) => it.experiment === exposure.experiment && it.phase === exposure.phase);
    if (rules === undefined) continue;
    const found = exposure.foundAtMs ?? exposure.seenAtMs ?? null;
    const since = found ?? exposure.assignedAtMs;
    const day = Math.floor((since + rules.offsetAt(since)) / DAY);
    const seen = (exposure.seenAtMs ?? null) !== null;
    const confirmed = (exposure.confirmedAtMs ?? null) !== null;
    const level = found === null ? 1 : seen ? 4 : confirmed ? 3 : 2;
    const { device, country, region, language, visitor, source, stage, browser } = exposure.facts;
    const cells = [
      "",
      `visit:${JSON.stringify([exposure.stretch ?? 0, device, visitor, source])}`,
      `person:${JSON.stringify([country, region, language, stage])}`,
    ];
    const head = `${exposure.experiment}|${exposure.phase}`;
    const unitCells = [
      ...cells,
      ...(browser === null ? [] : [`browser:${JSON.stringify([exposure.stretch ?? 0, browser])}`]),
      ...(typeof exposure.firstByteMs === "number" ? [`wait:${stepOf(exposure.firstByteMs)}`] : []),
    ];
    for (const place of unitCells) {
      const key = `${head}|${place}|${exposure.conflict ? -1 : exposure.variant}|${day}`;
      const counts = units.get(key) ?? [0, 0, 0, 0];
      for (let stageIndex = 0; stageIndex < level; stageIndex++)
        counts[stageIndex] = (counts[stageIndex] ?? 0) + 1;
      units.set(key, counts);
    }
    if (exposure.conflict) continue;
    const deeds = deedsOf(exposure.unit, events, orders);
    for (const metric of rules.metrics) {
      const outcome = outcomeOf(metric, deeds, since, rules);
      if (outcome === null) continue;
      const { x, raw, d, c, otherCurrency, noAmount, pending, payment } = outcome;
      outcomes.push(
        `${exposure.unit}|${head}|${metric.key}|${x}|${raw}|${d}|${c}|${otherCurrency}|${noAmount}|${pending}|${payment}`,
      );
      for (const place of [...cells, ...(payment === "" ? [] : [`payment:${payment}`])]) {
        const key = `${head}|${place}|${metric.key}|${exposure.variant}|${day}|${level}`;
        const added = [
          1n,
          x === 0n ? 0n : 1n,
          x,
          raw,
          d,
          c,
          x * x,
          d * d,
          x * d,
          c * c,
          x * c,
          BigInt(otherCurrency),
          BigInt(noAmount),
          BigInt(pending),
        ];
        const known = sums.get(key) ?? added.map(() => 0n);
        sums.set(
          key,
          known.map((sum, index) => sum + (added[index] ?? 0n)),
        );
      }
    }
  }
  return {
    orders: orders
      .map(
        (it) =>
          `${it.key}|${it.visitor}|${it.customer}|${it.at}|${it.value}|${it.currency}|${it.refunded}|${it.payment}`,
      )
      .sort(),
    outcomes: outcomes.sort(),
    units: [...units].map(([key, counts]) => `${key}|${counts.join("|")}`).sort(),
    sums: [...sums].map(([key, values]) => `${key}|${values.join("|")}`).sort(),
  };
}

/** Lower end of the step that a time of the first byte stands in. */
function stepOf(ms: number): number {
  const step = ms < 100 ? 10 : ms < 300 ? 20 : ms < 1000 ? 50 : ms < 3000 ? 200 : ms < 10_000 ? 500 : 5000;
  return ms - (ms % step);
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return [...groups.values()];
}

/** The first by these keys: numbers by size, texts by their bytes (all ASCII here). */
function first<T>(items: readonly T[], keys: (item: T) => (number | string)[]): T | undefined {
  return [...items].sort((a, b) => {
    const [left, right] = [keys(a), keys(b)];
    for (let index = 0; index < left.length; index++) {
      const [one, other] = [left[index] ?? 0, right[index] ?? 0];
      if (one < other) return -1;
      if (one > other) return 1;
    }
    return 0;
  })[0];
}

function mergeExposures(sent: readonly ExposureRecord[]): Exposure[] {
  return groupBy(sent, (it) => `${it.unit}|${it.experiment}|${it.phase}`).map((same) => {
    const told = first(same, (it) => [
      it.assignedAtMs,
      JSON.stringify([
        it.visitor,
        it.customer,
        it.stretch ?? 0,
        it.facts.device,
        it.facts.country,
        it.facts.region,
        it.facts.language,
        it.facts.visitor,
        it.facts.source,
        it.facts.stage,
        it.facts.browser,
      ]),
    ]) as ExposureRecord;
    const confirming = same.filter(({ confirmedAtMs }) => typeof confirmedAtMs === "number");
    const firstByte = first(confirming, (it) => [it.confirmedAtMs ?? 0, it.firstByteMs ?? Infinity]);
    const earliest = (stage: "foundAtMs" | "confirmedAtMs" | "seenAtMs"): number | null => {
      const times = same.flatMap((it) => it[stage] ?? []);
      return times.length === 0 ? null : Math.min(...times);
    };
    return {
      ...told,
      variant: Math.min(...same.map(({ variant }) => variant)),
      conflict: new Set(same.map(({ variant }) => variant)).size > 1,
      foundAtMs: earliest("foundAtMs"),
      confirmedAtMs: earliest("confirmedAtMs"),
      seenAtMs: earliest("seenAtMs"),
      firstByteMs: firstByte?.firstByteMs ?? null,
    };
  });
}

function mergeEvents(sent: readonly EventRecord[]): EventRecord[] {
  return groupBy(sent, (it) => `${it.unit}|${it.source}|${it.id}`).map((same) => {
    const content = first(same, (it) => [
      JSON.stringify([it.name, it.valueMinor, it.currency, it.orderId, it.refundId, it.payment ?? null]),
    ]) as EventRecord;
    const moment = first(same, (it) => [
      it.atMs,
      it.visitor === null ? 1 : 0,
      it.visitor ?? "",
      it.customer === null ? 1 : 0,
      it.customer ?? "",
    ]) as EventRecord;
    return {
      ...content,
      atMs: moment.atMs,
      visitor: moment.visitor,
      customer: moment.customer,
      receivedMs: Math.min(...same.map(({ receivedMs }) => receivedMs)),
    };
  });
}

interface Link {
  readonly customer: string;
  readonly visitor: string;
  readonly since: number;
}

function linksOf(exposures: readonly ExposureRecord[], events: readonly EventRecord[]): Link[] {
  const all = [
    ...exposures.map((it) => ({ customer: it.customer, visitor: it.visitor, since: it.assignedAtMs })),
    ...events.map((it) => ({ customer: it.customer, visitor: it.visitor, since: it.atMs })),
  ].filter((it): it is Link => it.customer !== null && it.visitor !== null);
  return groupBy(all, (it) => `${it.customer}|${it.visitor}`).map((same) => ({
    ...(same[0] as Link),
    since: Math.min(...same.map(({ since }) => since)),
  }));
}

const OWN: ReadonlySet<string> = new Set(["order_test", "order_staff"]);
const familyOf = (name: string): string => (LIFE.has(name) ? "purchase" : name);
const tellsOfPlacing = ({ name }: EventRecord): boolean => name === "order_placed" || !LIFE.has(name);

function ordersOf(events: readonly EventRecord[], links: readonly Link[]): Order[] {
  const marks = events.filter(({ name, source }) => OWN.has(name) && source !== "browser");
  const own = new Set(marks.map(({ orderId }) => orderId));
  const withOrder = events.filter(({ orderId }) => orderId !== null && !own.has(orderId));
  return groupBy(withOrder, (it) => `${it.orderId}|${familyOf(it.name)}`).flatMap((rows) => {
    const trusted = rows.filter(({ source }) => source !== "browser");
    const byBrowsers = rows.filter(({ source }) => source === "browser");
    const others = withOrder.filter((it) => it.source !== "browser" && it.orderId === rows[0]?.orderId);
    const order = trustedOrder(trusted, others, byBrowsers, links);
    if (order !== null) return [order];
    const claims = byBrowsers.filter((it) => it.visitor !== null && tellsOfPlacing(it));
    return groupBy(claims, ({ visitor }) => visitor ?? "").map((same) => claimedOrder(same));
  });
}

function trustedOrder(
  rows: readonly EventRecord[],
  ofOrder: readonly EventRecord[],
  byBrowsers: readonly EventRecord[],
  links: readonly Link[],
): Order | null {
  const placing = rows.filter(tellsOfPlacing);
  const alive = rows.filter(({ name }) => name === "order_paid" || name === "order_delivered");
  const dated = placing.length > 0 ? placing : alive;
  const [some] = rows;
  if (dated.length === 0 || some === undefined) return null;
  const at = Math.min(...dated.map(({ atMs }) => atMs));
  const waitsUntil = Math.min(...rows.map(({ receivedMs }) => receivedMs)) + 7 * DAY;
  const inLife = rows.filter(({ atMs }) => atMs <= at + 60 * DAY);
  const higherFirst = (it: EventRecord): number => -RANK[it.source];

  const namedBy = (them: readonly EventRecord[]): string | null => {
    const naming = them.filter((it) => it.visitor !== null && it.receivedMs <= waitsUntil);
    return first(naming, (it) => [higherFirst(it), it.atMs, it.visitor ?? ""])?.visitor ?? null;
  };
  const named = namedBy(rows) ?? namedBy(ofOrder);
  const customerOf = (them: readonly EventRecord[]): string | null =>
    first(
      them.filter((it) => it.customer !== null),
      (it) => [higherFirst(it), it.atMs, it.customer ?? ""],
    )?.customer ?? null;
  const customer = customerOf(rows) ?? customerOf(ofOrder);
  const known = links.filter((it) => it.customer === customer && it.since <= at);
  const linked = first(known, (it) => [-it.since, it.visitor])?.visitor ?? null;
  const claimants = new Set(
    byBrowsers.flatMap((it) => (it.visitor !== null && it.receivedMs <= waitsUntil ? it.visitor : [])),
  );
  const claimed = claimants.size === 1 ? ([...claimants][0] ?? null) : null;
  const visitor = named ?? linked ?? claimed;

  const priced = rows.filter(
    (it) => it.valueMinor !== null && it.name !== "order_refused" && it.name !== "order_refunded",
  );
  const stateRank = (name: string): number =>
    name === "order_delivered" ? 1 : name === "order_paid" ? 2 : 3;
  const price =
    first(priced, (it) => [higherFirst(it), stateRank(it.name), -it.atMs, amountJson(it)]) ??
    first(
      byBrowsers.filter((it) => it.visitor === visitor && visitor !== null && it.valueMinor !== null),
      (it) => [it.atMs, amountJson(it)],
    );
  const value = price?.valueMinor ?? null;
  const currency = price?.currency ?? null;
  const refunds = groupBy(
    inLife.filter(({ name }) => name === "order_refunded"),
    (it) => it.refundId ?? it.id,
  ).map((same) => first(same, (it) => [higherFirst(it), amountJson(it)]) as EventRecord);
  const inOrdersCurrency = (refund: EventRecord): number => {
    const amount = Math.abs(refund.valueMinor ?? 0);
    if (refund.currency === null || refund.currency === currency) return amount;
    if (refund.currency === "IRT" && currency === "IRR") return amount * 10;
    if (refund.currency === "IRR" && currency === "IRT") return Math.trunc(amount / 10);
    return 0;
  };
  const refunded = refunds.some(({ valueMinor }) => valueMinor === null)
    ? (value ?? 0)
    : refunds.reduce((sum, refund) => sum + inOrdersCurrency(refund), 0);
  const name = familyOf(some.name);
  const paying = rows.filter((it) => (it.payment ?? null) !== null);
  return {
    key: `${some.orderId}|${name}|`,
    name,
    visitor,
    customer,
    at,
    value,
    currency,
    refunded: name === "purchase" ? refunded : 0,
    paid: earliest(inLife, "order_paid"),
    delivered: earliest(inLife, "order_delivered"),
    refused: earliest(inLife, "order_refused"),
    payment: first(paying, (it) => [higherFirst(it), it.atMs, it.payment ?? ""])?.payment ?? null,
  };
}

function earliest(rows: readonly EventRecord[], name: string): number | null {
  const times = rows.filter((it) => it.name === name).map(({ atMs }) => atMs);
  return times.length === 0 ? null : Math.min(...times);
}

const minOf = (a: number | null, b: number | null): number | null =>
  a === null ? b : b === null ? a : Math.min(a, b);

const amountJson = (it: EventRecord): string => JSON.stringify([it.valueMinor, it.currency]);

function claimedOrder(rows: readonly EventRecord[]): Order {
  const [some] = rows as [EventRecord];
  const price = first(
    rows.filter(({ valueMinor }) => valueMinor !== null),
    (it) => [it.atMs, amountJson(it)],
  );
  const customer = first(
    rows.filter((it) => it.customer !== null),
    (it) => [it.atMs, it.customer ?? ""],
  );
  const paying = rows.filter((it) => (it.payment ?? null) !== null);
  return {
    key: `${some.orderId}|${familyOf(some.name)}|${some.visitor}`,
    name: familyOf(some.name),
    visitor: some.visitor,
    customer: customer?.customer ?? null,
    at: Math.min(...rows.map(({ atMs }) => atMs)),
    value: price?.valueMinor ?? null,
    currency: price?.currency ?? null,
    refunded: 0,
    paid: null,
    delivered: null,
    refused: null,
    payment: first(paying, (it) => [it.atMs, it.payment ?? ""])?.payment ?? null,
  };
}

function deedsOf(unit: string, events: readonly EventRecord[], orders: readonly Order[]): Deed[] {
  const customer = unit.startsWith("c.") ? unit.slice(2) : null;
  const own = events.filter(
    (it) => it.orderId === null && (it.unit === unit || (customer !== null && it.customer === customer)),
  );
  const bought = orders.filter((it) => (customer === null ? it.visitor === unit : it.customer === customer));
  return [
    ...own.map((it): Deed => ({
      name: it.name,
      at: it.atMs,
      value: it.valueMinor,
      net: it.valueMinor,
      currency: it.currency,
      payment: null,
      states: new Set(["placed"]),
      asOf: () => ({ states: new Set(["placed"]), net: it.valueMinor }),
      mayStillReach: new Set(),
    })),
    ...bought.map((it): Deed => {
      const states = new Set(["placed"]);
      const paid = minOf(it.paid, it.delivered);
      if (paid !== null) states.add("paid");
      if (it.delivered !== null) states.add("delivered");
      if (it.refused !== null) states.add("refused");
      if (it.refunded !== 0) states.add("refunded");
      return {
        name: it.name,
        at: it.at,
        value: it.value,
        net: it.value === null ? null : it.refused !== null ? 0 : it.value - it.refunded,
        currency: it.currency,
        payment: it.payment,
        states,
        // What a variant can change is no past of its own; refunds have no time.
        asOf: (ms) => ({
          states: new Set([
            "placed",
            ...(paid !== null && paid < ms ? ["paid"] : []),
            ...(it.delivered !== null && it.delivered < ms ? ["delivered"] : []),
            ...(it.refused !== null && it.refused < ms ? ["refused"] : []),
          ]),
          net: it.value !== null && it.refused !== null && it.refused < ms ? 0 : it.value,
        }),
        mayStillReach: new Set(
          it.refused !== null ? [] : ["paid", "delivered"].filter((state) => !states.has(state)),
        ),
      };
    }),
  ];
}

function outcomeOf(metric: Metric, deeds: readonly Deed[], since: number, rules: BrutePhase): Outcome | null {
  const outcome: Outcome = {
    x: 0n,
    raw: 0n,
    d: 0n,
    c: 0n,
    otherCurrency: 0,
    noAmount: 0,
    pending: 0,
    payment: "",
  };
  if (metric.kind === "ratio") {
    const part = (key: string): Metric => {
      const found = rules.metrics.find((it) => it.key === key) as Metric;
      return { ...found, windowHours: metric.windowHours ?? found.windowHours };
    };
    const top = part(metric.numerator);
    addLeg({ ...top, cap: metric.cap ?? top.cap }, "x");
    const [above, below] = [part(metric.numerator), part(metric.denominator)];
    const isOfTheSame =
      below.kind === "count" &&
      (above.kind === "sum" || above.kind === "net_sum") &&
      watched(above, rules).names.some((name) => watched(below, rules).names.includes(name));
    // Orders without a known worth are not above the line, and so not below it.
    addLeg(
      below,
      "d",
      isOfTheSame ? ({ value, currency }) => converted(value, currency, rules) !== null : () => true,
    );
  } else addLeg(metric, "x");
  const { x, raw, d, c, otherCurrency, noAmount, pending } = outcome;
  return [x, raw, d, c].some((it) => it !== 0n) || otherCurrency + noAmount + pending > 0 ? outcome : null;

  function addLeg(leg: Metric, into: "x" | "d", isPriced: (deed: Deed) => boolean = () => true): void {
    const { names, state, after, window } = watched(leg, rules);
    const cap = leg.cap === null ? null : BigInt(leg.cap);
    const limit = (value: bigint): bigint => (cap !== null && value > cap ? cap : value);
    const mine = deeds.filter(({ name }) => names.includes(name));
    const inside = mine.filter(({ at }) => at >= since + after && (window === null || at < since + window));
    const before = mine
      .filter(({ at }) => at < since && at >= since - 30 * DAY)
      .map((deed) => ({ ...deed, ...deed.asOf(since) }));
    const counted = inside.filter((deed) => deed.states.has(state) && isPriced(deed));
    const number = numberOf(leg, counted, rules);
    if (into === "d") {
      outcome.d = limit(number.value);
      return;
    }
    outcome.raw = number.value;
    if (leg.kind === "mean") {
      outcome.d = BigInt(number.answers);
      outcome.x = cap === null ? number.value : min(number.value, cap * BigInt(number.answers));
    } else outcome.x = limit(number.value);
    const earlier = before.filter(({ states }) => states.has(state));
    outcome.c = limit(numberOf(leg, earlier, rules).value);
    if (leg.kind === "mean" && cap === null) outcome.c = numberOf(leg, earlier, rules).value;
    outcome.otherCurrency = number.otherCurrency;
    outcome.noAmount = number.noAmount;
    outcome.pending = inside.filter(({ mayStillReach }) => mayStillReach.has(state)).length;
    outcome.payment =
      first(
        counted.filter(({ payment }) => payment !== null),
        ({ at, payment }) => [at, payment ?? ""],
      )?.payment ?? "";
  }
}

const min = (a: bigint, b: bigint): bigint => (a < b ? a : b);

function watched(
  metric: Metric,
  rules: BrutePhase,
): { names: string[]; state: string; after: number; window: number | null } {
  const window = metric.windowHours === null ? null : metric.windowHours * HOUR;
  const plain = { state: "placed", after: 0, window };
  switch (metric.kind) {
    case "bounce":
      return { ...plain, names: ["lahza.page", "lahza.interaction"], window: window ?? HOUR / 2 };
    case "first_moment":
      return {
        ...plain,
        names: ["lahza.stayed", "lahza.page", "lahza.interaction"],
        window: window ?? HOUR / 2,
      };
    case "retention":
      return { ...plain, names: ["lahza.visit"], after: metric.afterHours * HOUR };
    case "ratio":
      throw new Error("not here");
    default: {
      const { event } = metric;
      const state = LIFE.has(event)
        ? event.replace("order_", "")
        : event === "purchase"
          ? rules.purchaseFrom
          : "placed";
      return { ...plain, names: [familyOf(event)], state };
    }
  }
}

function numberOf(metric: Metric, deeds: readonly Deed[], rules: BrutePhase) {
  let [value, answers, otherCurrency, noAmount] = [0n, 0, 0, 0];
  switch (metric.kind) {
    case "sum":
    case "net_sum":
    case "mean":
      for (const deed of deeds) {
        const told = metric.kind === "net_sum" ? deed.net : deed.value;
        const amount =
          metric.kind === "mean"
            ? deed.currency === null && told !== null
              ? BigInt(told)
              : null
            : converted(told, deed.currency, rules);
        if (told === null) noAmount++;
        else if (amount === null) otherCurrency++;
        else {
          value += amount;
          answers++;
        }
      }
      break;
    case "count":
      value = BigInt(deeds.length);
      break;
    case "repeat":
      value = deeds.length >= 2 ? 1n : 0n;
      break;
    default:
      value = deeds.length > 0 ? 1n : 0n;
  }
  return { value, answers, otherCurrency, noAmount };
}

function converted(value: number | null, currency: string | null, rules: BrutePhase): bigint | null {
  if (value === null || currency === null) return null;
  if (currency === rules.currency) return BigInt(value);
  const rate = rules.rates[currency];
  if (rate === undefined) return null;
  const [top, bottom] = rate;
  const exact = 2n * BigInt(Math.abs(value)) * top + bottom;
  const rounded = exact / (2n * bottom);
  return value < 0 ? -rounded : rounded;
}
