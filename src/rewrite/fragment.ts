/**
 * Whether markup can be written at a place of the page without any effect outside itself: nothing that was open closes
 * or moves, nothing lands elsewhere, is ignored or stays open, and what follows is parsed as it was.
 *
 * Tried on a copy of the tree's state: stack, formatting elements, modes, form pointer.
 */
import { bytesOf } from "./bytes.ts";
import { TreeElement } from "./element.ts";
import { FormattingEntry } from "./formatting.ts";
import { FORMATTING, HTML, T } from "./tags.ts";
import { Tree } from "./tree.ts";
import type { TreeBuilder } from "./tree-builder.ts";
import { END, M } from "./tree-modes.ts";
import { resetMode } from "./tree-reset.ts";
import type { FragmentFit, FragmentPlace, TreeListener } from "./tree.types.ts";

/** Elements whose content is text, or that have none. */
const NO_MARKUP = new Set(
  "title textarea style xmp iframe noembed noframes noscript script plaintext area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr".split(
    " ",
  ),
);

export function fragmentFits(tree: Tree, markup: string, place: FragmentPlace): FragmentFit {
  const page = tree.builder;
  const element = page.stack.find((open) => open === place.element) ?? null;
  let depth = element === null ? -1 : page.stack.indexOf(element) + (place.at === "inside" ? 1 : 0);
  if (depth === -1) {
    if (place.at === "inside" || place.element.parent !== tree.current) return no("the place is not open");
    depth = page.stack.length;
  }
  if (place.at === "inside" && element !== null) {
    if (element.space === HTML && NO_MARKUP.has(element.name)) return no("no markup in this element");
    if (page.skipLineFeed && depth === page.stack.length)
      return no("a first line feed counts differently here");
  }
  if (place.at === "before" && element !== null && decidesTemplate(page, element)) {
    return no("the template's first content decides how it is read");
  }
  if ((place.at === "before" || page.token === END) && followsLess(tree)) {
    return no("a stray < would become a tag");
  }
  const implies =
    place.at === "before" &&
    page.created === place.element &&
    page.impliedDepth !== -1 &&
    page.impliedDepth <= depth;
  if (depth === 0 && !implies) return no("there is nothing around the root");
  const context = implies ? null : plainContext(page, depth, place, element);
  const known = context === null ? undefined : memo.get(markup)?.get(context);
  if (known !== undefined) return known;
  const fit = new Trial(tree, depth, implies ? page.impliedDepth : depth, place).run(bytesOf(markup));
  if (context !== null) remember(markup, context, fit);
  return fit;
}

/**
 * All that a trial can depend on, where nothing out of the ordinary is open: no formatting elements, no templates, no
 * foreign content, nothing implied. Null: it has to be tried. An element of ours is put at the same place of one page
 * after another, and trying it costs more than all else that is done for it.
 */
function plainContext(
  page: TreeBuilder,
  depth: number,
  place: FragmentPlace,
  element: TreeElement | null,
): string | null {
  if (page.formatting.entries.length > 0 || page.templateModes.length > 0) return null;
  if (place.at === "before" && page.impliedDepth === depth) return null;
  let names = "";
  for (let index = 0; index < depth; index++) {
    const open = page.stack[index] as TreeElement;
    if (open.space !== HTML || (open.classes & FORMATTING) !== 0) return null;
    names += `>${open.name}`;
  }
  const cut = page.stack[depth];
  const limit = cut === undefined || place.at === "after" ? Number.POSITIVE_INFINITY : cut.serial;
  const ended = page.form === place.element && place.at !== "inside";
  const hasForm = page.form !== null && !ended && page.form.serial < limit;
  const mode = cut === undefined && page.mode !== M.text ? page.mode : "reset";
  // After its end tag an element may be listed still; what is handled then is looked at as it is.
  if (page.token === END && ((element?.classes ?? FORMATTING) & FORMATTING) !== 0) return null;
  return `${place.at}|${mode}|${hasForm ? "form" : ""}|${page.quirks ? "quirks" : ""}|${page.framesetOk ? "frameset" : ""}|${page.head === null ? "" : "head"}|${page.token === END ? "end" : ""}${names}`;
}

/** By markup and context. Elements whose words change with the moment come and go: it is emptied when it is full. */
const memo = new Map<string, Map<string, FragmentFit>>();
const MOST_MARKUP = 100;
const MOST_CONTEXTS = 50;

function remember(markup: string, context: string, fit: FragmentFit): void {
  const known = memo.get(markup) ?? new Map<string, FragmentFit>();
  if (known.size >= MOST_CONTEXTS) known.clear();
  known.set(context, fit);
  if (memo.size >= MOST_MARKUP && !memo.has(markup)) memo.clear();
  memo.set(markup, known);
}

/** For tests. */
export function forgetFits(): void {
  memo.clear();
}

/** The first element in a template has set its insertion mode, which is not the one before it. */
function decidesTemplate(page: TreeBuilder, element: TreeElement): boolean {
  return (
    element.parent?.tag === T.template &&
    element.index <= 1 &&
    page.templateModes[page.templateModes.length - 1] !== M.body
  );
}

/** Whether `<` or `</` that is text stands just before the current tag. */
function followsLess({ tok }: Tree): boolean {
  const { bytes } = tok.window;
  const before = bytes[tok.tagStart - 1];
  return before === 0x3c || (before === 0x2f && bytes[tok.tagStart - 2] === 0x3c);
}

function no(reason: string): FragmentFit {
  return { ok: false, reason };
}

