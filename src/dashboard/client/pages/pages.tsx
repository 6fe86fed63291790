/** Which page an address is. Each is loaded when it is first opened. */
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { match, usePath } from "../core/router.tsx";
import { t } from "../core/words.ts";
import { Empty, Loading, PageHead, ProblemNotice } from "../ui/basics.tsx";
import { HomePage } from "./home.tsx";

type Params = { readonly [name: string]: string };
type Page = ComponentType<{ readonly params: Params }>;

const PAGES: readonly (readonly [pattern: string, load: () => Promise<Page>])[] = [
  ["/experiments", async () => (await import("./experiments.tsx")).ExperimentsPage],
  ["/experiments/new", async () => (await import("./edit.tsx")).NewExperimentPage],
  ["/experiments/:key", async () => (await import("./experiment.tsx")).ExperimentPage],
  ["/experiments/:key/edit", async () => (await import("./edit.tsx")).EditExperimentPage],
  ["/experiments/:key/visual", async () => (await import("./visual.tsx")).VisualEditorPage],
  ["/live", async () => (await import("./events.tsx")).EventsPage],
  ["/measures", async () => (await import("./measures.tsx")).MeasuresPage],
  ["/settings", async () => (await import("./settings.tsx")).SettingsPage],
  ["/settings/tokens", async () => (await import("./tokens.tsx")).TokensPage],
  ["/settings/audit", async () => (await import("./audit.tsx")).AuditPage],
];

const loaded = new Map<string, Page>();

export function Pages() {
  const path = usePath();
  if (path === "/") return <HomePage />;
  for (const [pattern, load] of PAGES) {
    const params = match(pattern, path);
    if (params !== null) return <Lazy key={path} pattern={pattern} load={load} params={params} />;
  }
  return (
    <>
      <PageHead title={t("lost.title")} />
      <Empty title={t("lost.more")} />
    </>
  );
}

function Lazy({
  pattern,
  load,
  params,
}: {
  readonly pattern: string;
  readonly load: () => Promise<Page>;
  readonly params: Params;
}) {
  const [page, setPage] = useState<{ readonly Page: Page } | null>(() => {
    const known = loaded.get(pattern);
    return known === undefined ? null : { Page: known };
  });
  const [failed, setFailed] = useState(false);
  const begin = (): void => {
    setFailed(false);
    load()
      .then((Page) => {
        loaded.set(pattern, Page);
        setPage({ Page });
      })
      .catch(() => setFailed(true));
  };
  useEffect(() => {
    if (page === null) begin();
  }, [pattern]);
  if (failed) return <ProblemNotice problem={{ status: 0, title: "" }} retry={begin} />;
  if (page === null) return <Loading />;
  return <page.Page params={params} />;
}
