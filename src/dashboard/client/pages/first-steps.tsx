/** Nothing there yet: five steps, five minutes. */
import { Link } from "../core/router.tsx";
import { useSession } from "../core/session.ts";
import { t, type WordKey } from "../core/words.ts";
import { Card, PageHead } from "../ui/basics.tsx";
import { Icon } from "../ui/icon.tsx";
import type { IconName } from "../ui/icons.ts";

const STEPS: readonly { readonly word: WordKey; readonly more: WordKey; readonly icon: IconName }[] = [
  { word: "first.1", more: "first.1.more", icon: "pencil" },
  { word: "first.2", more: "first.2.more", icon: "mouse-pointer-2" },
  { word: "first.3", more: "first.3.more", icon: "target" },
  { word: "first.4", more: "first.4.more", icon: "eye" },
  { word: "first.5", more: "first.5.more", icon: "play" },
];

export function FirstSteps() {
  const { may, shop } = useSession();
  return (
    <>
      <PageHead title={t("first.title")} lead={t("first.lead")}>
        {may("editor") ? (
          <Link class="button primary" to="/experiments/new">
            <Icon name="plus" />
            {t("experiments.new")}
          </Link>
        ) : null}
      </PageHead>
      <Card>
        <ol class="steps">
          {STEPS.map(({ word, more, icon }) => (
            <li key={word}>
              <span class="step-icon">
                <Icon name={icon} />
              </span>
              <div>
                <h2>{t(word)}</h2>
                <p class="muted">{t(more)}</p>
              </div>
            </li>
          ))}
        </ol>
        {shop === null ? null : (
          <p class="muted small">
            {t("first.shop")}{" "}
            <a href={shop} target="_blank" rel="noreferrer" dir="ltr">
              {shop}
            </a>
          </p>
        )}
      </Card>
    </>
  );
}
