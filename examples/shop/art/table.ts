/** Ceramics, glass and brass. */
import { at, type Drawing, linear, radial, room, round, shadow, starBand } from "./brush.ts";

export function turquoiseBowl(): Drawing {
  const leaves = Array.from({ length: 15 }, (_, index) => {
    const turn = (index - 7) * 9.6;
    const x = Math.sin((turn * Math.PI) / 180) * 232;
    return at(
      x,
      -128 + Math.cos((turn * Math.PI) / 180) * 34,
      "<path d='M0-30C13-14 13 10 0 30-13 10-13-14 0-30z' fill='#0d4f63'/><path d='M0-22V24' stroke='#7fd3d0' stroke-width='2'/>",
      1,
      -turn * 0.32,
    );
  }).join("");
  return `<defs>${linear("glaze", ["#0b6173", "#1f9aa3", "#39bdb9", "#178b98", "#0a5567"], 1, 0)}${linear("pool", ["#0a5567", "#15808f", "#3cbcb8"])}</defs>
${shadow(0, 6, 290, 44)}
<path d="M-92-14h184l-14 34q-78 14-156 0z" fill="#b98a63"/>
<path d="M-286-236C-270-90-150 0 0 0S270-90 286-236z" fill="url(#glaze)"/>
<path d="M-272-184C-230-118-120-92 0-92S230-118 272-184L264-158C220-90-220-90-264-158z" fill="#0d4f63" fill-opacity=".25"/>
${leaves}
<path d="M-190-52C-110-10 110-10 190-52" fill="none" stroke="#0d4f63" stroke-width="5"/><path d="M-168-34C-100 2 100 2 168-34" fill="none" stroke="#0d4f63" stroke-width="2.5"/>
<ellipse cy="-236" rx="286" ry="70" fill="#37b3b3"/><ellipse cy="-237" rx="278" ry="64" fill="url(#pool)"/>
<ellipse cy="-226" rx="212" ry="40" fill="none" stroke="#0c4a5e" stroke-width="3"/><ellipse cy="-218" rx="150" ry="24" fill="#2fa9ab"/>
<g transform="translate(0 -218) scale(.82 .13)">${Array.from({ length: 14 }, (_, index) => `<path d="M0-60C26-95 22-140 0-172-22-140-26-95 0-60z" fill="#0c4a5e" transform="rotate(${round(index * 25.714)})"/>`).join("")}<circle r="40" fill="#0c4a5e"/></g>
<path d="M-250-250C-200-284-80-298 20-296" fill="none" stroke="#e9fffb" stroke-opacity=".75" stroke-width="7" stroke-linecap="round"/>
<path d="M-250-166C-226-104-178-62-126-40" fill="none" stroke="#e9fffb" stroke-opacity=".45" stroke-width="13" stroke-linecap="round"/>`;
}

