import { ICONS, type IconName } from "./icons.ts";

/** Icons that point somewhere point the other way where lines run from right to left. */
const MIRRORED: ReadonlySet<IconName> = new Set([
  "arrow-right",
  "chevron-right",
  "undo-2",
  "redo-2",
  "log-out",
  "external-link",
]);

export function Icon({ name, size = 18 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      class={MIRRORED.has(name) ? "icon mirrored" : "icon"}
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="2"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={ICONS[name]} />
    </svg>
  );
}
