/** Teas and infusions. */
import { at, cypress, type Drawing, heap, linear, random, room, shadow, starBand } from "./brush.ts";
import { borage, pod, rosebud, teaLeaf } from "./pieces.ts";

export function teaTin(): Drawing {
  return `<defs>${linear("caddy", ["#123324", "#2d6a4c", "#1f5039", "#3a7d5c", "#143626"], 1, 0)}${linear("brass", ["#8a5a1c", "#eccb7d", "#c89437", "#f5e0a4", "#9a6820"], 1, 0)}</defs>
${shadow(0, 2, 220, 38)}
<path d="M-140-360V-30C-140 0-76 16 0 16S140 0 140-30v-330z" fill="url(#caddy)"/>
<path d="M-140-402v48c0 26 64 42 140 42s140-16 140-42v-48z" fill="url(#brass)"/>
<ellipse cy="-402" rx="140" ry="40" fill="#f5e0a4"/><ellipse cy="-404" rx="112" ry="29" fill="none" stroke="#b5832f" stroke-width="3"/><path d="M-14-410h28l-4-24h-20z" fill="#b5832f"/><ellipse cy="-436" rx="17" ry="10" fill="#eccb7d"/>
<path d="M-140-62C-140-34-76-18 0-18S140-34 140-62v32C140 0 76 16 0 16S-140 0-140-30z" fill="url(#brass)"/>
<path d="M-86-260q86 22 172 0v146q-86 24-172 0z" fill="#f7ecd3"/><path d="M-76-250q76 18 152 0v128q-76 20-152 0z" fill="none" stroke="#b5832f" stroke-width="2.5"/>
<g transform="translate(0 -136) scale(.92)">${cypress("#1f5039")}</g><g transform="translate(-50 -130)">${starBand(100, 13, "#c89437")}</g>
<g transform="translate(-118 -290)">${starBand(236, 18, "#eccb7d")}</g>
<path d="M-116-330V-40" stroke="#fff" stroke-opacity=".2" stroke-width="14" stroke-linecap="round"/>`;
}

export function leafPile(): Drawing {
  return `${shadow(0, 14, 170, 26)}<path d="M-130 12C-90-10-60-64 0-66S96-12 134 12C80 32-80 32-130 12z" fill="#2a1a14"/><g transform="translate(0 -14)">${heap(86, 19, 112, 38, teaLeaf)}</g>`;
}

function pouch(): Drawing {
  return `<defs>${linear("kraft", ["#b98a58", "#dcb284", "#cf9f6c", "#a87846"], 1, 0)}</defs>
${shadow(4, 2, 230, 38)}
<path d="M-148-400Q0-414 148-400L160-20Q150 16 0 16T-160-20z" fill="url(#kraft)"/>
<path d="M-148-400Q0-414 148-400l2 48Q0-366-150-352z" fill="#a87846"/><path d="M-150-340Q0-354 150-340" fill="none" stroke="#8a5f36" stroke-width="3" stroke-dasharray="10 8"/>
<path d="M-160-20Q0-70 160-20 150 16 0 16T-160-20z" fill="#9a6c3d" fill-opacity=".6"/>
<path d="M-132-330Q-140-180-146-40" stroke="#fff" stroke-opacity=".25" stroke-width="12" stroke-linecap="round" fill="none"/>
<rect x="-98" y="-290" width="196" height="206" rx="8" fill="#24503c"/><rect x="-86" y="-278" width="172" height="182" rx="4" fill="none" stroke="#d9b25f" stroke-width="2.5"/>
<g transform="translate(0 -126) scale(1.15)">${cypress("#f0d9a0")}</g>
<g transform="translate(-58 -212)">${at(0, 0, pod(random(4)), 0.9, -40)}${at(116, 0, pod(random(9)), 0.9, 220)}</g><g transform="translate(-70 -110)">${starBand(140, 14, "#d9b25f")}</g>`;
}

