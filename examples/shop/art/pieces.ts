/** Small things that are scattered and heaped: threads, berries, leaves, pods, flowers. */
import { type Drawing, pick, round } from "./brush.ts";

type Next = () => number;

/** A saffron stigma: a curved thread that opens like a trumpet. */
export function thread(next: Next, length = 58): Drawing {
  const bend = round((next() - 0.5) * 36);
  const colour = pick(next, ["#8f1010", "#a81414", "#b91c12", "#c62a14", "#7c0c10"]);
  return `<path d="M0 0Q${length / 2} ${bend} ${length} ${round(bend / 4)}l6-4q2 5-1 9z" fill="${colour}" stroke="${colour}" stroke-width="3.6" stroke-linecap="round" stroke-linejoin="round"/>`;
}

export function berry(next: Next): Drawing {
  const colour = pick(next, ["#a3142b", "#b8182d", "#c8233a", "#8a1026"]);
  return `<ellipse rx="15" ry="9.5" fill="${colour}"/><path d="M-9-3q7-5 15-2" fill="none" stroke="#fff" stroke-opacity=".42" stroke-width="2.4" stroke-linecap="round"/><circle cx="14" r="2" fill="#4a0a14"/>`;
}

/** A rolled leaf of black tea. */
export function teaLeaf(next: Next): Drawing {
  const length = 26 + next() * 26;
  const bend = (next() - 0.5) * 26;
  const colour = pick(next, ["#2a1a14", "#3a241a", "#1f1411", "#4a2d1e", "#593823"]);
  return `<path d="M0 0Q${round(length / 2)} ${round(bend)} ${round(length)} 0" fill="none" stroke="${colour}" stroke-width="${round(5 + next() * 4)}" stroke-linecap="round"/><path d="M3-1Q${round(length / 2)} ${round(bend - 2)} ${round(length - 3)}-1" fill="none" stroke="#8a6247" stroke-opacity=".5" stroke-width="1.4"/>`;
}

export function pod(next: Next): Drawing {
  const colour = pick(next, ["#8fa35a", "#9db168", "#7f9450", "#a9ba77"]);
  return `<path d="M-24 0C-16-15 12-15 25 0 12 15-16 15-24 0z" fill="${colour}"/><path d="M-20 0Q0-7 22 0M-20 0Q0 7 22 0" fill="none" stroke="#5c7038" stroke-width="1.6"/><path d="M-13-7Q0-11 12-7" fill="none" stroke="#fff" stroke-opacity=".4" stroke-width="2.4" stroke-linecap="round"/><path d="M24 0l7-2" stroke="#75803f" stroke-width="2.6" stroke-linecap="round"/>`;
}

/** A borage flower: five pointed petals, violet as it dries. */
export function borage(next: Next): Drawing {
  const colour = pick(next, ["#5b57b8", "#6f5fc0", "#7d6ccb", "#4c4aa3", "#8d74c4"]);
  const petal = "M0 0C-15-14-9-33 0-42 9-33 15-14 0 0z";
  const petals = [0, 72, 144, 216, 288]
    .map((turn) => `<path d="${petal}" transform="rotate(${turn})"/>`)
    .join("");
  return `<g fill="${colour}" stroke="#3b3885" stroke-opacity=".45" stroke-width="1.2">${petals}</g><circle r="7" fill="#efe6ff"/><path d="M0-9l3 9-3 9-3-9z" fill="#2b2452"/>`;
}

export function rosebud(next: Next): Drawing {
  const { outer, inner, deep } = pick(next, [
    { outer: "#d96a8b", inner: "#e68aa4", deep: "#a83f63" },
    { outer: "#cf5a80", inner: "#df7d9b", deep: "#96375a" },
    { outer: "#e07f9c", inner: "#eda1b7", deep: "#b34d70" },
  ]);
  return `<path d="M-27 3q-3 22 3 31M24 6q4 19-2 27M-2 24q0 12 1 16" stroke="#7d8b52" stroke-width="6" stroke-linecap="round" fill="none"/><path d="M-30-6C-31-30-12-39 1-39S32-28 30-5C28 21 14 31 0 31S-29 20-30-6z" fill="${outer}"/><path d="M-21-13C-18-31 14-34 21-14 24 4 8 15-2 13S-24 4-21-13z" fill="${inner}"/><path d="M-11-14c4-11 21-10 22 1s-13 14-17 7 3-12 9-9" fill="none" stroke="${deep}" stroke-width="3.4" stroke-linecap="round"/><path d="M-29 0c8 16 22 20 33 16M29-4C27 12 18 20 8 22" fill="none" stroke="${deep}" stroke-opacity=".6" stroke-width="3" stroke-linecap="round"/>`;
}

export function petal(next: Next): Drawing {
  const colour = pick(next, ["#d9748f", "#c95c7c", "#e597ab", "#b9486b"]);
  return `<path d="M0 16C-18 10-20-10-8-16q5-3 9 1 6-5 11 0C22-6 15 12 0 16z" fill="${colour}"/><path d="M0 13Q-2 0 2-12" fill="none" stroke="#fff" stroke-opacity=".35" stroke-width="2"/>`;
}

/** A grain of ground or cracked spice. */
export function grain(next: Next): Drawing {
  const colour = pick(next, ["#b8772d", "#8e5320", "#d39a4a", "#6d3c18", "#e0b264", "#7f9450"]);
  return `<path d="M-6-3L3-6 7 1 1 6-6 3z" fill="${colour}"/>`;
}
