/** Is the tracking right? What arrives, as it arrives, and how often each event came lately. */
import { useEffect, useRef, useState } from "preact/hooks";
import { api, type Problem, problemOf } from "../core/api.ts";
import { clockTime, count, money, moment, since } from "../core/format.ts";
import { Link } from "../core/router.tsx";
import { useApi } from "../core/use-api.ts";
import { named, t } from "../core/words.ts";
import {
  Badge,
  Button,
  Card,
  Empty,
  Loading,
  Notice,
  PageHead,
  ProblemNotice,
  TableFrame,
} from "../ui/basics.tsx";
import { TextField } from "../ui/fields.tsx";
import { type EventCount, eventWord, type EventCounts } from "./event-counts.tsx";

interface Arrival {
  readonly number: number;
  readonly receivedAt: string;
  readonly name: string;
  readonly source: string;
  readonly visitor: string | null;
  readonly valueMinor: number | null;
  readonly currency: string | null;
  readonly orderId: string | null;
  readonly experiment: string | null;
  readonly variant: string | null;
}

interface Arrivals {
  readonly data: readonly Arrival[];
  readonly next: string;
  readonly watchedUntil: string | null;
}

const EVERY_MS = 2_000;
/** More than fit on any screen; older ones are in the exports. */
const SHOWN = 100;
/** Currencies without minor units, or with three, as Intl knows them; toman and rial have none. */
const decimalsOf = (currency: string): number =>
  currency === "IRT" || currency === "IRR"
    ? 0
    : (new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ??
      2);

export function EventsPage() {
  const [name, setName] = useState("");
  const [paused, setPaused] = useState(false);
  const { rows, until, problem, watch, busy } = useArrivals(paused);
  const counts = useApi<EventCounts>("/events/counts", 60_000);
  const wanted = name.trim();
  const shown = wanted === "" ? rows : rows?.filter((row) => row.name.includes(wanted));
  return (
    <>
      <PageHead title={t("nav.events")} lead={t("events.lead")}>
        {until === null ? null : (
          <Button icon={paused ? "play" : "pause"} onClick={() => setPaused(!paused)}>
            {paused ? t("events.go-on") : t("events.pause")}
          </Button>
        )}
        <Button tone={until === null ? "primary" : "plain"} icon="radio" busy={busy} onClick={watch}>
          {until === null ? t("events.watch") : t("events.watch-longer")}
        </Button>
      </PageHead>
      <div class="stack">
        {problem === null ? null : <ProblemNotice problem={problem} />}
        {until === null ? (
          rows === null ? null : (
            <Notice tone="info" title={t("events.off")}>
              <p>{t("events.off.more")}</p>
            </Notice>
          )
        ) : (
          <p class="muted" role="status">
            {paused ? t("events.paused") : t("events.on", { until: moment(until) })}
          </p>
        )}
        <Card
          flush
          title={t("events.arriving")}
          more={<TextField label={t("events.filter")} value={name} set={setName} code />}
        >
          {shown === null || shown === undefined ? (
            problem === null ? (
              <Loading />
            ) : null
          ) : shown.length === 0 ? (
            <Empty title={until === null ? t("events.none") : t("events.waiting")}>
              <p>{until === null ? t("events.none.more") : t("events.waiting.more")}</p>
            </Empty>
          ) : (
            <ArrivalTable rows={shown} />
          )}
        </Card>
        <Card flush title={t("events.counts")} more={<Link to="/measures">{t("nav.measures")}</Link>}>
          {counts.problem === null ? null : <ProblemNotice problem={counts.problem} retry={counts.reload} />}
          {counts.body === null ? (
            counts.problem === null ? (
              <Loading />
            ) : null
          ) : counts.body.data.length === 0 ? (
            <Empty title={t("events.no-counts")} />
          ) : (
            <CountTable counts={counts.body.data} />
          )}
        </Card>
      </div>
    </>
  );
}

