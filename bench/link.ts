/** A slow line to the origin, in one process: a TCP proxy that delays and paces every connection. */
import net from "node:net";

export interface Line {
  readonly bitsPerSecond: number;
  /** There and back. */
  readonly roundTripMs: number;
}

/** Bytes leave in the order in which they came, no faster than the line, half a round trip later. */
export function slowLine(line: Line, originPort: number): net.Server {
  return net.createServer({ noDelay: true }, (near) => {
    const far = net.connect({ port: originPort, host: "127.0.0.1", noDelay: true });
    shape(near, far, line);
    shape(far, near, line);
    // One round trip for the handshake that a real connection begins with.
    near.pause();
    setTimeout(() => near.resume(), line.roundTripMs);
  });
}

const SLICE = 16 * 1024;

function shape(from: net.Socket, to: net.Socket, line: Line): void {
  let free = 0;
  from.on("data", (chunk: Buffer) => {
    for (let at = 0; at < chunk.length; at += SLICE) {
      const slice = chunk.subarray(at, at + SLICE);
      free = Math.max(free, performance.now()) + (slice.length * 8000) / line.bitsPerSecond;
      setTimeout(
        () => {
          if (!to.destroyed) to.write(slice);
        },
        free - performance.now() + line.roundTripMs / 2,
      );
    }
  });
  const end = (): void => {
    setTimeout(() => to.destroy(), Math.max(0, free - performance.now()) + line.roundTripMs);
  };
  from.on("end", end);
  from.on("error", end);
  from.on("close", end);
}