/** The lady sun of Meybod's potters, seen from the front; radius 250. */
export function sunPlate(): Drawing {
  const rays = Array.from(
    { length: 24 },
    (_, index) =>
      `<path d="M-15-132L0-190 15-132z" fill="${index % 2 === 0 ? "#e2a12c" : "#2b5f9e"}" transform="rotate(${index * 15})"/>`,
  ).join("");
  const rim = Array.from(
    { length: 32 },
    (_, index) =>
      `<path d="M0-240c9 8 9 20 0 28-9-8-9-20 0-28z" fill="${index % 2 === 0 ? "#2b5f9e" : "#4a9a8e"}" transform="rotate(${round(index * 11.25)})"/>`,
  ).join("");
  return `<defs>${radial("clay", ["#fffaf0", "#f7edda", "#dcccb0"], 0.4, 0.35, 0.75)}</defs>
<circle r="252" fill="#b59a74"/><circle r="250" fill="url(#clay)"/><circle r="246" fill="none" stroke="#2b5f9e" stroke-width="5"/>${rim}
<circle r="204" fill="none" stroke="#2b5f9e" stroke-width="4"/><circle r="197" fill="none" stroke="#2b5f9e" stroke-width="1.5"/>${rays}
<circle r="130" fill="#f6cf6a" stroke="#2b5f9e" stroke-width="5"/><circle r="119" fill="none" stroke="#c9852a" stroke-width="2"/>
<g fill="none" stroke="#253a55" stroke-linecap="round"><path d="M-86-34C-66-62-26-60-8-38-4-24-6-6-12 14q-4 14 12 15M86-34C66-62 26-60 8-38" stroke-width="6"/><path d="M-74-12Q-46-34-22-10-46 4-74-12zM74-12Q46-34 22-10 46 4 74-12z" fill="#fff8e8" stroke-width="4"/><path d="M-26 58Q0 46 26 58" stroke-width="3"/></g>
<circle cx="-47" cy="-14" r="9" fill="#253a55"/><circle cx="47" cy="-14" r="9" fill="#253a55"/><path d="M-24 58Q-10 50 0 55 10 50 24 58 0 80-24 58z" fill="#bf4436"/>
<circle cx="-74" cy="34" r="17" fill="#e8875c" fill-opacity=".6"/><circle cx="74" cy="34" r="17" fill="#e8875c" fill-opacity=".6"/><circle cx="0" cy="-84" r="8" fill="#2b5f9e"/><circle cx="-20" cy="-80" r="5" fill="#2b5f9e"/><circle cx="20" cy="-80" r="5" fill="#2b5f9e"/><circle cx="17" cy="84" r="4" fill="#253a55"/>
<path d="M-196-140A240 240 0 0 1-60-232" fill="none" stroke="#fff" stroke-opacity=".85" stroke-width="12" stroke-linecap="round"/>`;
}

export function plateStand(): Drawing {
  return `${shadow(0, 6, 250, 36)}<path d="M-120 6L-60-60 60-60 120 6 96 14 40-34H-40L-96 14z" fill="#6b4426"/>`;
}

/** A waisted tea glass with its saucer; tea as dark as the drinker likes it. */
export function estekan(tea: readonly [string, string, string], id: string): Drawing {
  const outline =
    "M-72-250C-76-206-52-176-46-142-42-108-70-82-70-48-70-18-46-10 0-10S70-18 70-48C70-82 42-108 46-142 52-176 76-206 72-250";
  return `<defs>${linear(id, tea)}</defs>
${shadow(0, 8, 170, 26)}
<ellipse cy="-2" rx="138" ry="27" fill="#c7d5d6"/><ellipse cy="-8" rx="138" ry="27" fill="#f4fbfb"/><ellipse cy="-9" rx="122" ry="21" fill="none" stroke="#c9973c" stroke-width="4"/><ellipse cy="-8" rx="74" ry="12" fill="#ccdadb"/>
<path d="M-68-214C-64-190-50-172-46-142-42-108-66-82-66-48-66-22-44-14 0-14S66-22 66-48C66-82 42-108 46-142 50-172 64-190 68-214z" fill="url(#${id})"/>
<ellipse cy="-214" rx="68" ry="15" fill="${tea[0]}"/><ellipse cy="-215" rx="60" ry="11" fill="#fff" fill-opacity=".16"/>
<path d="${outline}" fill="#fff" fill-opacity=".1" stroke="#fff" stroke-opacity=".9" stroke-width="4"/>
<ellipse cy="-250" rx="72" ry="16" fill="#fff" fill-opacity=".2" stroke="#fff" stroke-width="4"/><path d="M-72-244C-64-232 64-232 72-244" fill="none" stroke="#d5a548" stroke-width="5"/>
<path d="M-50-196Q-32-168-30-140M-50-60Q-52-38-38-28" fill="none" stroke="#fff" stroke-opacity=".75" stroke-width="8" stroke-linecap="round"/>
<path d="M46-142Q0-130-46-142" fill="none" stroke="#d5a548" stroke-opacity=".9" stroke-width="3"/>`;
}

export const STRONG = ["#b5451b", "#8c2a12", "#5e160c"] as const;
const MILD = ["#df8a2b", "#c8611c", "#93380f"] as const;
export const AMBER = ["#c9641d", "#a53f14", "#6f210d"] as const;

