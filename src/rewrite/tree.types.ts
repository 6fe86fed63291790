/**
 * What the tree builder tells of the page while its bytes stream past.
 *
 * `tokenizer.ts` cuts bytes into tokens (offsets only, nothing is copied); `tree.ts` keeps the stack of open
 * elements as an HTML standard parser would have it (implied and omitted tags included) and calls a listener.
 * Offsets are absolute positions in the page's byte stream.
 */

/** A start tag as it stands in the bytes. */
export interface StartTag {
  readonly start: number;
  /** Just behind `>`. */
  readonly end: number;
  readonly selfClosing: boolean;
  /**
   * An attribute's value: bytes read as latin1 with character references decoded for ASCII-only comparison
   * purposes left to the caller; null when absent. The first of repeated names counts, as in the standard.
   */
  attribute(name: string): string | null;
  /** Offsets of an attribute in the page: the name, and the value without its quotes (equal offsets: no value). */
  attributeRange(name: string): AttributeRange | null;
}

export interface AttributeRange {
  /** From the first byte of the name to behind the value (closing quote included). */
  readonly start: number;
  readonly end: number;
  readonly valueStart: number;
  readonly valueEnd: number;
  readonly quote: '"' | "'" | "";
}

export interface OpenElement {
  /** Lower-case tag name (`svg` names as the tokenizer sees them: lower case). */
  readonly name: string;
  readonly namespace: "html" | "svg" | "math";
  readonly parent: OpenElement | null;
  /** False for what the parser adds by itself: html, head, body, tbody, colgroup, reconstructed formatting, `<p>` of `</p>`. */
  readonly inSource: boolean;
  /** 1-based position among its parent's element children; 0 when it cannot be known. */
  readonly index: number;
  /** 1-based position among its parent's element children of the same name; 0 when it cannot be known. */
  readonly typeIndex: number;
  /** Inside `<template>` content: querySelector from the document does not reach it. */
  readonly inTemplate: boolean;
  /**
   * The document's tree differs from nesting in the bytes here (foster parenting, adoption agency): why, or null.
   * It may become true while the element is open (`TreeListener.irregular` tells when).
   */
  readonly irregular: string | null;
  /** Attributes, kept while the element is open (copied when the bytes go). */
  attribute(name: string): string | null;
}

/** How an element ended. */
export type Closing =
  /** By its own end tag, at these offsets. */
  | { readonly by: "end-tag"; readonly start: number; readonly end: number }
  /** By a tag (start or end) of another element at `start`: an end tag may be written before it. */
  | { readonly by: "implied"; readonly start: number }
  /** A void element or `/>` in foreign content: it ended with its own start tag. */
  | { readonly by: "void" }
  /** The page ended. */
  | { readonly by: "end-of-page"; readonly start: number }
  /** In a way that cannot be written as an end tag here (adoption agency, foster parenting, …). */
  | { readonly by: "irregular"; readonly start: number; readonly reason: string };

export interface TreeListener {
  /**
   * A start tag became an element. Called when the tag is fully processed: elements that it implied were told before,
   * elements that it closed are closed, and the element is on top of the stack (void ones are not: `close` follows at
   * once). Not called for elements that are not in the source. `tag` is valid during the call only.
   */
  open(element: OpenElement, tag: StartTag): void;
  /**
   * An element leaves the stack. Called for elements of the source only, inner ones first; the element (its end tag not
   * processed yet) is still the top of the stack, except for void and irregular ends.
   */
  close(element: OpenElement, closing: Closing): void;
  /** The parser added an element by itself (reconstructed formatting, tbody, …); optional. */
  implied?(element: OpenElement, at: number): void;
  /** An element that the parser had added by itself leaves the stack, and not by an end tag of its own; optional. */
  closeImplied?(element: OpenElement, at: number): void;
  /**
   * An open element's content, end or place turned out to differ between bytes and tree (text or a tag in it was
   * foster-parented, the adoption agency moved it, …). Told at the offset of the token that caused it.
   */
  irregular?(element: OpenElement, at: number, reason: string): void;
  /** A run of character data inside `element` (decoded by the caller); raw text elements included. */
  text?(element: OpenElement, start: number, end: number): void;
  /** A start tag that made no element (stray `<tr>`, nested `<form>`, second `<body>`, …). */
  ignored?(name: string, tag: StartTag, reason: string): void;
  /** The head is complete: tags for it may still be written at `at` (before `</head>` or before what implies it). */
  headEnd?(at: number): void;
}

export interface TreeOptions {
  /** Count children by name, so that `OpenElement.typeIndex` is known; otherwise it is 0. */
  readonly trackTypes?: boolean;
}

/**
 * The streaming tree, as `createTree(listener, options)` in `tree.ts` returns it. Offsets are absolute.
 * An exception of the listener leaves `write` or `end` and the tree must not be used afterwards.
 */
export interface StreamingTree {
  write(chunk: Uint8Array): void;
  /** The page is over: unfinished tags are dropped, all elements close. */
  end(): void;
  /** Everything before this offset is tokenised and told; bytes from here on are kept for the next `write`. */
  readonly safe: number;
  /** The current window: bytes from `windowStart` (= `safe` before this write) up to `windowEnd` are at hand. */
  readonly windowStart: number;
  readonly windowEnd: number;
  /** A view (no copy) of bytes of the current window; valid until the next `write`. */
  bytes(start: number, end: number): Uint8Array;
  /** The element on top of the stack of open elements. */
  readonly current: OpenElement | null;
}

/**
 * Where a fragment is to be written, for `fragmentFits(tree, markup, place)` in `fragment.ts`.
 * `inside`: as child of an open element, behind its start tag or before its end. `after`: the element is closed and its
 * parent is the current node. `before`: just before its start tag, what it implies (end tags) being written already;
 * ask from within `open` of that element.
 */
export interface FragmentPlace {
  readonly at: "inside" | "after" | "before";
  readonly element: OpenElement;
}

/** Whether markup can be inserted without any effect outside itself, and if not, what it would do. */
export type FragmentFit = { readonly ok: true } | { readonly ok: false; readonly reason: string };
