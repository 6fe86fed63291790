/**
 * What the overlay in the shop's page and the dashboard tell each other. The page's own scripts can send anything that
 * the overlay can: whatever comes from there is read by `messageFrom`, shown, and never more than a proposal.
 */

export interface PickedElement {
  readonly tag: string;
  readonly text: string;
  /** It holds other elements: new text would take them away. */
  readonly hasChildren: boolean;
  readonly attributes: { readonly [name: string]: string };
  readonly selectors: readonly { readonly selector: string; readonly count: number }[];
}

export type FromPage =
  | {
      readonly type: "ready";
      readonly path: string;
      readonly language: string;
      /** Other languages of this page, by `hreflang`. */
      readonly languages: readonly { readonly language: string; readonly path: string }[];
      /** Pages that this one leads to. */
      readonly links: readonly string[];
    }
  | ({ readonly type: "picked" } & PickedElement)
  | { readonly type: "edited"; readonly text: string }
  | { readonly type: "counted"; readonly selector: string; readonly count: number };

export type ToPage =
  | { readonly type: "mode"; readonly mode: "pick" | "browse" }
  | { readonly type: "show"; readonly selector: string | null }
  | { readonly type: "select"; readonly selector: string; readonly move?: "parent" | "child" }
  | { readonly type: "edit" }
  | { readonly type: "scroll"; readonly y: number };

const MAX_TEXT = 20_000;
export const MAX_LINKS = 200;

/** Null for anything but a message of ours, with every text cut to size. */
export function messageFrom(data: unknown): FromPage | null {
  if (!isObject(data)) return null;
  switch (data["type"]) {
    case "ready": {
      const path = text(data["path"], 2048);
      if (path === null || !/^\/(?![/\\])/.test(path)) return null;
      const languages = list(data["languages"], 40).flatMap((item) => {
        const other = isObject(item) ? text(item["path"], 2048) : null;
        const language = isObject(item) ? text(item["language"], 20) : null;
        return other !== null && language !== null && /^\/(?![/\\])/.test(other)
          ? [{ language, path: other }]
          : [];
      });
      const links = list(data["links"], MAX_LINKS).flatMap((item) => {
        const link = text(item, 512);
        return link !== null && /^\/(?![/\\])/.test(link) ? [link] : [];
      });
      return { type: "ready", path, language: text(data["language"], 20) ?? "", languages, links };
    }
    case "picked": {
      const selectors = list(data["selectors"], 10).flatMap((item) => {
        const selector = isObject(item) ? text(item["selector"], 512) : null;
        const count = isObject(item) ? item["count"] : null;
        return selector !== null && typeof count === "number" && Number.isSafeInteger(count) && count >= 0
          ? [{ selector, count }]
          : [];
      });
      if (selectors.length === 0) return null;
      const attributes = isObject(data["attributes"]) ? Object.entries(data["attributes"]).slice(0, 40) : [];
      return {
        type: "picked",
        tag: text(data["tag"], 40) ?? "",
        text: text(data["text"], MAX_TEXT) ?? "",
        hasChildren: data["hasChildren"] === true,
        attributes: Object.fromEntries(
          attributes.flatMap(([name, value]) => {
            const own = text(value, 2048);
            return own === null ? [] : [[name.slice(0, 64), own]];
          }),
        ),
        selectors,
      };
    }
    case "edited": {
      const own = text(data["text"], MAX_TEXT);
      return own === null ? null : { type: "edited", text: own };
    }
    case "counted": {
      const selector = text(data["selector"], 512);
      const count = data["count"];
      return selector !== null && typeof count === "number" ? { type: "counted", selector, count } : null;
    }
    default:
      return null;
  }
}

function isObject(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function text(value: unknown, max: number): string | null {
  return typeof value === "string" ? value.slice(0, max) : null;
}

function list(value: unknown, max: number): readonly unknown[] {
  return Array.isArray(value) ? value.slice(0, max) : [];
}
