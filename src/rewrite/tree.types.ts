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
  /** The document's tree differs from nesting in the bytes here (foster parenting, adoption agency): why, or null. */
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
  /** A start tag became an element, now on top of the stack. Not called for elements that are not in the source. */
  open(element: OpenElement, tag: StartTag): void;
  /** An element left the stack. Called for elements of the source only, inner ones first. */
  close(element: OpenElement, closing: Closing): void;
  /** The parser added an element by itself (reconstructed formatting, tbody, …); optional. */
  implied?(element: OpenElement, at: number): void;
  /** A run of character data inside `element` (decoded by the caller); raw text elements included. */
  text?(element: OpenElement, start: number, end: number): void;
  /** A start tag that made no element (stray `<tr>`, nested `<form>`, second `<body>`, …). */
  ignored?(name: string, tag: StartTag, reason: string): void;
  /** The head is complete: tags for it may still be written at `at` (before `</head>` or before what implies it). */
  headEnd?(at: number): void;
}
