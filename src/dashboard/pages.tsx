/** The pages that the Worker writes by itself: the dashboard's frame, and signing in, which needs no script. */
import type { Child } from "hono/jsx";
import type { BuiltFiles } from "./files.ts";
import { type DashboardLanguage, RIGHT_TO_LEFT } from "./languages.ts";
import { SIGN_IN_WORDS } from "./sign-in.words.ts";

export interface PageFrame {
  readonly prefix: string;
  readonly language: DashboardLanguage;
  /** Null: not built. */
  readonly files: BuiltFiles | null;
}

function Page({ prefix, language, files, title, children }: PageFrame & { title: string; children?: Child }) {
  return (
    <html lang={language} dir={RIGHT_TO_LEFT.has(language) ? "rtl" : "ltr"} data-prefix={prefix}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>{title}</title>
        <link rel="icon" href="data:," />
        {files === null ? null : <link rel="stylesheet" href={`${prefix}/d/${files.css}`} />}
        {children}
      </head>
    </html>
  );
}

/** The dashboard: everything in it is drawn by its script, from the public API. */
export function dashboardPage(frame: PageFrame): string {
  const { prefix, files, language } = frame;
  return document(
    <Page {...frame} title="Lahza">
      {files === null ? null : <script type="module" src={`${prefix}/d/${files.app}`} />}
    </Page>,
    <>
      <div id="app">
        <p class="boot">{files === null ? NOT_BUILT : SIGN_IN_WORDS[language].loading}</p>
      </div>
      <noscript>
        <p class="boot">{SIGN_IN_WORDS[language].needsScript}</p>
      </noscript>
    </>,
  );
}

const NOT_BUILT =
  "The dashboard's files are not there: run npm run build, and deploy with wrangler.api.toml.";

export interface SignInPage {
  /** A one-time code from a link; null: ask for a token. */
  readonly code: string | null;
  readonly problem: "token" | "code" | "many" | null;
  /** Where to go on, a path of the dashboard. */
  readonly next: string;
}

export function signInPage(frame: PageFrame, { code, problem, next }: SignInPage): string {
  const words = SIGN_IN_WORDS[frame.language];
  return document(
    <Page {...frame} title={`${words.title} · Lahza`} />,
    <main class="sign-in">
      <h1>
        <span class="brand" aria-hidden="true" />
        Lahza
      </h1>
      {problem === null ? null : (
        <p class="notice bad" role="alert">
          {words[problem]}
        </p>
      )}
      <form method="post" action={`${frame.prefix}/sign-in`}>
        <input type="hidden" name="next" value={next} />
        {code === null ? (
          <label class="field">
            <span class="label">{words.label}</span>
            <input
              class="code"
              name="token"
              type="password"
              dir="ltr"
              required
              autofocus
              autocomplete="current-password"
            />
            <span class="hint">{words.hint}</span>
          </label>
        ) : (
          <>
            <input type="hidden" name="code" value={code} />
            <p>{words.ready}</p>
          </>
        )}
        <button class="button primary" type="submit">
          {words.title}
        </button>
      </form>
    </main>,
  );
}

function document(head: unknown, body: unknown): string {
  const open = String(head).replace(/<\/html>$/, "");
  return `<!doctype html>${open}<body>${String(body)}</body></html>`;
}