/** Lumps of nabat, the saffron rock sugar. */
export function rockSugar(): Drawing {
  return `${shadow(0, 10, 70, 14)}<path d="M-46 6L-38-24-10-34 6-10-6 12z" fill="#f7d889"/><path d="M-38-24L-10-34-18-8-46 6z" fill="#fff1c4"/><path d="M4 10L14-30 42-26 52 2 30 14z" fill="#efc566"/><path d="M14-30L42-26 28-4 4 10z" fill="#fbe5a8"/>`;
}

function mortar(): Drawing {
  return `<defs>${linear("mbrass", ["#6f4512", "#d9a94f", "#b07b27", "#f4dc98", "#c08d36", "#714714"], 1, 0)}${radial("mwell", ["#3a240a", "#7a4f18"], 0.5, 0.7, 0.7)}</defs>
${shadow(0, 6, 250, 42)}
<g transform="translate(36 -330) rotate(24)"><rect x="-17" y="-190" width="34" height="330" rx="15" fill="url(#mbrass)"/><ellipse cy="-196" rx="38" ry="32" fill="url(#mbrass)"/><circle cy="-228" r="15" fill="#d9a94f"/><rect x="-26" y="-160" width="52" height="13" rx="6" fill="#8b5a1b"/><rect x="-24" y="-130" width="48" height="9" rx="4" fill="#8b5a1b"/></g>
<path d="M-150 2Q0 34 150 2L126-44Q0-22-126-44z" fill="url(#mbrass)"/><path d="M-126-44Q0-22 126-44L104-74Q0-56-104-74z" fill="#8b5a1b"/>
<path d="M-190-300C-186-180-160-80-104-70Q0-52 104-70C160-80 186-180 190-300z" fill="url(#mbrass)"/>
<path d="M-186-238Q0-190 186-238M-182-214Q0-164 182-214" fill="none" stroke="#6f4512" stroke-opacity=".7" stroke-width="4"/>
<g transform="translate(-142 -166)">${starBand(284, 34, "#6f4512")}</g>
<path d="M-158-128Q0-82 158-128" fill="none" stroke="#6f4512" stroke-opacity=".7" stroke-width="4"/>
<path d="M-210-312C-210-270-116-246 0-246S210-270 210-312V-300C210-258 116-232 0-232S-210-258-210-300z" fill="#8b5a1b"/>
<path fill-rule="evenodd" d="M-210-312C-210-354-116-376 0-376S210-354 210-312 116-250 0-250-210-270-210-312zM-182-312C-182-284-100-268 0-268S182-284 182-312 100-358 0-358-182-340-182-312z" fill="#f4dc98"/>
<path d="M-182-312C-182-284-100-268 0-268S182-284 182-312 100-358 0-358-182-340-182-312z" fill="url(#mwell)" fill-opacity=".35"/>
<path d="M-164-270C-158-190-144-128-118-98" fill="none" stroke="#fff6da" stroke-opacity=".65" stroke-width="11" stroke-linecap="round"/>`;
}

const SEA = { wall: "#e8d6c0", niche: "#f7ecdd", table: "#b98963", edge: "#946745" };
const SKY = { wall: "#bfd0dc", niche: "#e0eaf0", table: "#8d7456", edge: "#6d573e" };
const EMBER = { wall: "#9d4f3c", niche: "#bd6a50", table: "#6f3427", edge: "#54251b" };
const NIGHT = { wall: "#24483c", niche: "#346352", table: "#1a352c", edge: "#122720" };

export const bowl = (): Drawing => room(SEA, at(400, 696, turquoiseBowl(), 1.06));
export const plate = (): Drawing =>
  room(SKY, at(400, 700, plateStand(), 1.1) + at(400, 426, sunPlate(), 1.04));
export const glasses = (): Drawing =>
  room(
    EMBER,
    at(262, 640, estekan(AMBER, "teaA"), 1.05) +
      at(548, 640, estekan(MILD, "teaB"), 1.05) +
      at(396, 728, estekan(STRONG, "teaC"), 1.3) +
      at(640, 730, rockSugar(), 1.1),
  );
export const brassMortar = (): Drawing => room(NIGHT, at(392, 706, mortar(), 1.1));
