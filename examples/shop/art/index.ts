/** Every picture of the shop by its file name. Drawn when first asked for, then kept. */
import { svg } from "./brush.ts";
import * as details from "./details.ts";
import * as scenes from "./scenes.ts";
import * as spice from "./spice.ts";
import * as table from "./table.ts";
import * as tea from "./tea.ts";

const PICTURES: Readonly<Record<string, () => string>> = {
  "saffron-negin": () => svg(spice.saffronNegin()),
  "saffron-negin-detail": () => svg(details.threadsClose()),
  "saffron-sargol": () => svg(spice.saffronSargol()),
  "saffron-sargol-detail": () => svg(details.threadsFine()),
  barberries: () => svg(spice.barberries()),
  "barberries-detail": () => svg(details.berriesClose()),
  advieh: () => svg(spice.advieh()),
  "advieh-detail": () => svg(details.adviehClose()),
  "lahijan-tea": () => svg(tea.lahijan()),
  "lahijan-tea-detail": () => svg(details.leavesClose()),
  "cardamom-tea": () => svg(tea.cardamomTea()),
  "cardamom-tea-detail": () => svg(details.podsClose()),
  borage: () => svg(tea.borageTea()),
  "borage-detail": () => svg(details.borageClose()),
  rosebuds: () => svg(tea.rosebuds()),
  "rosebuds-detail": () => svg(details.rosesClose()),
  "turquoise-bowl": () => svg(table.bowl()),
  "turquoise-bowl-detail": () => svg(details.glazeClose()),
  "sun-plate": () => svg(table.plate()),
  "sun-plate-detail": () => svg(details.plateClose()),
  estekan: () => svg(table.glasses()),
  "estekan-detail": () => svg(details.glassClose()),
  "brass-mortar": () => svg(table.brassMortar()),
  "brass-mortar-detail": () => svg(details.brassClose()),
  hero: () => svg(scenes.hero(), 1200, 1000),
  dawn: () => svg(scenes.dawn(), 1200, 800),
  "category-spice": () => svg(scenes.spiceTile(), 900, 640),
  "category-tea": () => svg(scenes.teaTile(), 900, 640),
  "category-table": () => svg(scenes.tableTile(), 900, 640),
  "empty-cart": () => svg(scenes.waiting(), 900, 640),
  icon: () => svg(scenes.icon(), 64, 64),
};

const drawn = new Map<string, string>();

export function picture(name: string): string | null {
  const draw = Object.hasOwn(PICTURES, name) ? PICTURES[name] : undefined;
  if (draw === undefined) return null;
  let markup = drawn.get(name);
  if (markup === undefined) {
    markup = draw();
    drawn.set(name, markup);
  }
  return markup;
}

export const PICTURE_NAMES = Object.keys(PICTURES);
