/** Where the dashboard begins: words, who is signed in, the frame, and the page that the address names. */
import { render } from "preact";
import { api, problemOf } from "./core/api.ts";
import { SessionContext, type Session } from "./core/session.ts";
import type { One } from "./core/types.ts";
import { loadWords, t } from "./core/words.ts";
import { applyTheme } from "./core/theme.ts";
import { Frame } from "./ui/frame.tsx";
import { ProblemNotice } from "./ui/basics.tsx";
import { Pages } from "./pages/pages.tsx";

const place = document.getElementById("app");

async function begin(): Promise<void> {
  if (place === null) return;
  applyTheme();
  await loadWords();
  const ask = async (): Promise<void> => {
    try {
      const { body } = await api<Pick<One<Session>, "data">>("GET", "/session");
      place.replaceChildren();
      render(
        <SessionContext.Provider value={body.data}>
          <a class="skip" href="#page">
            {t("skip")}
          </a>
          <Frame>
            <Pages />
          </Frame>
        </SessionContext.Provider>,
        place,
      );
    } catch (error) {
      place.replaceChildren();
      render(
        <main class="page">
          <ProblemNotice problem={problemOf(error)} retry={() => void ask()} />
        </main>,
        place,
      );
    }
  };
  await ask();
}

void begin();
