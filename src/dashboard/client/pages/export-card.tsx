/** The raw rows behind the figures, page by page into one file, with what is done so far. */
import { useRef, useState } from "preact/hooks";
import { ApiError, type Problem, problemOf } from "../core/api.ts";
import { PREFIX } from "../core/place.ts";
import { t } from "../core/words.ts";
import { Button, Card, ProblemNotice } from "../ui/basics.tsx";

const KINDS = ["exposures", "outcomes"] as const;
type Kind = (typeof KINDS)[number];
/** Units a page: some MB at the most. */
const PAGE = 5_000;

export function ExportCard({ experiment, phase }: { readonly experiment: string; readonly phase: number }) {
  const [running, setRunning] = useState<{ readonly kind: Kind; readonly rows: number } | null>(null);
  const [done, setDone] = useState<{ readonly kind: Kind; readonly rows: number } | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const stop = useRef<AbortController | null>(null);
  const run = async (kind: Kind): Promise<void> => {
    const controller = new AbortController();
    stop.current = controller;
    setProblem(null);
    setDone(null);
    setRunning({ kind, rows: 0 });
    try {
      const { parts, rows } = await allPages(experiment, phase, kind, controller.signal, (so) =>
        setRunning({ kind, rows: so }),
      );
      saveAs(parts, `${experiment}-phase-${phase}-${kind}.ndjson`);
      setDone({ kind, rows });
    } catch (error) {
      if (!controller.signal.aborted) setProblem(problemOf(error));
    }
    setRunning(null);
  };
  return (
    <Card title={t("export.title")}>
      <div class="stack">
        <p class="muted">{t("export.more")}</p>
        {problem === null ? null : <ProblemNotice problem={problem} />}
        <p role="status" class={running === null && done === null ? "visually-hidden" : ""}>
          {running === null
            ? done === null
              ? ""
              : t("export.done", { rows: done.rows })
            : t("export.running", { rows: running.rows })}
        </p>
        <div class="row">
          {KINDS.map((kind) => (
            <Button
              key={kind}
              icon="download"
              busy={running?.kind === kind}
              disabled={running !== null}
              onClick={() => void run(kind)}
            >
              {t(`export.${kind}`)}
            </Button>
          ))}
          {running === null ? null : (
            <Button tone="quiet" icon="x" onClick={() => stop.current?.abort()}>
              {t("export.stop")}
            </Button>
          )}
        </div>
        <pre tabIndex={0}>
          {KINDS.map((kind) => `GET ${PREFIX}/api${pathOf(experiment, phase, kind)}`).join("\n")}
        </pre>
      </div>
    </Card>
  );
}

function pathOf(experiment: string, phase: number, kind: Kind): string {
  return `/experiments/${experiment}/${kind}?phase=${phase}`;
}

async function allPages(
  experiment: string,
  phase: number,
  kind: Kind,
  signal: AbortSignal,
  progress: (rows: number) => void,
): Promise<{ parts: string[]; rows: number }> {
  const parts: string[] = [];
  let rows = 0;
  for (let after: string | null = ""; after !== null;) {
    const page: string = after === "" ? "" : `&after=${encodeURIComponent(after)}`;
    const answer = await fetch(`${PREFIX}/api${pathOf(experiment, phase, kind)}&limit=${PAGE}${page}`, {
      signal,
    }).catch((error: unknown) => {
      if (signal.aborted) throw error;
      throw new ApiError({ status: 0, title: "no answer" });
    });
    const text = await answer.text();
    if (!answer.ok) {
      const told = /json/.test(answer.headers.get("content-type") ?? "") ? JSON.parse(text) : {};
      throw new ApiError({ title: `HTTP ${answer.status}`, ...told, status: answer.status });
    }
    parts.push(text);
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) rows += 1;
    progress(rows);
    after = answer.headers.get("lahza-next");
  }
  return { parts, rows };
}

function saveAs(parts: readonly string[], name: string): void {
  const address = URL.createObjectURL(new Blob([...parts], { type: "application/x-ndjson" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
