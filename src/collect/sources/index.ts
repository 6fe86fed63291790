/** Every source of order webhooks: the one list. */
import { generic } from "./generic.ts";
import { salla } from "./salla.ts";
import { shopify } from "./shopify.ts";
import type { OrderSource } from "./source.ts";
import { woocommerce } from "./woocommerce.ts";

export const SOURCES: readonly OrderSource[] = [shopify, woocommerce, salla, generic];
