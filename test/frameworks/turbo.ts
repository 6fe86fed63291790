/** Turbo Drive: pages of a server, whose bodies are put in the place of the one that stands. */
import { bundle } from "./bundle.ts";
import { ALIVE, document, type FrameworkShop, pageHtml, PAGES, script } from "./shop.ts";

export async function turboShop(): Promise<FrameworkShop> {
  const client = await bundle("", `import "@hotwired/turbo"; ${ALIVE}`, "iife");
  return {
    name: "Turbo 8",
    hydrated: true,
    async answer(path) {
      if (path === "/app.js") return script(client);
      return path in PAGES ? document(pageHtml(path), '<script src="/app.js" defer></script>') : null;
    },
  };
}
