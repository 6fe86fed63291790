/** Saffron, barberries and advieh. */
import {
  at,
  cypress,
  type Drawing,
  heap,
  linear,
  radial,
  random,
  room,
  round,
  shadow,
  star,
  starBand,
} from "./brush.ts";
import { berry, grain, petal, thread } from "./pieces.ts";

export function saffronTin(): Drawing {
  return `<defs>${linear("tin", ["#8a5a1c", "#e9c777", "#c89437", "#f3dc9c", "#a06c22"], 1, 0)}${linear("tinlid", ["#f6e3aa", "#c08a32", "#8b5a1b"], 1, 1)}${radial("tinin", ["#5e0d0d", "#3b0808"])}</defs>
${shadow(0, 2, 260, 44)}
<g transform="translate(176 -66) rotate(17)"><ellipse rx="116" ry="112" fill="#7a4f18"/><ellipse cx="-7" cy="-3" rx="116" ry="112" fill="url(#tinlid)"/><circle cx="-7" cy="-3" r="94" fill="none" stroke="#8b5a1b" stroke-opacity=".55" stroke-width="3"/><circle cx="-7" cy="-3" r="86" fill="none" stroke="#fff4cf" stroke-opacity=".6" stroke-width="2"/><g transform="translate(-7 46)">${cypress("#7a4a14")}</g></g>
<path d="M-210-140V-34C-210 2-128 26-40 26S130 2 130-34v-106z" fill="url(#tin)"/>
<path d="M-210-96C-210-60-128-38-40-38S130-60 130-96v62C130 2 48 26-40 26S-210 2-210-34z" fill="#7b1414"/>
<path d="M-210-96C-210-60-128-38-40-38S130-60 130-96" fill="none" stroke="#f3dc9c" stroke-width="3"/>
${Array.from({ length: 7 }, (_, index) => {
  const turn = (index - 3) * 0.37;
  return at(-40 + Math.sin(turn) * 166, -22 + Math.cos(turn) * 24, star(17, "#e9c777"));
}).join("")}
<ellipse cx="-40" cy="-140" rx="170" ry="58" fill="#f3dc9c"/><ellipse cx="-40" cy="-138" rx="158" ry="50" fill="url(#tinin)"/>
<g transform="translate(-56 -148)">${heap(120, 7, 122, 30, (next) => thread(next, 50))}</g>
<path d="M-198-138C-198-108-128-88-40-88S118-108 118-138" fill="none" stroke="#f3dc9c" stroke-width="9" stroke-linecap="round"/>
${looseThreads(9, 31, -240, 52, 190)}`;
}

export function looseThreads(count: number, seed: number, x: number, y: number, width: number): Drawing {
  const next = random(seed);
  return Array.from({ length: count }, () =>
    at(x + next() * width, y + (next() - 0.3) * 34, thread(next, 44), 0.9, next() * 360),
  ).join("");
}

function saffronJar(): Drawing {
  return `<defs>${linear("cork", ["#c99a67", "#e0ba8a", "#a9774a"], 1, 0)}${linear("jar", ["#ffffff/.75", "#ffffff/.12", "#ffffff/.05", "#ffffff/.4"], 1, 0)}</defs>
${shadow(4, 4, 200, 36)}
<path d="M-120-220C-120-250-92-262-84-280H84C92-262 120-250 120-220V-26C120 4 92 14 0 14S-120 4-120-26z" fill="#fbf3e6" fill-opacity=".5"/>
<clipPath id="jarIn"><path d="M-108-220C-108-246-84-256-76-274H76C84-256 108-246 108-220V-28C108-6 84 2 0 2S-108-6-108-28z"/></clipPath><g clip-path="url(#jarIn)"><path d="M-120-108Q-40-150 20-118T120-112V20H-120z" fill="#6d0d0e"/><g transform="translate(-20 -62)">${heap(210, 23, 118, 70, (next) => thread(next, 46))}</g></g>
<path d="M-120-220C-120-250-92-262-84-280H84C92-262 120-250 120-220V-26C120 4 92 14 0 14S-120 4-120-26z" fill="url(#jar)"/>
<path d="M-120-220C-120-250-92-262-84-280H84C92-262 120-250 120-220V-26C120 4 92 14 0 14S-120 4-120-26z" fill="none" stroke="#fff" stroke-opacity=".8" stroke-width="4"/>
<path d="M-98-206V-40" stroke="#fff" stroke-opacity=".85" stroke-width="11" stroke-linecap="round"/>
<rect x="-92" y="-292" width="184" height="22" rx="11" fill="#fff" fill-opacity=".65"/>
<path d="M-78-292l6-58q72-14 144 0l6 58q-78 14-156 0z" fill="url(#cork)"/><ellipse cx="0" cy="-352" rx="72" ry="15" fill="#e9caa0"/>
<path d="M-40-330q6 4 0 10M22-318q8 2 6 10M-8-304q7 0 8 6" stroke="#8c5f38" stroke-width="3" fill="none" stroke-linecap="round"/>
<path d="M-96-262q96 22 192 0" fill="none" stroke="#b3212a" stroke-width="5"/><path d="M70-258l26 48" stroke="#b3212a" stroke-width="4"/>
<g transform="translate(104 -168) rotate(9)"><path d="M-34-44H34V52L0 74-34 52z" fill="#fff8ea"/><circle cy="-32" r="5" fill="#d8c6a6"/><g transform="translate(0 44) scale(.66)">${cypress("#24503c")}</g></g>
${looseThreads(9, 5, -210, 50, 130)}`;
}

