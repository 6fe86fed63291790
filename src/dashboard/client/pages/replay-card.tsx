/** The shop's own false-positive rate: its recorded visitors, dealt anew many times without any effect. */
import { useState } from "preact/hooks";
import { api, type Problem, problemOf } from "../core/api.ts";
import { percent } from "../core/format.ts";
import { t } from "../core/words.ts";
import { Button, Card, ProblemNotice } from "../ui/basics.tsx";

interface Replay {
  readonly runs: number;
  readonly visitors: number;
  readonly alpha: number;
  readonly fired: { readonly share: number; readonly interval: readonly [number, number] };
  readonly peeked: number;
}

export function ReplayCard({ experiment, phase }: { readonly experiment: string; readonly phase: number }) {
  const [busy, setBusy] = useState(false);
  const [replay, setReplay] = useState<Replay | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const run = async (): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      setReplay(
        (await api<Replay>("POST", `/experiments/${experiment}/aa-replay`, { body: { phase } })).body,
      );
    } catch (error) {
      setProblem(problemOf(error));
    }
    setBusy(false);
  };
  return (
    <Card title={t("replay.title")}>
      <div class="stack">
        <p class="muted">{t("replay.more")}</p>
        {problem === null ? null : <ProblemNotice problem={problem} />}
        {replay === null ? null : (
          <p role="status">
            <strong>
              {t("replay.fired", {
                share: percent(replay.fired.share, 1),
                low: percent(replay.fired.interval[0], 1),
                high: percent(replay.fired.interval[1], 1),
                alpha: percent(replay.alpha, 1),
              })}
            </strong>{" "}
            <span class="muted">
              {t("replay.peeked", {
                share: percent(replay.peeked, 1),
                runs: replay.runs,
                visitors: replay.visitors,
              })}
            </span>
          </p>
        )}
        <div>
          <Button icon="refresh-cw" busy={busy} onClick={() => void run()}>
            {busy ? t("replay.busy") : t("replay.run")}
          </Button>
        </div>
      </div>
    </Card>
  );
}
