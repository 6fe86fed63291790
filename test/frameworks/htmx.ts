/** htmx with `hx-boost`: links ask for the page, and its body is put in the place of the one that stands. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ALIVE, document, type FrameworkShop, pageHtml, PAGES, script } from "./shop.ts";

const LIBRARY = join(import.meta.dirname, "../../node_modules/htmx.org/dist/htmx.min.js");

export async function htmxShop(): Promise<FrameworkShop> {
  const client = `${readFileSync(LIBRARY, "utf8")};${ALIVE}`;
  return {
    name: "htmx 4",
    hydrated: true,
    async answer(path) {
      if (path === "/app.js") return script(client);
      return path in PAGES
        ? document(
            `<div hx-boost:inherited="true">${pageHtml(path)}</div>`,
            '<script src="/app.js" defer></script>',
          )
        : null;
    },
  };
}
