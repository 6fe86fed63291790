/** Version numbers as strings that compare in order, as GrowthBook pads them. Pure. */

const MAX_LENGTH = 512;

/**
 * `v1.2.3-rc.1+build` → `    1-    2-    3-rc-    1`: numeric parts padded to five places, so that plain
 * string comparison orders them; `1.0.0` gets a `~`, the largest ASCII character, so that it comes after
 * `1.0.0-beta`. What is neither a string nor a number counts as version 0. Only the first 512 characters
 * are looked at.
 */
export function paddedVersion(input: unknown): string {
  const text = typeof input === "number" ? String(input) : input;
  // 0 (the number) becomes "0" here as well: an empty string is no version.
  const version = typeof text === "string" && text !== "" ? text.slice(0, MAX_LENGTH) : "0";
  const parts = version.replace(/(^v|\+.*$)/g, "").split(/[-.]/);
  if (parts.length === 3) parts.push("~");
  return parts.map((part) => (/^[0-9]+$/.test(part) ? part.padStart(5, " ") : part)).join("-");
}
