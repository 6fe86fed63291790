/** The example storefront as a Worker of its own: binds the files and answers. */
import fraunces from "@fontsource-variable/fraunces/files/fraunces-latin-wght-normal.woff2";
import vazirmatnArabic from "@fontsource-variable/vazirmatn/files/vazirmatn-arabic-wght-normal.woff2";
import vazirmatnLatin from "@fontsource-variable/vazirmatn/files/vazirmatn-latin-wght-normal.woff2";
import { createShop } from "./app.tsx";
import script from "./client/shop.js";
import { createFaults } from "./faults.ts";
import styles from "./styles.css";

interface ShopEnv {
  /** "1" adds the routes under /__test/ for HTTP tests. */
  readonly TEST_ROUTES?: string;
}

const shop = createShop({
  files: {
    styles,
    script,
    fonts: {
      "fraunces-latin.woff2": fraunces,
      "vazirmatn-arabic.woff2": vazirmatnArabic,
      "vazirmatn-latin.woff2": vazirmatnLatin,
    },
  },
});
const faults = createFaults();

export default {
  fetch(request, env, context) {
    const test = env.TEST_ROUTES === "1" && new URL(request.url).pathname.startsWith("/__test/");
    return (test ? faults : shop).fetch(request, env, context);
  },
} satisfies ExportedHandler<ShopEnv>;
