/** Close-ups: the second picture of every product. */
import { at, type Drawing, linear, pick, radial, random, round, starBand } from "./brush.ts";
import { berry, borage, grain, petal, pod, rosebud, teaLeaf, thread } from "./pieces.ts";
import { AMBER, estekan, sunPlate } from "./table.ts";

type Piece = (next: () => number) => Drawing;

/** Fills the picture with pieces on a jittered grid, so that no hole and no row shows. */
function field(background: string, step: number, scale: number, seed: number, piece: Piece): Drawing {
  const next = random(seed);
  const places: { x: number; y: number }[] = [];
  for (let y = -step; y < 800 + step; y += step) {
    for (let x = -step; x < 800 + step; x += step) {
      places.push({ x: x + (next() - 0.5) * step * 1.4, y: y + (next() - 0.5) * step * 1.4 });
    }
  }
  const order = places.map((place) => ({ place, rank: next() })).sort((one, other) => one.rank - other.rank);
  const light = radial("light", ["#fff4dc/.3", "#fff4dc/0", "#000000/.38"], 0.38, 0.3, 0.85);
  return `<defs>${light}</defs><rect width="800" height="800" fill="${background}"/>${order.map(({ place }) => at(place.x, place.y, piece(next), scale * (0.85 + next() * 0.3), next() * 360)).join("")}<rect width="800" height="800" fill="url(#light)"/>`;
}

export const threadsClose = (): Drawing => field("#4a0808", 50, 3.1, 2, (next) => thread(next, 58));
export const threadsFine = (): Drawing => field("#5a0b0b", 44, 2.2, 14, (next) => thread(next, 52));
export const berriesClose = (): Drawing => field("#4a0814", 54, 3, 3, berry);
export const leavesClose = (): Drawing => field("#160e0b", 46, 2.4, 4, teaLeaf);
export const podsClose = (): Drawing =>
  field("#1c120d", 52, 2.3, 6, (next) => (next() < 0.3 ? at(0, 0, pod(next), 1.25) : teaLeaf(next)));
export const borageClose = (): Drawing => field("#2f2c66", 84, 2.1, 8, borage);
export const rosesClose = (): Drawing => field("#7a2f4c", 104, 2.3, 10, rosebud);
export const adviehClose = (): Drawing =>
  field("#6d3c18", 30, 2.4, 11, (next) => (next() < 0.12 ? at(0, 0, petal(next), 1.3) : grain(next)));

/** Into the bowl: rings, leaves, and the crackle that the kiln leaves behind. */
export function glazeClose(): Drawing {
  const next = random(17);
  const crackle = Array.from({ length: 46 }, () => {
    const [x, y] = [next() * 900 - 450, next() * 900 - 450];
    const step = (): number => Math.round((next() - 0.5) * 120);
    return `M${round(x)} ${round(y)}l${step()} ${step()} ${step()} ${step()}`;
  }).join("");
  return `<defs>${radial("kiln", ["#a5ece0", "#35b5b3", "#117b8a", "#0a5567"], 0.42, 0.38, 0.72)}</defs><rect width="800" height="800" fill="#0a5567"/><g transform="translate(400 420)"><circle r="560" fill="url(#kiln)"/><g fill="#0c4a5e" fill-opacity=".86">${ring(20, 190, 150)}${ring(12, 62, 78)}</g><g fill="none" stroke="#0c4a5e"><circle r="172" stroke-width="8"/><circle r="158" stroke-width="3"/><circle r="360" stroke-width="11"/><circle r="378" stroke-width="4"/><circle r="436" stroke-width="5"/></g><circle r="44" fill="#0c4a5e"/><g fill="#0c4a5e" fill-opacity=".7">${ring(40, 386, 44)}</g><path d="${crackle}" fill="none" stroke="#053b49" stroke-opacity=".25" stroke-width="1.6"/></g><path d="M70 210C150 90 300 40 430 52" fill="none" stroke="#fff" stroke-opacity=".55" stroke-width="20" stroke-linecap="round"/>`;
}

export const plateClose = (): Drawing =>
  `<rect width="800" height="800" fill="#8d7456"/>${at(430, 400, sunPlate(), 2.3, -8)}`;

export const glassClose = (): Drawing =>
  `<defs>${radial("shade", ["#1c120a/.42", "#1c120a/.2", "#1c120a/0"])}${linear("dim", ["#bd6a50", "#8c4333", "#54251b"])}</defs><rect width="800" height="800" fill="url(#dim)"/><rect y="690" width="800" height="110" fill="#54251b"/>${at(400, 790, estekan(AMBER, "teaD"), 2.75)}`;

/** The mortar's chasing, row by row. */
export function brassClose(): Drawing {
  const next = random(29);
  const dents = Array.from(
    { length: 190 },
    () =>
      `<ellipse cx="${Math.round(next() * 800)}" cy="${Math.round(next() * 800)}" rx="${round(9 + next() * 15)}" ry="${round(7 + next() * 9)}" fill="${pick(next, ["#fff3cf", "#7a4f18", "#f4dc98"])}" fill-opacity=".13"/>`,
  ).join("");
  const bands = [150, 400, 650]
    .map(
      (y, index) =>
        `<path d="M-10 ${y - 74}Q400 ${y - 30} 810 ${y - 74}M-10 ${y + 60}Q400 ${y + 104} 810 ${y + 60}" fill="none" stroke="#6f4512" stroke-width="9"/><path d="M-10 ${y - 64}Q400 ${y - 20} 810 ${y - 64}" fill="none" stroke="#fff1c4" stroke-opacity=".6" stroke-width="4"/>${at(index === 1 ? -50 : 0, y + 10, starBand(index === 1 ? 900 : 800, 108, "#6f4512"))}`,
    )
    .join("");
  return `<defs>${linear("plateBrass", ["#8a5a1c", "#e3b95f", "#c08d36", "#f4dc98", "#b8842f", "#7d5018"], 1, 0.25)}</defs><rect width="800" height="800" fill="url(#plateBrass)"/>${dents}${bands}`;
}

/** Leaves around the middle, their points outwards. */
const ring = (count: number, radius: number, size: number): Drawing =>
  Array.from(
    { length: count },
    (_, index) =>
      `<path d="M0-${radius}C${size * 0.34}-${round(radius + size * 0.35)} ${size * 0.3}-${round(radius + size * 0.8)} 0-${radius + size}-${size * 0.3}-${round(radius + size * 0.8)}-${size * 0.34}-${round(radius + size * 0.35)} 0-${radius}z" transform="rotate(${round((index * 360) / count)})"/>`,
  ).join("");
