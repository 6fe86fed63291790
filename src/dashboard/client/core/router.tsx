/** The address bar: paths below the prefix, followed without loading the page anew. */
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { PREFIX } from "./place.ts";

type Listener = () => void;
const listeners = new Set<Listener>();
/** Asked before a page is left; false keeps it. */
let guard: (() => boolean) | null = null;

export function currentPath(): string {
  const path = location.pathname.slice(PREFIX.length);
  return path === "" ? "/" : path;
}

export function navigate(path: string, { replace = false } = {}): void {
  if (guard !== null && !guard()) return;
  guard = null;
  history[replace ? "replaceState" : "pushState"](null, "", PREFIX + path);
  for (const listener of listeners) listener();
  window.scrollTo(0, 0);
}

export function usePath(): string {
  const [path, setPath] = useState(currentPath());
  useEffect(() => {
    const update = (): void => setPath(currentPath());
    listeners.add(update);
    addEventListener("popstate", update);
    return () => {
      listeners.delete(update);
      removeEventListener("popstate", update);
    };
  }, []);
  return path;
}

/** While `unsaved`, leaving asks first. */
export function useUnsaved(unsaved: boolean, question: string): void {
  useEffect(() => {
    if (!unsaved) return undefined;
    const ask = (): boolean => confirm(question);
    const stay = (event: BeforeUnloadEvent): void => event.preventDefault();
    guard = ask;
    addEventListener("beforeunload", stay);
    return () => {
      if (guard === ask) guard = null;
      removeEventListener("beforeunload", stay);
    };
  }, [unsaved, question]);
}

/** For a write that succeeded: what follows may leave the page. */
export function leaveFreely(): void {
  guard = null;
}

interface LinkProps {
  readonly to: string;
  readonly class?: string;
  readonly dir?: "auto";
  readonly "aria-current"?: "page" | undefined;
  readonly children?: ComponentChildren;
}

export function Link({ to, children, ...rest }: LinkProps) {
  return (
    <a
      {...rest}
      href={PREFIX + to}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
        event.preventDefault();
        navigate(to);
      }}
    >
      {children}
    </a>
  );
}

/** `:name` matches one segment. Null: another path. */
export function match(pattern: string, path: string): { readonly [name: string]: string } | null {
  const wanted = pattern.split("/");
  const given = path.replace(/\/$/, "").split("/");
  if (path === "/") return pattern === "/" ? {} : null;
  if (wanted.length !== given.length) return null;
  const found: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? "";
    if (part.startsWith(":")) found[part.slice(1)] = decodeURIComponent(value);
    else if (part !== value) return null;
  }
  return found;
}