function barberryBowl(): Drawing {
  return `<defs>${linear("wood", ["#6b3f22", "#a86d3f", "#8a5530", "#55301a"], 1, 0)}</defs>
${shadow(0, 6, 290, 44)}
<ellipse cy="-170" rx="236" ry="62" fill="#4a2915"/>
<g transform="translate(0 -190)">${heap(170, 12, 190, 58, berry)}</g>
<path d="M-240-170C-236-40-150 16 0 16S236-40 240-170C214-122 130-102 0-102S-214-122-240-170z" fill="url(#wood)"/>
<path d="M-240-170C-214-122-130-102 0-102S214-122 240-170" fill="none" stroke="#c48d5b" stroke-width="7"/>
<path d="M-216-96C-150-52 120-48 214-98M-190-50C-110-14 110-12 186-52" fill="none" stroke="#3f2312" stroke-opacity=".35" stroke-width="4"/>
<path d="M-84 14Q0 28 84 14L70 28Q0 38-70 28z" fill="#4a2915"/>
${scatter(13, 41, berry)}`;
}

function scatter(count: number, seed: number, piece: (next: () => number) => Drawing): Drawing {
  const next = random(seed);
  return Array.from({ length: count }, (_, index) => {
    const side = index % 2 === 0 ? -1 : 1;
    return at(side * (150 + next() * 150), 26 + next() * 34, piece(next), 1, next() * 360);
  }).join("");
}

export function adviehDish(): Drawing {
  return `<defs>${linear("dish", ["#7d4f1a", "#e7bf6a", "#b8802e", "#f0d38f", "#8a5a1f"], 1, 0)}${radial("mound", ["#d79c4b", "#b06f2a", "#7c451a"], 0.42, 0.25, 0.8)}</defs>
${shadow(0, 6, 300, 42)}
<ellipse cy="-92" rx="262" ry="64" fill="#5f3a12"/>
<path d="M-210-92C-150-130-96-262-8-272 86-280 148-140 208-92 150-52-150-52-210-92z" fill="url(#mound)"/>
${speckle(150, 3)}
<g transform="translate(-10 -150)">${heap(20, 77, 130, 62, petal)}</g>
<path d="M-264-92C-250-18-150 18 0 18S250-18 264-92C230-50 120-34 0-34S-230-50-264-92z" fill="url(#dish)"/>
<path d="M-264-92C-230-50-120-34 0-34S230-50 264-92" fill="none" stroke="#fbe7b4" stroke-width="6"/>
<g transform="translate(-166 -14) rotate(5)">${starBand(332, 22, "#7d4f1a")}</g>
<g transform="translate(150 -196) rotate(38)"><ellipse cx="-64" rx="62" ry="40" fill="#8a5a33"/><ellipse cx="-64" cy="-6" rx="52" ry="29" fill="#5e3a1e"/><ellipse cx="-68" cy="-8" rx="44" ry="22" fill="#b8772d"/><rect x="-8" y="-13" width="190" height="25" rx="12" fill="#9b683c"/><rect x="-4" y="-10" width="178" height="7" rx="3" fill="#c79463"/></g>
${scatter(8, 6, petal)}`;
}

/** Grains on the mound, kept inside its outline. */
function speckle(count: number, seed: number): Drawing {
  const next = random(seed);
  return Array.from({ length: count }, () => {
    const height = next();
    const width = (1 - height) * 176 + 14;
    return at(round((next() * 2 - 1) * width) - 6, -78 - height * 176, grain(next), 0.7, next() * 360);
  }).join("");
}

const WARM = { wall: "#efd9bd", niche: "#f8ead6", table: "#c98f5c", edge: "#a9703f" };
const ROSE = { wall: "#ecd0c8", niche: "#f8e7e0", table: "#b97a68", edge: "#99594a" };
const SAND = { wall: "#e3d3b4", niche: "#f5ecd8", table: "#b79a68", edge: "#927748" };
const GREEN = { wall: "#c6d2bd", niche: "#e6ecdd", table: "#8a9c7b", edge: "#6a7d5d" };

export const saffronNegin = (): Drawing => room(WARM, at(430, 690, saffronTin(), 1.02));
export const saffronSargol = (): Drawing => room(GREEN, at(400, 694, saffronJar(), 1.18));
export const barberries = (): Drawing => room(SAND, at(400, 690, barberryBowl(), 1.08));
export const advieh = (): Drawing => room(ROSE, at(400, 690, adviehDish(), 1.02));
