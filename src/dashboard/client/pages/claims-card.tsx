/** What its elements told shoppers that has to be true, from which source, who approved it, and when. For legal, to take away. */
import { moment } from "../core/format.ts";
import { PREFIX } from "../core/place.ts";
import type { Many } from "../core/types.ts";
import { useApi } from "../core/use-api.ts";
import { named, t } from "../core/words.ts";
import { Badge, Card, ProblemNotice } from "../ui/basics.tsx";
import { Icon } from "../ui/icon.tsx";

interface Claim {
  readonly variant: string;
  readonly kind: string;
  readonly claim: string;
  readonly statement: string;
  readonly source: string;
  readonly approvedBy: string | null;
  readonly from: string;
  readonly until: string | null;
}

/** Of those that were made; where there is none, there is no card. */
const SHOWN = 50;

export function ClaimsCard({ experiment }: { readonly experiment: string }) {
  const path = `/experiments/${experiment}/claims`;
  const loaded = useApi<Many<Claim>>(path);
  if (loaded.body === null)
    return loaded.problem === null ? null : <ProblemNotice problem={loaded.problem} retry={loaded.reload} />;
  const claims = loaded.body.data;
  if (claims.length === 0) return null;
  return (
    <Card title={t("claims.title")}>
      <div class="stack">
        <p class="muted">{t("claims.more")}</p>
        <ol class="history">
          {claims.slice(-SHOWN).map((claim, index) => (
            <li key={index}>
              <div class="row">
                <strong dir="auto">{statementOf(claim)}</strong>
                <span class="grow" />
                {claim.until === null ? <Badge tone="info">{t("claims.now")}</Badge> : null}
              </div>
              <p class="muted">
                {named("field", claim.kind)} · <bdi>{claim.variant}</bdi> ·{" "}
                {claim.until === null
                  ? t("claims.since", { at: moment(claim.from) })
                  : `${moment(claim.from)} – ${moment(claim.until)}`}
              </p>
              <p class="muted">
                {t("claims.source")}{" "}
                {claim.source === "author" ? t("claims.author") : <bdi>{claim.source}</bdi>} ·{" "}
                {claim.approvedBy === null
                  ? t("claims.unapproved")
                  : t("claims.approved", { by: claim.approvedBy })}
              </p>
            </li>
          ))}
        </ol>
        <div class="row">
          <a class="button" href={`${PREFIX}/api${path}?format=csv`} download={`claims-${experiment}.csv`}>
            <Icon name="download" /> {t("claims.download")}
          </a>
        </div>
      </div>
    </Card>
  );
}

/** In the author's words, of several languages the first; a live number has none but its name. */
function statementOf({ statement, claim }: Claim): string {
  if (statement === "") return claim;
  try {
    const read = JSON.parse(statement) as unknown;
    if (typeof read === "string") return read;
    if (typeof read === "object" && read !== null && !Array.isArray(read)) {
      const [first] = Object.values(read);
      if (typeof first === "string") return first;
    }
  } catch {
    // An instant, an address or a reference, as it stands.
  }
  return statement;
}
