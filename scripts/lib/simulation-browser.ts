/** Keeps cookies and sends what a browser sends, over connections that are kept. */

const USER_AGENT =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/141.0.0.0 Safari/537.36";
export const CRAWLER = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";

/** As `POST /_lahza/events` takes it. */
export interface BrowserEvent {
  readonly id: string;
  readonly name: string;
  readonly page?: string;
  readonly value?: number;
  readonly currency?: null;
  readonly properties?: Readonly<Record<string, string | number | boolean>>;
}

export class Browser {
  readonly cookies = new Map<string, string>();
  readonly url: string;
  readonly #headers: Readonly<Record<string, string>>;

  /** `headers` over those of a browser. */
  constructor(url: string, headers: Readonly<Record<string, string>> = {}) {
    this.url = url;
    this.#headers = headers;
  }

  /** The page. Rejects when it is no page. */
  async open(
    path: string,
    headers: Readonly<Record<string, string>> = {},
    method: "GET" | "POST" = "GET",
  ): Promise<string> {
    const answer = await this.#ask(path, { method }, headers);
    const text = await answer.text();
    if (answer.status !== 200) throw new Error(`${path} was answered with ${answer.status}`);
    return text;
  }

  /** Where the answer leads, or its status. */
  async post(
    path: string,
    form: Readonly<Record<string, string>>,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<string> {
    const answer = await this.#ask(path, { method: "POST", body: new URLSearchParams(form) }, headers);
    await answer.arrayBuffer();
    return answer.headers.get("location") ?? `${answer.status}`;
  }

  /** As Lahza's script sends, in one beacon. */
  async send(events: readonly BrowserEvent[]): Promise<void> {
    const nowMs = Date.now();
    const body = JSON.stringify({ sentAt: nowMs, events: events.map((event) => ({ ...event, at: nowMs })) });
    const answer = await this.#ask("/_lahza/events", { method: "POST", body }, {});
    await answer.arrayBuffer();
    if (answer.status !== 204) throw new Error(`events were answered with ${answer.status}`);
  }

  async #ask(path: string, init: RequestInit, headers: Readonly<Record<string, string>>): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const isOurs = path.startsWith("/_lahza/events");
    const answer = await fetch(new URL(path, this.url), {
      ...init,
      redirect: "manual",
      headers: {
        accept: "text/html,application/xhtml+xml",
        "sec-fetch-dest": isOurs ? "empty" : "document",
        "sec-fetch-mode": isOurs ? "cors" : "navigate",
        "sec-fetch-site": "same-origin",
        "user-agent": USER_AGENT,
        ...(cookie === "" ? {} : { cookie }),
        ...this.#headers,
        ...headers,
      },
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/max-age=0/i.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return answer;
  }
}

/** What the page's script would confirm with. */
export function tokenOf(page: string): string {
  const token = / data-lahza="([^"]+)"/.exec(page)?.[1];
  if (token === undefined) throw new Error("the page has no token");
  return token;
}
