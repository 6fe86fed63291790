/** Insertion modes, kinds of tokens and reasons that tree construction shares. */

/** Insertion modes (13.2.4.1), those of a page's body first. */
export const M = {
  body: 0,
  cell: 1,
  caption: 2,
  template: 3,
  table: 4,
  tableBody: 5,
  row: 6,
  tableText: 7,
  columnGroup: 8,
  select: 9,
  selectInTable: 10,
  text: 11,
  initial: 12,
  beforeHtml: 13,
  beforeHead: 14,
  head: 15,
  afterHead: 16,
  afterBody: 17,
  afterAfterBody: 18,
  frameset: 19,
  afterFrameset: 20,
  afterAfterFrameset: 21,
} as const;

/** Kinds of the current token. */
export const CHARACTERS = 0;
export const START = 1;
export const END = 2;
export const EOF = 3;

/** Where parse5 8 is known to leave the standard, which is followed here; nothing should be changed there. */
export const PARSERS_DISAGREE = "parsers disagree about this place";
