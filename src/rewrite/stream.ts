/**
 * `rewrite(body, options)`: pumps the origin's bytes through the page editor.
 *
 * Bytes go out as soon as they are decided. When the origin breaks off, what came is sent and the error passed on, as
 * without us; when the client goes away, the origin is told; when we fail, the rest of the page goes out untouched.
 *
 * What costs in workerd are the steps between JavaScript and the platform, some 30 µs a read and a write, and the
 * memory that each leaves to the collector (docs/bench.md). So buffers are large and used again, what came of one
 * read goes out in one write, and a small page that is there at once is answered without a stream.
 */
import { looksIso2022Jp, looksUtf16 } from "./charset.ts";
import { joined, joinedIn } from "./edit-buffer.ts";
import { PageEditor } from "./edit-page.ts";
import { type Recipe, RecipeEditor } from "./recipe.ts";
import type { Ending, Rewrite, RewriteOptions } from "./rewrite.types.ts";
import { VerifiedEditor } from "./verified.ts";

const BUFFER_BYTES = 128 * 1024;
const SMALL_BUFFER_BYTES = 4 * 1024;
/** Pages up to this size may be answered whole: larger copies pile up in memory until they are collected. */
const WHOLE_PAGE_BYTES = 64 * 1024;
/** Pages up to this size are not left to the platform's pump. */
const UNPUMPED_BYTES = 256 * 1024;
/** How long an answer may wait for a small page to be there as a whole. */
const WHOLE_PAGE_WAIT_MS = 1;

type Bytes = ReadableStream<Uint8Array>;
/** What changes a page as its bytes pass. */
type Editor = Pick<PageEditor, "passing" | "write" | "end" | "abort">;

export const rewrite: Rewrite = async (body, options) => {
  const recipe = options.recipe ?? null;
  const editor = editorFor(options);
  const ending = (): Ending => {
    const reader = editor instanceof VerifiedEditor ? editor.reader : editor;
    const outcome = editor.outcome();
    return reader instanceof PageEditor
      ? { outcome, recipe: reader.recipe(), trace: reader.trace(), read: true }
      : { outcome, recipe: null, trace: null, read: false };
  };
  const source = openSource(body, bufferFor(recipe, options.length ?? null));
  const first = source.next();
  const whole = await wholePage(first, options);
  if (whole !== null) {
    const out: Uint8Array[] = [];
    if (isForeign(whole, options)) editor.abort(out);
    editor.write(whole, out);
    editor.end(out);
    const page = joined(out);
    source.recycle();
    return { body: page, ending: ending() };
  }
  const { readable, writable } = createPipe();
  const pumped = pump(body, source, first, writable, editor, options);
  return { body: readable, ending: pumped.then(ending) };
};

function editorFor(options: RewriteOptions): PageEditor | RecipeEditor | VerifiedEditor {
  const { recipe = null, known = null, visitorTexts = [] } = options;
  if (recipe !== null) return new RecipeEditor(recipe, visitorTexts);
  const inPieces = { ...options, inPieces: known !== null || options.trace === true };
  if (known !== null) return new VerifiedEditor(known, visitorTexts, () => new PageEditor(inPieces));
  return new PageEditor(inPieces);
}

/**
 * Behind a recipe's last step the platform pumps, so that no more than up to there need be read. It pumps in small
 * pieces, though: what is left of a page that is not large goes through one of our buffers in less.
 */
function bufferFor(recipe: Recipe | null, length: number | null): number {
  if (recipe === null || (length !== null && length <= UNPUMPED_BYTES)) return BUFFER_BYTES;
  return Math.min(BUFFER_BYTES, Math.max(recipe.steps.at(-1)?.end ?? 0, SMALL_BUFFER_BYTES));
}

/** The first chunk, when it comes at once and is the whole page. */
async function wholePage(
  first: Promise<Uint8Array | null>,
  { length, recipe, known }: RewriteOptions,
): Promise<Uint8Array | null> {
  if (length === null || length === undefined || length > WHOLE_PAGE_BYTES) return null;
  // A page that came before is there with its headers, and a timer costs more than its edits.
  if ((recipe ?? known ?? null) !== null) {
    const chunk = await first.catch(() => null);
    return chunk?.length === length ? chunk : null;
  }
  // A first read that fails is met again, by the pump.
  const chunk = await new Promise<Uint8Array | null>((resume) => {
    const timer = setTimeout(() => resume(null), WHOLE_PAGE_WAIT_MS);
    first.then(
      (bytes) => {
        clearTimeout(timer);
        resume(bytes);
      },
      () => resume(null),
    );
  });
  return chunk?.length === length ? chunk : null;
}