/** The newest first; asked for every two seconds while somebody watches and the page is on the screen. */
function useArrivals(paused: boolean) {
  const [rows, setRows] = useState<readonly Arrival[] | null>(null);
  const [until, setUntil] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const next = useRef<string | null>(null);
  const asking = useRef(false);
  const read = async (): Promise<void> => {
    if (asking.current) return;
    asking.current = true;
    try {
      const after = next.current === null ? "" : `&after=${next.current}`;
      const { body } = await api<Arrivals>("GET", `/events?limit=100${after}`);
      next.current = body.next;
      setUntil(body.watchedUntil);
      setProblem(null);
      setRows((before) => [...body.data.toReversed(), ...(before ?? [])].slice(0, SHOWN));
    } catch (error) {
      setProblem(problemOf(error));
    }
    asking.current = false;
  };
  const watch = (): void => {
    setBusy(true);
    api<{ data: { watchedUntil: string } }>("POST", "/events/watch", { body: {} })
      .then(({ body }) => {
        setUntil(body.data.watchedUntil);
        setProblem(null);
      })
      .catch((error: unknown) => setProblem(problemOf(error)))
      .finally(() => setBusy(false));
  };
  useEffect(() => {
    void read();
  }, []);
  useEffect(() => {
    if (paused || until === null) return undefined;
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") void read();
    }, EVERY_MS);
    return () => clearInterval(timer);
  }, [paused, until === null]);
  return { rows, until, problem, watch, busy };
}

function ArrivalTable({ rows }: { readonly rows: readonly Arrival[] }) {
  return (
    <TableFrame label={t("events.arriving")} tall>
      <table class="cards-on-phone arrivals">
        <thead>
          <tr>
            <th>{t("events.at")}</th>
            <th>{t("measures.event")}</th>
            <th>{t("events.source")}</th>
            <th class="num">{t("events.value")}</th>
            <th>{t("events.about")}</th>
            <th>{t("events.visitor")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.number}>
              <td class="num" data-label={t("events.at")} title={moment(row.receivedAt)}>
                {clockTime(row.receivedAt)}
              </td>
              <th scope="row">
                {eventWord(row.name)} <code class="small">{row.name}</code>
              </th>
              <td data-label={t("events.source")}>
                <Badge tone={row.source === "webhook" || row.source === "backend" ? "info" : "neutral"}>
                  {named("event-source", row.source)}
                </Badge>
              </td>
              <td class="num" data-label={t("events.value")}>
                {row.valueMinor === null || row.currency === null
                  ? "–"
                  : money(row.valueMinor, { currency: row.currency, decimals: decimalsOf(row.currency) })}
              </td>
              <td data-label={t("events.about")}>
                {row.experiment === null ? (
                  row.orderId === null ? (
                    "–"
                  ) : (
                    <code>{row.orderId}</code>
                  )
                ) : (
                  <>
                    <Link to={`/experiments/${row.experiment}`}>
                      <code>{row.experiment}</code>
                    </Link>{" "}
                    <code>{row.variant ?? "?"}</code>
                  </>
                )}
              </td>
              <td data-label={t("events.visitor")}>
                {row.visitor === null ? (
                  <span class="muted">{t("unknown")}</span>
                ) : (
                  <code title={row.visitor}>…{row.visitor.slice(-6)}</code>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

function CountTable({ counts }: { readonly counts: readonly EventCount[] }) {
  return (
    <TableFrame label={t("events.counts")}>
      <table>
        <thead>
          <tr>
            <th>{t("measures.event")}</th>
            <th class="num">{t("events.last-hour")}</th>
            <th class="num">{t("events.last-day")}</th>
            <th>{t("events.last")}</th>
          </tr>
        </thead>
        <tbody>
          {counts.map(({ name, lastHour, lastDay, lastAt }) => (
            <tr key={name}>
              <th scope="row">
                {eventWord(name)} <code class="small">{name}</code>
              </th>
              <td class="num">{count(lastHour)}</td>
              <td class="num">{count(lastDay)}</td>
              <td>{since(lastAt)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}
