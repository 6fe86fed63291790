/** Who may use the API and sign in here. A token's secret is told once. */
import { useState } from "preact/hooks";
import { api, type Problem, problemOf } from "../core/api.ts";
import { date, since } from "../core/format.ts";
import type { Many, One } from "../core/types.ts";
import { useApi } from "../core/use-api.ts";
import { named, t } from "../core/words.ts";
import {
  Badge,
  Button,
  Card,
  CopyButton,
  Dialog,
  Empty,
  Loading,
  Notice,
  PageHead,
  ProblemNotice,
  TableFrame,
} from "../ui/basics.tsx";
import { SelectField, TextField } from "../ui/fields.tsx";
import { InstantField } from "../schema/instant.tsx";

interface Token {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly role: string;
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly lastUsedAt: string | null;
  readonly revokedAt: string | null;
}

const ROLES = ["viewer", "editor", "publisher", "admin", "browser"] as const;

export function TokensPage() {
  const loaded = useApi<Many<Token>>("/tokens?limit=200");
  const [adding, setAdding] = useState(false);
  const [revoking, setRevoking] = useState<Token | null>(null);
  return (
    <>
      <PageHead title={t("tokens.title")} lead={t("tokens.lead")}>
        <Button tone="primary" icon="plus" onClick={() => setAdding(true)}>
          {t("tokens.add")}
        </Button>
      </PageHead>
      {loaded.problem === null ? null : <ProblemNotice problem={loaded.problem} retry={loaded.reload} />}
      {loaded.body === null ? (
        loaded.problem === null ? (
          <Loading />
        ) : null
      ) : (
        <Card flush>
          {loaded.body.data.length === 0 ? (
            <Empty title={t("tokens.none")} />
          ) : (
            <TableFrame label={t("tokens.title")}>
              <table class="cards-on-phone">
                <thead>
                  <tr>
                    <th>{t("edit.name")}</th>
                    <th>{t("tokens.role")}</th>
                    <th>{t("tokens.begins")}</th>
                    <th>{t("tokens.used")}</th>
                    <th>{t("tokens.expires")}</th>
                    <th class="visually-hidden">{t("tokens.revoke")}</th>
                  </tr>
                </thead>
                <tbody>
                  {loaded.body.data.map((token) => (
                    <tr key={token.id}>
                      <th scope="row">
                        <bdi>{token.name}</bdi>
                      </th>
                      <td data-label={t("tokens.role")}>{named("role", token.role)}</td>
                      <td data-label={t("tokens.begins")}>
                        <code>{token.prefix}…</code>
                      </td>
                      <td data-label={t("tokens.used")}>
                        {token.lastUsedAt === null ? t("never") : since(token.lastUsedAt)}
                      </td>
                      <td data-label={t("tokens.expires")}>
                        {token.expiresAt === null ? t("never") : date(token.expiresAt)}
                      </td>
                      <td>
                        {token.revokedAt === null ? (
                          <Button tone="quiet" onClick={() => setRevoking(token)}>
                            {t("tokens.revoke")}
                          </Button>
                        ) : (
                          <Badge>{t("tokens.revoked")}</Badge>
                        )}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </TableFrame>
          )}
        </Card>
      )}
      <Dialog title={t("tokens.add")} open={adding} close={() => setAdding(false)}>
        <NewToken made={loaded.reload} />
      </Dialog>
      <Dialog title={t("tokens.revoke")} open={revoking !== null} close={() => setRevoking(null)}>
        {revoking === null ? null : (
          <Revoke
            token={revoking}
            done={() => {
              setRevoking(null);
              loaded.reload();
            }}
          />
        )}
      </Dialog>
    </>
  );
}

function NewToken({ made }: { readonly made: () => void }) {
  const [name, setName] = useState("");
  const [role, setRole] = useState<string>("viewer");
  const [expiresAt, setExpiresAt] = useState<string | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const make = async (): Promise<void> => {
    setBusy(true);
    try {
      const { body } = await api<One<Token & { readonly token: string }>>("POST", "/tokens", {
        body: { name, role, expiresAt },
      });
      setSecret(body.data.token);
      made();
    } catch (error) {
      setProblem(problemOf(error));
    }
    setBusy(false);
  };
  if (secret !== null)
    return (
      <div class="stack">
        <Notice tone="warn" title={t("tokens.once")} />
        <pre tabIndex={0}>{secret}</pre>
        <CopyButton text={secret}>{t("copy")}</CopyButton>
      </div>
    );
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void make();
      }}
    >
      <TextField
        label={t("edit.name")}
        hint={t("tokens.name.hint")}
        value={name}
        set={setName}
        input={{ required: true }}
      />
      <SelectField
        label={t("tokens.role")}
        hint={named("role.more", role)}
        value={role}
        set={setRole}
        options={ROLES.map((value) => ({ value, label: named("role", value) }))}
      />
      <InstantField
        label={t("tokens.expires")}
        hint={t("tokens.expires.hint")}
        value={expiresAt}
        set={setExpiresAt}
      />
      {problem === null ? null : <ProblemNotice problem={problem} />}
      <div class="row end">
        <Button tone="primary" type="submit" busy={busy}>
          {t("tokens.add")}
        </Button>
      </div>
    </form>
  );
}

function Revoke({ token, done }: { readonly token: Token; readonly done: () => void }) {
  const seen = useApi<One<Token>>(`/tokens/${token.id}`);
  const [problem, setProblem] = useState<Problem | null>(null);
  const go = async (): Promise<void> => {
    try {
      await api("DELETE", `/tokens/${token.id}`, { etag: seen.etag });
      done();
    } catch (error) {
      setProblem(problemOf(error));
    }
  };
  return (
    <div class="stack">
      <p>{t("tokens.revoke.more", { name: token.name })}</p>
      {problem === null ? null : <ProblemNotice problem={problem} />}
      <div class="row end">
        <Button tone="danger" busy={seen.body === null} onClick={() => void go()}>
          {t("tokens.revoke")}
        </Button>
      </div>
    </div>
  );
}
