/** The example storefront with React's pages: the same shop, rendered on the server and taken over in the browser. */
import { renderToString } from "react-dom/server.edge";
import fraunces from "@fontsource-variable/fraunces/files/fraunces-latin-wght-normal.woff2";
import vazirmatnArabic from "@fontsource-variable/vazirmatn/files/vazirmatn-arabic-wght-normal.woff2";
import vazirmatnLatin from "@fontsource-variable/vazirmatn/files/vazirmatn-latin-wght-normal.woff2";
import { renderWith } from "../answers.tsx";
import { createShop } from "../app.tsx";
import styles from "../styles.css";
import script from "built:client";

renderWith((page) => renderToString(page as never));

export default createShop({
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
