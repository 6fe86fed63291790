/** The tools every illustration is drawn with. All pictures are 800 × 800, light from the upper left. */

/** A drawing is SVG markup without the root element. */
export type Drawing = string;

/** Numbers between 0 and 1 that are the same on every run (mulberry32), so that pictures keep their ETag. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const round = (value: number): number => Math.round(value * 10) / 10;

export function linear(id: string, stops: readonly string[], x2 = 0, y2 = 1): Drawing {
  return `<linearGradient id="${id}" x1="0" y1="0" x2="${x2}" y2="${y2}">${stopList(stops)}</linearGradient>`;
}

export function radial(id: string, stops: readonly string[], cx = 0.5, cy = 0.5, r = 0.5): Drawing {
  return `<radialGradient id="${id}" cx="${cx}" cy="${cy}" r="${r}">${stopList(stops)}</radialGradient>`;
}

/** Stops are spread evenly; `#rrggbb` or `#rrggbb/opacity`. */
function stopList(stops: readonly string[]): Drawing {
  return stops
    .map((stop, index) => {
      const [colour, opacity] = stop.split("/");
      const offset = round((index / Math.max(1, stops.length - 1)) * 100);
      return `<stop offset="${offset}%" stop-color="${colour}"${opacity ? ` stop-opacity="${opacity}"` : ""}/>`;
    })
    .join("");
}

export function at(x: number, y: number, drawing: Drawing, scale = 1, turn = 0): Drawing {
  const spin = turn === 0 ? "" : ` rotate(${round(turn)})`;
  const size = scale === 1 ? "" : ` scale(${Math.round(scale * 1000) / 1000})`;
  return `<g transform="translate(${round(x)} ${round(y)})${spin}${size}">${drawing}</g>`;
}

/** The soft shadow that an object throws on the table. */
export function shadow(cx: number, cy: number, rx: number, ry: number): Drawing {
  return `<ellipse cx="${cx}" cy="${cy}" rx="${rx}" ry="${ry}" fill="url(#shade)"/>`;
}

export interface Room {
  readonly wall: string;
  readonly niche: string;
  readonly table: string;
  readonly edge: string;
}

/** The shop's signature: every object stands before a pointed niche, on a table. */
export function room({ wall, niche, table, edge }: Room, scene: Drawing): Drawing {
  return `<defs>${radial("shade", ["#1c120a/.42", "#1c120a/.2", "#1c120a/0"])}${linear("fall", ["#ffffff/.22", "#ffffff/0"])}${linear("deep", ["#000000/.1", "#000000/0"], 1, 0)}</defs>
<rect width="800" height="800" fill="${wall}"/>
<path d="${NICHE}" fill="${niche}"/>
<path d="${NICHE}" fill="url(#deep)"/>
<path d="M176 640V338C176 214 288 152 400 62c112 90 224 152 224 276v302" fill="none" stroke="#fff" stroke-opacity=".35" stroke-width="3"/>
<rect y="606" width="800" height="194" fill="${table}"/>
<rect y="606" width="800" height="5" fill="${edge}"/>
<rect y="611" width="800" height="90" fill="url(#fall)"/>
${scene}`;
}

const NICHE = "M190 640V342C190 226 294 168 400 84c106 84 210 142 210 258v298z";

/** The cypress of the logo, 40 × 100 around its foot. */
export function cypress(colour: string): Drawing {
  return `<path d="M0-100C20-72 22-34 8-14Q4-9 2-9V0h-4v-9q-2 0-6-5C-22-34-20-72 0-100z" fill="${colour}"/>`;
}

/** The four-pointed star of the shop's borders, around its middle. */
export function star(size: number, colour: string): Drawing {
  const tip = size / 2;
  const waist = round(size * 0.15);
  return `<path d="M0-${tip}L${waist}-${waist} ${tip} 0 ${waist} ${waist} 0 ${tip}-${waist} ${waist}-${tip} 0-${waist}-${waist}z" fill="${colour}"/>`;
}

/** A band of stars from 0 to `width`. */
export function starBand(width: number, size: number, colour: string): Drawing {
  const count = Math.floor(width / (size * 1.5));
  const step = width / count;
  return Array.from({ length: count }, (_, index) => at(step * (index + 0.5), 0, star(size, colour))).join(
    "",
  );
}

/** Scatters `count` pieces over an ellipse, denser at the middle, those behind first. */
export function heap(
  count: number,
  seed: number,
  rx: number,
  ry: number,
  piece: (next: () => number) => Drawing,
): Drawing {
  const next = random(seed);
  const places = Array.from({ length: count }, () => {
    const angle = next() * Math.PI * 2;
    const distance = Math.sqrt(next());
    return { x: Math.cos(angle) * distance * rx, y: Math.sin(angle) * distance * ry };
  }).sort((one, other) => one.y - other.y);
  return places.map(({ x, y }) => at(x, y, piece(next), 0.85 + next() * 0.3, next() * 360)).join("");
}

export function pick<Item>(next: () => number, items: readonly [Item, ...Item[]]): Item {
  return items[Math.floor(next() * items.length)] ?? items[0];
}

export function svg(drawing: Drawing, width = 800, height = 800): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">${drawing}</svg>\n`;
}
