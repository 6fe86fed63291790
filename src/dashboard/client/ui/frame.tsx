/** What stands around every page: where one can go, who one is, language and theme. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { type DashboardLanguage, LANGUAGE, PREFIX } from "../core/place.ts";
import { Link, usePath } from "../core/router.tsx";
import { useSession } from "../core/session.ts";
import { applyTheme, chooseLanguage, currentTheme, type Theme } from "../core/theme.ts";
import { named, t, type WordKey } from "../core/words.ts";
import { Button } from "./basics.tsx";
import { Icon } from "./icon.tsx";
import type { IconName } from "./icons.ts";

const PLACES: readonly { readonly path: string; readonly word: WordKey; readonly icon: IconName }[] = [
  { path: "/", word: "nav.home", icon: "house" },
  { path: "/experiments", word: "nav.experiments", icon: "flask-conical" },
  { path: "/measures", word: "nav.measures", icon: "target" },
  { path: "/live", word: "nav.events", icon: "radio" },
  { path: "/settings", word: "nav.settings", icon: "settings" },
];

const LANGUAGES: readonly (readonly [DashboardLanguage, string])[] = [
  ["en", "English"],
  ["fa", "فارسی"],
  ["ar", "العربية"],
];

export function Frame({ children }: { readonly children: ComponentChildren }) {
  const path = usePath();
  const isEditor = /^\/experiments\/[^/]+\/visual$/.test(path);
  if (isEditor) return <>{children}</>;
  const current =
    PLACES.findLast((place) => path === place.path || path.startsWith(`${place.path}/`))?.path ?? "/";
  return (
    <div class="shell">
      <aside class="side" aria-label={t("nav.label")}>
        <Link to="/" class="brand-row">
          <span class="brand" aria-hidden="true" />
          Lahza
        </Link>
        <nav aria-label={t("nav.label")}>
          {PLACES.map(({ path: to, word, icon }) => (
            <Link key={to} to={to} aria-current={to === current ? "page" : undefined}>
              <Icon name={icon} />
              {t(word)}
            </Link>
          ))}
        </nav>
        <div class="foot">
          <Preferences />
        </div>
      </aside>
      <main class="page" id="page" tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}

/** Also on the settings page, where a phone finds them. */
export function Preferences() {
  const { name, role } = useSession();
  const [theme, setTheme] = useState<Theme>(currentTheme());
  return (
    <>
      <span class="small">
        <bdi>{name === "ADMIN_TOKEN" ? t("session.root") : name}</bdi>
        <br />
        <span class="muted">{named("role", role)}</span>
      </span>
      <label>
        <span class="visually-hidden">{t("language")}</span>
        <select
          value={LANGUAGE}
          onChange={(event) => chooseLanguage(event.currentTarget.value as DashboardLanguage)}
        >
          {LANGUAGES.map(([code, label]) => (
            <option key={code} value={code} lang={code} selected={code === LANGUAGE}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span class="visually-hidden">{t("theme")}</span>
        <select
          value={theme}
          onChange={(event) => {
            const chosen = event.currentTarget.value as Theme;
            setTheme(chosen);
            applyTheme(chosen);
          }}
        >
          <option value="auto">{t("theme.auto")}</option>
          <option value="light">{t("theme.light")}</option>
          <option value="dark">{t("theme.dark")}</option>
        </select>
      </label>
      <form method="post" action={`${PREFIX}/sign-out`}>
        <Button tone="quiet" icon="log-out" type="submit">
          {t("sign-out")}
        </Button>
      </form>
    </>
  );
}
