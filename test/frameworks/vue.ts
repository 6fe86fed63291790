/** Vue 3 with its router, as Nuxt has them: rendered on the server, hydrated. */
import { bundle, load } from "./bundle.ts";
import { ALIVE, document, type FrameworkShop, PAGES, script } from "./shop.ts";

const APP = `
  import { createSSRApp, h, onMounted } from "vue";
  import { createRouter, RouterLink, RouterView, useRoute } from "vue-router";
  const PAGES = ${JSON.stringify(PAGES)};
  const Product = { setup() {
    const route = useRoute();
    return () => {
    const { path } = route;
    const { title, price } = PAGES[path];
    return h("main", { "data-path": path }, [
      h("h1", { class: "title" }, title),
      h("p", { class: "price", title: "price" }, price),
      h("form", { class: "buy" }, [h("button", { type: "button" }, "Buy")]),
      h("p", { class: "note" }, "In stock"),
      h("p", { class: "swap" }, "Old badge"),
      h("p", { class: "old" }, "An old promise"),
    ]);
  }; } };
  const Shop = {
    setup() {
      onMounted(() => { ${ALIVE} });
      return () => [
        h("nav", Object.keys(PAGES).map((to) => h(RouterLink, { to }, () => to))),
        h(RouterView),
      ];
    },
  };
  export async function shop(history, path) {
    const routes = Object.keys(PAGES).map((path) => ({ path, component: Product }));
    const router = createRouter({ history, routes });
    if (path) router.push(path);
    const app = createSSRApp(Shop).use(router);
    await router.isReady();
    return app;
  }
`;
const CLIENT = `
  import { createWebHistory } from "vue-router";
  import { shop } from "shop";
  const history = createWebHistory();
  shop(history, history.location).then((app) => app.mount("#root"));
`;
const SERVER = `
  import { createMemoryHistory } from "vue-router";
  import { renderToString } from "vue/server-renderer";
  import { shop } from "shop";
  export const render = async (path) => renderToString(await shop(createMemoryHistory(), path));
`;

export async function vueShop(): Promise<FrameworkShop> {
  const client = await bundle(APP, CLIENT, "iife");
  const { render } = await load<{ render: (path: string) => Promise<string> }>(APP, SERVER);
  return {
    name: "Vue 3 with its router",
    hydrated: "in-place",
    async answer(path) {
      if (path === "/app.js") return script(client);
      return path in PAGES
        ? document(`<div id="root">${await render(path)}</div>`, '<script src="/app.js" defer></script>')
        : null;
    },
  };
}
