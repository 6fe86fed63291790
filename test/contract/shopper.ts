/** A shopper without a script: keeps cookies, follows links, posts forms. */
import { NAVIGATION } from "./navigation.ts";

export interface Page {
  readonly status: number;
  readonly html: string;
  readonly headers: Headers;
}

export class Shopper {
  readonly cookies = new Map<string, string>();
  readonly #base: string;
  readonly #headers: Readonly<Record<string, string>>;

  /** `headers` over those of a browser's navigation. */
  constructor(base: string, headers: Readonly<Record<string, string>> = {}) {
    this.#base = base;
    this.#headers = { ...NAVIGATION, ...headers };
  }

  async open(path: string): Promise<Page> {
    return await this.#ask(path, {});
  }

  /** Posts a form and follows the redirect that answers it. */
  async post(
    path: string,
    form: Readonly<Record<string, string>>,
  ): Promise<Page & { readonly path: string }> {
    const answer = await this.#ask(path, { method: "POST", body: new URLSearchParams(form) });
    const location = answer.headers.get("location");
    if (location === null) return { ...answer, path };
    return { ...(await this.#ask(location, {})), path: location };
  }

  async #ask(path: string, init: RequestInit): Promise<Page> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await fetch(new URL(path, this.#base), {
      ...init,
      redirect: "manual",
      headers: { ...this.#headers, ...(cookie === "" ? {} : { cookie }) },
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/max-age=0/i.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return { status: answer.status, html: await answer.text(), headers: answer.headers };
  }
}

/** What the example's checkout takes, by the language's path prefix. */
export const ORDERS: Readonly<Record<"" | "/fa" | "/ar", Readonly<Record<string, string>>>> = {
  "": {
    name: "Hannah Weiss",
    phone: "(212) 555-0148",
    city: "New York",
    street: "12 Grove Street",
    postcode: "10014",
    payment: "card",
  },
  "/fa": {
    name: "مریم رضایی",
    phone: "۰۹۱۲ ۳۴۵ ۶۷۸۹",
    city: "تهران",
    street: "خیابان ولی‌عصر، پلاک ۱۲",
    postcode: "۱۴۱۵۵۱۲۳۴۵",
    payment: "card",
  },
  "/ar": {
    name: "نورة العتيبي",
    phone: "+966 50 123 4567",
    city: "الرياض",
    street: "حي الملقا، مبنى ٢٩٢٩",
    postcode: "RRRD2929",
    payment: "card",
  },
};