class Trial {
  readonly #page: TreeBuilder;
  readonly #tree: Tree;
  readonly #twins = new Map<TreeElement, TreeElement>();
  /** Names of the stack that the page goes on with. */
  readonly #expected: readonly TreeElement[];
  readonly #depth: number;
  readonly #implies: boolean;
  readonly #base: readonly TreeElement[];
  readonly #baseSet: Set<unknown>;
  #problem: string | null = null;

  constructor(tree: Tree, expectedDepth: number, depth: number, place: FragmentPlace) {
    const page = tree.builder;
    this.#page = page;
    this.#depth = depth;
    this.#implies = depth !== expectedDepth || (place.at === "before" && page.impliedDepth === depth);
    this.#expected = page.stack.slice(0, expectedDepth);
    this.#tree = new Tree(this.#listener(), false, tree.tok.names);
    this.#copyState(place);
    this.#base = [...this.#tree.builder.stack];
    this.#baseSet = new Set(this.#base);
  }

  run(markup: Uint8Array): FragmentFit {
    const b = this.#tree.builder;
    const { mode, form } = b;
    const formatting = b.formatting.entries.map((entry) => entry.element);
    this.#tree.tok.write(markup);
    if (this.#tree.tok.unfinished) return no("the markup ends inside a tag, comment or raw text");
    this.#tree.tok.end();
    if (this.#problem !== null) return no(this.#problem);
    const { stack } = b;
    if (stack.length > this.#expected.length) return no(`<${b.current.name}> stays open`);
    for (const [index, open] of this.#expected.entries()) {
      const after = stack[index];
      if (after === undefined || (this.#implies ? after.tag !== open.tag : after !== this.#base[index])) {
        return no("other elements are open behind it");
      }
    }
    const after = b.formatting.entries.map((entry) => entry.element);
    const same = (element: TreeElement | null, index: number): boolean =>
      this.#implies ? element?.id === formatting[index]?.id : element === formatting[index];
    if (after.length !== formatting.length || !after.every(same))
      return no("it leaves formatting elements open");
    if (b.form !== form) return no("it changes the form that fields belong to");
    if (!this.#implies && b.mode !== mode && b.mode !== M.tableText)
      return no("what follows would be parsed differently");
    return { ok: true };
  }

  #listener(): TreeListener {
    const fail = (problem: string): void => {
      this.#problem ??= problem;
    };
    return {
      open: (element) => {
        if (element.irregular !== null) fail(`<${element.name}>: ${element.irregular}`);
        const { parent } = element;
        const top = this.#expected[this.#expected.length - 1];
        if (parent === null || this.#implies) {
          if (parent?.inSource !== true && parent?.name !== top?.name)
            fail(`<${element.name}> lands elsewhere`);
        } else if (this.#baseSet.has(parent) && parent !== this.#base[this.#base.length - 1]) {
          fail(`<${element.name}> lands elsewhere`);
        }
      },
      close: (element, closing) => {
        if (this.#baseSet.has(element)) fail(`it closes <${element.name}>`);
        else if (closing.by === "irregular") fail(`<${element.name}>: ${closing.reason}`);
      },
      implied: (element) => {
        if (!this.#implies && this.#baseSet.has(element.parent)) fail(`it implies <${element.name}>`);
      },
      irregular: (element, _at, reason) => fail(`<${element.name}>: ${reason}`),
      ignored: (name) => fail(`<${name}> is ignored here`),
    };
  }

  #copyState(place: FragmentPlace): void {
    const page = this.#page;
    const b = this.#tree.builder;
    const cut = page.stack[this.#depth];
    const limit = cut === undefined || place.at === "after" ? this.#endOf(cut) : cut.serial;
    for (let index = 0; index < this.#depth; index++) b.push(this.#twin(page.stack[index] as TreeElement));
    b.formatting.entries = page.formatting.entries
      .filter(({ element, born }) => born < limit && (place.at === "inside" || element !== place.element))
      .map(({ element, born }) => new FormattingEntry(element === null ? null : this.#twin(element), born));
    if (place.at === "inside" || page.token === END) {
      // Before it ends an element is still listed, also when the tag that ends it is what is being handled.
      for (const open of b.stack) {
        if ((open.classes & FORMATTING) === 0 || b.formatting.indexOf(open) !== -1) continue;
        if (place.at === "inside" || open.serial !== cut?.serial)
          b.formatting.entries.push(new FormattingEntry(open, open.serial));
      }
    }
    for (const entry of b.formatting.entries) {
      if (entry.element !== null) entry.element.onStack = b.stack.includes(entry.element);
    }
    b.templateModes = page.templateModes.slice(0, b.open[T.template]);
    b.head = page.head === null ? null : this.#twin(page.head);
    const ended = page.form === place.element && place.at !== "inside";
    b.form = page.form === null || ended || page.form.serial >= limit ? null : this.#twin(page.form);
    b.quirks = page.quirks;
    b.framesetOk = page.framesetOk;
    b.serial = page.serial;
    if (this.#implies) b.mode = page.impliedMode;
    else if (cut === undefined && page.mode !== M.text)
      b.mode = page.mode === M.tableText ? page.originalMode : page.mode;
    else resetMode(b);
    this.#tree.tok.foreign = b.inForeign;
  }

  /** Formatting elements opened inside an element outlive it, except behind its own marker. */
  #endOf(element: TreeElement | undefined): number {
    const marked = this.#page.formatting.entries.some(
      (entry) => entry.element === null && entry.born === element?.serial,
    );
    return marked && element !== undefined ? element.serial : Number.POSITIVE_INFINITY;
  }

  #twin(element: TreeElement): TreeElement {
    let twin = this.#twins.get(element);
    if (twin === undefined) {
      twin = element.copy(element.parent === null ? null : this.#twin(element.parent));
      this.#twins.set(element, twin);
    }
    return twin;
  }
}
