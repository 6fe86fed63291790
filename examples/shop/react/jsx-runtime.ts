/**
 * The shop's pages are written for hono's JSX, with the names that HTML has. Compiled against this they are React's: what
 * React calls otherwise is renamed on the way.
 */
import { createElement, Fragment, type ReactNode } from "react";

type Props = Record<string, unknown> & { children?: unknown };

export { Fragment };

export function jsx(type: string, { children, ...props }: Props, key?: string): ReactNode {
  const all = typeof type === "string" ? renamed(type, props) : props;
  const given = [children].flat(9).map((child, index) => keyed(child, index));
  const html = given.length === 1 && isRaw(given[0]) ? String(given[0]) : null;
  if (html !== null) return createElement(type, { ...all, key, dangerouslySetInnerHTML: { __html: html } });
  return createElement(type, { ...all, key }, ...(given as ReactNode[]));
}
/** With several children; here there is no difference. */
export function jsxs(type: string, props: Props, key?: string): ReactNode {
  return jsx(type, props, key);
}

/** Of hono's `raw`: a String that says so of itself. */
function isRaw(child: unknown): boolean {
  return typeof child === "object" && child !== null && "isEscaped" in child;
}

const NAMES: Readonly<Record<string, string>> = {
  class: "className",
  for: "htmlFor",
  charset: "charSet",
  crossorigin: "crossOrigin",
  hreflang: "hrefLang",
  tabindex: "tabIndex",
  autocomplete: "autoComplete",
  inputmode: "inputMode",
  maxlength: "maxLength",
  srcset: "srcSet",
  fetchpriority: "fetchPriority",
  datetime: "dateTime",
  enterkeyhint: "enterKeyHint",
  "stroke-width": "strokeWidth",
  "stroke-linecap": "strokeLinecap",
  "stroke-linejoin": "strokeLinejoin",
};

/** What a field begins with is its own afterwards. */
function renamed(type: string, props: Props): Props {
  const isField =
    type === "textarea" || (type === "input" && !/^(hidden|radio|checkbox)$/.test(String(props["type"])));
  return Object.fromEntries(
    Object.entries(props).map(([name, value]) => {
      if (name === "value" && isField) return ["defaultValue", value];
      if (name === "checked") return ["defaultChecked", value];
      return [NAMES[name] ?? name, value];
    }),
  );
}

/** Lists are written without keys: they never change their order. */
function keyed(child: unknown, index: number): unknown {
  const isElement = typeof child === "object" && child !== null && "$$typeof" in child && "key" in child;
  return isElement && child.key === null ? { ...child, key: `${index}` } : child;
}
