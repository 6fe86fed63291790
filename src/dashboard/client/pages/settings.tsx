/** What holds for the whole shop. Everybody may read it; who is no admin sees the values and no button. */
import { useState } from "preact/hooks";
import { api, type Problem, problemOf } from "../core/api.ts";
import { PREFIX } from "../core/place.ts";
import { Link, useUnsaved } from "../core/router.tsx";
import { useSession } from "../core/session.ts";
import type { One, Settings } from "../core/types.ts";
import { useApi } from "../core/use-api.ts";
import { t } from "../core/words.ts";
import { Button, Card, Loading, Notice, PageHead, ProblemNotice } from "../ui/basics.tsx";
import { CheckField } from "../ui/fields.tsx";
import { Preferences } from "../ui/frame.tsx";
import { Icon } from "../ui/icon.tsx";
import { useForm } from "../edit/use-schemas.ts";
import { FormContext, SchemaField } from "../schema/form.tsx";
import { labelOf } from "../schema/labels.ts";
import { resolved } from "../schema/schema.ts";

/** The rest follows, in the schema's order, behind "more". */
const FIRST = ["currency", "timeZone", "languages", "hosts", "consent", "holdout"];

export function SettingsPage() {
  const { may } = useSession();
  const loaded = useApi<One<Settings>>("/settings");
  return (
    <>
      <PageHead title={t("nav.settings")} lead={t("settings.lead")}>
        {may("admin") ? (
          <>
            <Link class="button" to="/settings/tokens">
              <Icon name="key-round" />
              {t("tokens.title")}
            </Link>
            <Link class="button" to="/settings/audit">
              <Icon name="scroll-text" />
              {t("audit.title")}
            </Link>
          </>
        ) : null}
        <a class="button" href={`${PREFIX}/api/docs`} target="_blank" rel="noreferrer">
          <Icon name="code" />
          {t("settings.api")}
        </a>
      </PageHead>
      <div class="stack">
        <div class="only-phone">
          <Card title={t("settings.you")}>
            <div class="stack">
              <Preferences />
            </div>
          </Card>
        </div>
        {loaded.problem === null ? null : <ProblemNotice problem={loaded.problem} retry={loaded.reload} />}
        {loaded.body === null ? (
          <Loading />
        ) : (
          <SettingsForm
            key={loaded.etag}
            settings={loaded.body.data}
            etag={loaded.etag}
            saved={loaded.set}
            reload={loaded.reload}
          />
        )}
        <StaffCard />
      </div>
    </>
  );
}

/** The cookie is the shop's host's, so the link is opened there. */
function StaffCard() {
  const [problem, setProblem] = useState<Problem | null>(null);
  const [url, setUrl] = useState<string | null>(null);
  const make = async (): Promise<void> => {
    try {
      const { body } = await api<One<{ readonly url: string }>>("POST", "/staff-links");
      setProblem(null);
      setUrl(body.data.url);
    } catch (error) {
      setProblem(problemOf(error));
    }
  };
  return (
    <Card title={t("settings.staff")}>
      <div class="stack">
        <p class="muted">{t("settings.staff.hint")}</p>
        {problem === null ? null : <ProblemNotice problem={problem} />}
        {url === null ? (
          <div>
            <Button icon="eye-off" onClick={() => void make()}>
              {t("settings.staff.make")}
            </Button>
          </div>
        ) : (
          <>
            <p>
              <a class="button primary" href={url} target="_blank" rel="noreferrer">
                {t("settings.staff.open")}
              </a>
            </p>
            <p class="muted small">{t("settings.staff.copy")}</p>
            <p>
              <code dir="ltr" class="wrap">
                {url}
              </code>
            </p>
          </>
        )}
      </div>
    </Card>
  );
}

function SettingsForm({
  settings,
  etag,
  saved,
  reload,
}: {
  readonly settings: Settings;
  readonly etag: string | null;
  readonly saved: ReturnType<typeof useApi<One<Settings>>>["set"];
  readonly reload: () => void;
}) {
  const { may } = useSession();
  const [value, setValue] = useState<{ readonly [name: string]: unknown }>(settings);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const form = useForm(problem?.errors ?? []);
  const changed = JSON.stringify(value) !== JSON.stringify(settings);
  useUnsaved(changed, t("unsaved"));
  if (form === null) return <Loading />;
  const { properties = {} } = resolved({ $ref: "#/Settings" }, form.schemas);
  const rest = Object.keys(properties).filter((name) => !FIRST.includes(name) && name !== "enabled");
  const field = (name: string) => (
    <SchemaField
      key={name}
      schema={properties[name] ?? {}}
      value={value[name] ?? properties[name]?.default}
      set={(next) => setValue({ ...value, [name]: next })}
      pointer={`/${name}`}
      label={labelOf(name)}
    />
  );
  const save = async (): Promise<void> => {
    setBusy(true);
    try {
      saved(await api<One<Settings>>("PUT", "/settings", { etag, body: value }));
    } catch (error) {
      setProblem(problemOf(error));
      setBusy(false);
    }
  };
  return (
    <FormContext.Provider value={form}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <fieldset class="stack" disabled={!may("admin")}>
          <Card title={t("settings.switch")}>
            <CheckField
              label={t("settings.enabled")}
              hint={t("settings.enabled.hint")}
              checked={value["enabled"] !== false}
              set={(enabled) => setValue({ ...value, enabled })}
            />
          </Card>
          <Card title={t("settings.shop")}>
            <div class="stack">{FIRST.map(field)}</div>
          </Card>
          <Card>
            <details>
              <summary>{t("more")}</summary>
              <div class="stack pad-top">{rest.map(field)}</div>
            </details>
          </Card>
        </fieldset>
        {may("admin") ? (
          <footer class="save-bar">
            <div class="grow">
              {problem === null ? null : problem.status === 412 ? (
                <ProblemNotice problem={{ ...problem, title: t("race") }} retry={reload} />
              ) : (
                <ProblemNotice problem={problem} />
              )}
            </div>
            <Button tone="primary" type="submit" busy={busy} disabled={!changed}>
              {t("save")}
            </Button>
          </footer>
        ) : (
          <Notice tone="info">{t("settings.read-only")}</Notice>
        )}
      </form>
    </FormContext.Provider>
  );
}