function borageGlass(): Drawing {
  return `<defs>${linear("gobletEdge", ["#ffffff/.8", "#ffffff/.15", "#ffffff/.1", "#ffffff/.55"], 1, 0)}</defs>
${shadow(0, 4, 190, 34)}
<path d="M-110 0Q0 22 110 0Q60-18 20-30V-96H-20V-30Q-60-18-110 0z" fill="#fff" fill-opacity=".62"/>
<path d="M-196-290C-196-150-110-96 0-96S196-150 196-290z" fill="#f4effb" fill-opacity=".55"/>
<g transform="translate(0 -216)">${heap(34, 8, 140, 74, borage)}</g>
<g transform="translate(0 -300)">${heap(46, 15, 168, 52, borage)}</g>
<path d="M-196-290C-196-150-110-96 0-96S196-150 196-290" fill="url(#gobletEdge)" fill-opacity=".55"/>
<path d="M-196-290C-196-150-110-96 0-96S196-150 196-290" fill="none" stroke="#fff" stroke-opacity=".85" stroke-width="5"/>
<path d="M-170-262C-164-190-130-140-84-122" fill="none" stroke="#fff" stroke-opacity=".8" stroke-width="10" stroke-linecap="round"/>
<path d="M-110 0Q0 22 110 0" fill="none" stroke="#fff" stroke-width="4"/>`;
}

export function rosebudCup(): Drawing {
  return `<defs>${linear("cup", ["#d9cdbd", "#fffaf0", "#f4eadb", "#cdbfac"], 1, 0)}</defs>
${shadow(10, 4, 280, 42)}
<ellipse cx="0" cy="-6" rx="246" ry="40" fill="#e4d7c5"/><ellipse cx="0" cy="-14" rx="246" ry="40" fill="#fbf4e8"/><ellipse cy="-15" rx="226" ry="34" fill="none" stroke="#2f7f86" stroke-width="4"/>
<path d="M170-182c92-8 92 118-18 116" fill="none" stroke="#efe4d3" stroke-width="26" stroke-linecap="round"/><path d="M170-182c92-8 92 118-18 116" fill="none" stroke="#cbbca7" stroke-width="4" transform="translate(2 10)"/>
<ellipse cy="-226" rx="186" ry="48" fill="#8d5162"/>
<g transform="translate(0 -250)">${heap(30, 9, 136, 46, rosebud)}</g>
<path d="M-190-226C-186-96-110-26 0-26S186-96 190-226C160-188 90-178 0-178S-160-188-190-226z" fill="url(#cup)"/>
<path d="M-190-226C-160-188-90-178 0-178S160-188 190-226" fill="none" stroke="#2f7f86" stroke-width="6"/>
<path d="M-176-166C-120-132 120-132 176-166" fill="none" stroke="#2f7f86" stroke-width="3"/><g transform="translate(-110 -110)">${starBand(220, 26, "#2f7f86")}</g>`;
}

function around(count: number, seed: number, piece: (next: () => number) => Drawing, scale = 1): Drawing {
  const next = random(seed);
  return Array.from({ length: count }, (_, index) => {
    const side = index % 2 === 0 ? -1 : 1;
    return at(400 + side * (120 + next() * 190), 712 + next() * 44, piece(next), scale, next() * 360);
  }).join("");
}

const MOSS = { wall: "#cdd6c0", niche: "#e9eedf", table: "#a98259", edge: "#86633f" };
const LEAF = { wall: "#d9dcb8", niche: "#f0f1db", table: "#9aa26b", edge: "#7a8350" };
const DUSK = { wall: "#cfcbe2", niche: "#e8e5f2", table: "#8f86ab", edge: "#6f668c" };
const BLUSH = { wall: "#e9cfd0", niche: "#f8e8e6", table: "#c39a8d", edge: "#a1776a" };

export const lahijan = (): Drawing =>
  room(MOSS, at(372, 684, teaTin(), 1.12) + at(560, 716, leafPile(), 1.12));
export const cardamomTea = (): Drawing =>
  room(LEAF, at(400, 690, pouch(), 1.16) + around(9, 12, pod, 1.25) + around(8, 44, teaLeaf));
export const borageTea = (): Drawing =>
  room(DUSK, at(400, 700, borageGlass(), 1.2) + around(7, 5, borage, 0.95));
export const rosebuds = (): Drawing =>
  room(BLUSH, at(390, 700, rosebudCup(), 1.12) + around(6, 21, rosebud, 0.95));
