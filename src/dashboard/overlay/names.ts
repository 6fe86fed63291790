/** Names made by tools change with every build: css-1x2y3z, _title_a8f3e, sc-abcDEF, ember123, :r1:. Pure. */
const MADE =
  /(^|[-_])(?=[a-z0-9]*\d[a-z])[a-z0-9]{5,}$|\d{3,}|^(css|sc|jsx|ember|svelte|emotion)-|[A-Z].*\d|^:/;

/** Whether an id or a class looks as if a person wrote it, so that it will be there tomorrow. */
export function isWritten(name: string): boolean {
  return /^[a-zA-Z][\w-]{1,39}$/.test(name) && !MADE.test(name);
}
