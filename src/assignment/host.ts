/** Host patterns of an experiment: a name, or `*.shop.example` for every host below it. Pure. */

export interface HostPattern {
  /** Without the `*` of a wildcard: `.shop.example`. */
  readonly name: string;
  readonly below: boolean;
  readonly withPort: boolean;
}

export function compileHost(pattern: string): HostPattern {
  const lower = pattern.trim().toLowerCase();
  const below = lower.startsWith("*.");
  const host = below ? lower.slice(2) : lower;
  // An internationalised name is compared in the form in which requests carry it.
  const ascii =
    /^[\x21-\x7e]*$/.test(host) || !URL.canParse(`http://${host}`) ? host : new URL(`http://${host}`).host;
  return { name: below ? `.${ascii}` : ascii, below, withPort: /:\d+$/.test(ascii) };
}

/** `host` may carry a port, which counts only where the pattern gives one. */
export function hostMatches({ name, below, withPort }: HostPattern, host: string): boolean {
  const lower = host.toLowerCase();
  const wanted = withPort ? lower : lower.replace(/:\d+$/, "");
  return below ? wanted.length > name.length && wanted.endsWith(name) : wanted === name;
}
