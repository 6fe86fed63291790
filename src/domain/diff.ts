/** What differs between two JSON documents, leaf by leaf, by JSON pointer (RFC 6901). Pure. */

export interface Difference {
  readonly pointer: string;
  /** Absent: there was nothing. */
  readonly before?: unknown;
  /** Absent: it is gone. */
  readonly after?: unknown;
}

/** Lists are compared place by place; objects field by field, in the order of their names. */
export function differences(before: unknown, after: unknown, pointer = ""): Difference[] {
  if (before === undefined && after === undefined) return [];
  if (before === undefined) return [{ pointer, after }];
  if (after === undefined) return [{ pointer, before }];
  if (isHolder(before) && isHolder(after) && Array.isArray(before) === Array.isArray(after)) {
    const names = Array.isArray(before)
      ? Array.from({ length: Math.max(before.length, (after as unknown as unknown[]).length) }, (_, index) =>
          String(index),
        )
      : [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return names.flatMap((name) =>
      differences(own(before, name), own(after, name), `${pointer}/${escaped(name)}`),
    );
  }
  return Object.is(before, after) || JSON.stringify(before) === JSON.stringify(after)
    ? []
    : [{ pointer, before, after }];
}

type Holder = { readonly [name: string]: unknown };

function isHolder(value: unknown): value is Holder {
  return typeof value === "object" && value !== null;
}

function own(holder: Holder, name: string): unknown {
  return Object.hasOwn(holder, name) ? holder[name] : undefined;
}

function escaped(name: string): string {
  return name.replaceAll("~", "~0").replaceAll("/", "~1");
}
