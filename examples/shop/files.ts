/** Files that the shop serves as they are, under names that change with their content. */

export interface ShopFiles {
  readonly styles: string;
  readonly script: string;
  /** woff2 by file name, such as `vazirmatn-arabic.woff2`. */
  readonly fonts: Readonly<Record<string, ArrayBuffer>>;
}

export interface AssetPaths {
  readonly styles: string;
  readonly script: string;
}

export const assetPaths = (files: ShopFiles): AssetPaths => ({
  styles: `/assets/shop.${digest(files.styles)}.css`,
  script: `/assets/shop.${digest(files.script)}.js`,
});

/** FNV-1a, twice with different offsets: 16 hex digits, enough to tell two versions of a page apart. */
export function digest(text: string): string {
  let one = 0x811c9dc5;
  let two = 0x9e3779b1;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    one = Math.imul(one ^ unit, 0x01000193);
    two = Math.imul(two ^ (unit + index), 0x01000193);
  }
  return [one, two].map((value) => (value >>> 0).toString(16).padStart(8, "0")).join("");
}
