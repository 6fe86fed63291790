/**
 * `rewrite(body, options)`: pumps the origin's bytes through the page editor.
 *
 * Bytes go out as soon as they are decided. When the origin breaks off, what came is sent and the error passed on, as
 * without us; when the client goes away, the origin is told; when we fail, the rest of the page goes out untouched.
 */
import { joined } from "./edit-buffer.ts";
import { PageEditor } from "./edit-page.ts";
import type { Rewrite } from "./rewrite.types.ts";

/** In workerd every read and write costs some 30 µs, so pieces are large; a small first piece passes at once. */
const CHUNK_BYTES = 64 * 1024;

type Bytes = ReadableStream<Uint8Array>;

export const rewrite: Rewrite = (body, options) => {
  const editor = new PageEditor(options);
  const { readable, writable } = createPipe();
  const outcome = pump(body, writable, editor).then(() => editor.outcome());
  return { body: readable, outcome };
};

/** Never rejects: errors go where they belong, to the reader of the rewritten page or to the origin. */
async function pump(body: Bytes, writable: WritableStream<Uint8Array>, editor: PageEditor): Promise<void> {
  const source = openSource(body);
  const writer = writable.getWriter();
  // A client that goes away while the origin is silent must end the origin's stream, too.
  writer.closed.catch((reason: unknown) => source.cancel(reason));
  const out: Uint8Array[] = [];
  const flush = async (): Promise<void> => {
    const parts = out.splice(0);
    const [first] = parts;
    if (first !== undefined) await writer.write(parts.length === 1 ? first : joined(parts));
  };
  try {
    while (!editor.passing) {
      const chunk = await source.next();
      if (chunk === null) {
        editor.end(out);
        await flush();
        await writer.close();
        return;
      }
      editor.write(chunk, out);
      await flush();
    }
  } catch (error) {
    // The origin broke off, or the client went away: then writing fails as well, and that is no news.
    editor.abort(out);
    await flush().catch(() => undefined);
    await writer.abort(error).catch(() => undefined);
    await source.cancel(error);
    return;
  }
  source.release();
  writer.releaseLock();
  await body.pipeTo(writable).catch(() => undefined);
}

interface Source {
  /** The next chunk, whose memory is valid until the next call; null at the end. */
  next(): Promise<Uint8Array | null>;
  cancel(reason: unknown): Promise<void>;
  release(): void;
}

/** Reads into one buffer again and again where the body allows that. */
function openSource(body: Bytes): Source {
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
    };
  }
  let memory = new ArrayBuffer(CHUNK_BYTES);
  return {
    async next() {
      const { done, value } = await reader.read(new Uint8Array(memory));
      if (value !== undefined) memory = value.buffer as ArrayBuffer;
      return done ? null : value;
    },
    cancel: (reason) => reader.cancel(reason).catch(() => undefined),
    release: () => reader.releaseLock(),
  };
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
