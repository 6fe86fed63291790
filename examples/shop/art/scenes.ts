/** Larger pictures: the table of the home page, the field at dawn, the three categories. */
import { at, cypress, type Drawing, linear, radial, random, round, starBand } from "./brush.ts";
import { adviehDish, looseThreads, saffronTin } from "./spice.ts";
import { AMBER, estekan, plateStand, rockSugar, STRONG, sunPlate, turquoiseBowl } from "./table.ts";
import { leafPile, rosebudCup, teaTin } from "./tea.ts";

const SHADE = radial("shade", ["#1c120a/.42", "#1c120a/.2", "#1c120a/0"]);

/** 1200 × 1000: everything on one table, before three niches. */
export function hero(): Drawing {
  return `<defs>${SHADE}${linear("wall", ["#21473a", "#2f5e4c"])}${linear("cloth", ["#a93a24", "#8c2b1b"])}${radial("lamp", ["#ffdf9a/.5", "#ffdf9a/0"])}</defs>
<rect width="1200" height="1000" fill="url(#wall)"/>
${niche(600, 470, 70, "#3d7460")}${niche(170, 300, 230, "#376b58")}${niche(1030, 300, 230, "#376b58")}
<ellipse cx="600" cy="380" rx="430" ry="330" fill="url(#lamp)"/>
<rect y="736" width="1200" height="264" fill="url(#cloth)"/><rect y="736" width="1200" height="9" fill="#e0b15a"/>
${at(0, 958, starBand(1200, 34, "#e0b15a"))}<path d="M0 930H1200M0 986H1200" stroke="#e0b15a" stroke-width="3"/>
${at(600, 770, plateStand(), 1.2)}${at(600, 462, sunPlate(), 1.16)}
${at(196, 800, teaTin(), 1.04)}
${at(962, 806, turquoiseBowl(), 0.68)}
${at(620, 874, adviehDish(), 0.72)}
${at(352, 876, estekan(AMBER, "heroA"), 0.98)}${at(862, 884, estekan(STRONG, "heroB"), 0.92)}
${at(1050, 888, rockSugar(), 0.9)}${looseThreads(12, 61, 110, 880, 150)}`;
}

/** 1200 × 800: crocuses in rows, picked before the sun is high. */
export function dawn(): Drawing {
  const next = random(90);
  const flower = `<path d="M-3 0L-2-34h4L3 0z" fill="#6f8b4f"/><path d="M-14 0Q-18-26-24-38M14 0Q18-24 26-34" stroke="#567540" stroke-width="3.4" fill="none" stroke-linecap="round"/><path d="M0-30C-26-44-28-74-18-90-8-78-4-62 0-30z" fill="#8a63b5"/><path d="M0-30C26-44 28-74 18-90 8-78 4-62 0-30z" fill="#9a76c4"/><path d="M0-28C-13-52-10-84 0-100 10-84 13-52 0-28z" fill="#b193d8"/><path d="M-2-60Q-8-82-12-92M2-60Q8-80 11-94M0-60V-88" stroke="#c9321a" stroke-width="3.6" stroke-linecap="round" fill="none"/>`;
  const rows = [
    { y: 520, size: 0.3, gap: 26 },
    { y: 558, size: 0.44, gap: 38 },
    { y: 610, size: 0.66, gap: 58 },
    { y: 686, size: 1, gap: 88 },
    { y: 800, size: 1.6, gap: 138 },
  ].map(({ y, size, gap }) => {
    const soil = `<path d="M0 ${y - 6 * size}Q600 ${y - 40 * size} 1200 ${y - 6 * size}V${y + 120}H0z" fill="${size > 0.9 ? "#4a3a2c" : size > 0.5 ? "#5d4a39" : "#6f5a48"}"/>`;
    const flowers: string[] = [];
    for (let x = -next() * gap; x < 1200 + gap; x += gap * (0.8 + next() * 0.4)) {
      flowers.push(
        at(x, y - 18 * size + next() * 10 * size, flower, size * (0.85 + next() * 0.3), (next() - 0.5) * 14),
      );
    }
    return soil + flowers.join("");
  });
  return `<defs>${linear("sky", ["#8fa6c4", "#e7b79c", "#f8d9a4"])}${radial("sun", ["#fff6d6", "#ffd67a/.9", "#ffd67a/0"])}</defs><rect width="1200" height="800" fill="url(#sky)"/><circle cx="820" cy="330" r="190" fill="url(#sun)"/><circle cx="820" cy="330" r="58" fill="#fff3cc"/>
<path d="M0 410L150 330 260 372 420 262 560 366 690 312 860 400 1010 318 1200 402V560H0z" fill="#8a7a96"/><path d="M0 460L190 398 380 446 610 384 800 450 1010 402 1200 454V580H0z" fill="#6d6a74"/><path d="M0 498Q300 462 620 492T1200 486V600H0z" fill="#5c6250"/>
${[96, 142, 178, 1050, 1094].map((x, index) => at(x, 512, cypress("#2e4637"), 0.9 + (index % 3) * 0.24)).join("")}
${rows.join("")}`;
}

function tile(wall: string, arch: string, table: string, scene: Drawing): Drawing {
  return `<defs>${SHADE}</defs><rect width="900" height="640" fill="${wall}"/><path d="M150 520V300C150 176 330 130 450 40 570 130 750 176 750 300V520z" fill="${arch}"/><rect y="486" width="900" height="154" fill="${table}"/>${scene}`;
}

export const spiceTile = (): Drawing =>
  tile("#7e2a1c", "#9c3d28", "#5c1d14", at(470, 590, saffronTin(), 1.02));
export const teaTile = (): Drawing =>
  tile(
    "#26503f",
    "#37705a",
    "#193a2d",
    at(322, 574, teaTin(), 0.94) +
      at(572, 592, estekan(AMBER, "tileTea"), 1.12) +
      at(470, 606, leafPile(), 0.6) +
      at(740, 600, rockSugar()),
  );
export const tableTile = (): Drawing =>
  tile(
    "#35597c",
    "#4b7397",
    "#27435f",
    at(330, 330, sunPlate(), 0.86) + at(330, 566, plateStand(), 0.86) + at(592, 604, turquoiseBowl(), 0.82),
  );

/** Nothing in the basket yet: a cup waits. */
export const waiting = (): Drawing => tile("#e9dcc6", "#f5ecdc", "#d2b792", at(450, 590, rosebudCup(), 0.98));

/** The logo, alone, for the browser's tab. */
export function icon(): Drawing {
  return `<rect width="64" height="64" rx="14" fill="#1f5039"/><g transform="translate(32 56) scale(.48)">${cypress("#f0d9a0")}</g>`;
}

/** One of the pointed niches in the wall, with its outline. */
function niche(x: number, width: number, top: number, fill: string): Drawing {
  const half = width / 2;
  const spring = top + width * 0.52;
  const path = `M${x - half} 740V${spring}C${x - half} ${round(spring - half * 0.62)} ${round(x - half * 0.5)} ${round(top + half * 0.42)} ${x} ${top}C${round(x + half * 0.5)} ${round(top + half * 0.42)} ${x + half} ${round(spring - half * 0.62)} ${x + half} ${spring}V740z`;
  return `<path d="${path}" fill="${fill}"/><path d="${path}" fill="none" stroke="#f3dcae" stroke-opacity=".5" stroke-width="3" transform="translate(${round(x * -0.035)} ${round(top * -0.14 - 20)}) scale(1.035)"/>`;
}
