/** Query parameters by which shops usually choose a product or its variant; also what rulesets of earlier builds mean. Pure. */
export const PRODUCT_PARAMETERS: readonly string[] = [
  "variant",
  "sku",
  "size",
  "color",
  "colour",
  "id",
  "pid",
  "product",
  "product_id",
  "productid",
  "lang",
  "currency",
];
