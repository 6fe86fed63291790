/** All of them; another framework is one file more, and one line here. */
import { htmxShop } from "./htmx.ts";
import { nextShop } from "./next.ts";
import { reactShop } from "./react.ts";
import { reactStreamingShop } from "./react-streaming.ts";
import type { FrameworkShop } from "./shop.ts";
import { turboShop } from "./turbo.ts";
import { vueShop } from "./vue.ts";

export const FRAMEWORK_SHOPS: readonly (() => Promise<FrameworkShop>)[] = [
  reactShop,
  reactStreamingShop,
  nextShop,
  vueShop,
  turboShop,
  htmxShop,
];