/** Never rejects: errors go where they belong, to the reader of the rewritten page or to the origin. */
async function pump(
  body: Bytes,
  source: Source,
  first: Promise<Uint8Array | null>,
  writable: WritableStream<Uint8Array>,
  editor: Editor,
  options: RewriteOptions,
): Promise<void> {
  const writer = writable.getWriter();
  // A client that goes away while the origin is silent must end the origin's stream, too.
  writer.closed.catch((reason: unknown) => source.cancel(reason));
  const out: Uint8Array[] = [];
  let together: ArrayBuffer | null = null;
  const flush = async (): Promise<void> => {
    const parts = out.splice(0);
    const [only] = parts;
    if (only === undefined) return;
    if (parts.length === 1) return await writer.write(only);
    const length = parts.reduce((sum, part) => sum + part.length, 0);
    if (length > BUFFER_BYTES || length <= SMALL_BUFFER_BYTES) return await writer.write(joined(parts));
    // A write has taken its bytes when it settles, so that their memory may be used again.
    together ??= spare.pop() ?? new ArrayBuffer(BUFFER_BYTES);
    await writer.write(joinedIn(new Uint8Array(together, 0, length), parts));
  };
  const recycle = (): void => {
    source.recycle();
    keepSpare(together);
    together = null;
  };
  let received = 0;
  try {
    for (let next = first; ; next = source.next()) {
      const chunk = await next;
      if (chunk !== null) {
        if (received === 0 && isForeign(chunk, options)) editor.abort(out);
        received += chunk.length;
        editor.write(chunk, out);
      }
      // Where the length is known, the read that only says "no more" is saved.
      if (chunk === null || received === options.length) {
        editor.end(out);
        await flush();
        await writer.close();
        recycle();
        return;
      }
      await flush();
      if (editor.passing && (options.length ?? Infinity) > UNPUMPED_BYTES) break;
    }
  } catch (error) {
    // The origin broke off, or the client went away: then writing fails as well, and that is no news.
    editor.abort(out);
    await flush().catch(() => undefined);
    await writer.abort(error).catch(() => undefined);
    await source.cancel(error);
    return;
  }
  // Nothing more to change: the platform pumps the rest.
  source.release();
  recycle();
  writer.releaseLock();
  await body.pipeTo(writable).catch(() => undefined);
}

/** Bytes that no ASCII tokenizer can read, whatever the headers said: passed on as they are. */
function isForeign(firstBytes: Uint8Array, { utf8, recipe }: RewriteOptions): boolean {
  if (recipe !== null && recipe !== undefined) return false;
  return looksUtf16(firstBytes) || (!utf8 && looksIso2022Jp(firstBytes));
}

interface Source {
  /** The next chunk, whose memory is valid until the next call; null at the end. */
  next(): Promise<Uint8Array | null>;
  cancel(reason: unknown): Promise<void>;
  /** Lets the body go, to be read by others. Costs some 50 µs in workerd: not for a body that is at its end. */
  release(): void;
  /** The buffer may be used by others: no chunk of it is in use any more. */
  recycle(): void;
}

/** Reads into one buffer again and again where the body allows that. */
function openSource(body: Bytes, bufferBytes: number): Source {
  const reader = byteReader(body);
  if (reader === null) {
    const plain = body.getReader();
    return {
      async next() {
        const { done, value } = await plain.read();
        return done ? null : value;
      },
      cancel: (reason) => plain.cancel(reason).catch(() => undefined),
      release: () => plain.releaseLock(),
      recycle: () => undefined,
    };
  }
  // The view's buffer is handed over to the stream and comes back with the bytes.
  let memory: ArrayBuffer | null = bufferBytes === BUFFER_BYTES ? (spare.pop() ?? null) : null;
  return {
    async next() {
      const view = new Uint8Array(memory ?? new ArrayBuffer(bufferBytes));
      memory = null;
      const { done, value } = await reader.read(view);
      if (value !== undefined) memory = value.buffer;
      return done ? null : value;
    },
    cancel: (reason) => reader.cancel(reason).catch(() => undefined),
    release: () => reader.releaseLock(),
    recycle() {
      keepSpare(memory);
      memory = null;
    },
  };
}

/** Buffers that no request uses now. */
const spare: ArrayBuffer[] = [];
const MAX_SPARE = 32;

function keepSpare(memory: ArrayBuffer | null): void {
  if (memory?.byteLength === BUFFER_BYTES && spare.length < MAX_SPARE) spare.push(memory);
}

function byteReader(body: Bytes): ReadableStreamBYOBReader | null {
  try {
    return body.getReader({ mode: "byob" });
  } catch {
    return null;
  }
}

/** workerd's own pipe copies no bytes through JavaScript; elsewhere (unit tests in Node) a plain one does. */
function createPipe(): { readable: Bytes; writable: WritableStream<Uint8Array> } {
  if (typeof IdentityTransformStream === "function") return new IdentityTransformStream();
  return new TransformStream<Uint8Array, Uint8Array>({
    // Memory of a chunk is used again, and a reader may keep it.
    transform(chunk, controller) {
      controller.enqueue(chunk.slice());
    },
  });
}
