/** A small keep-alive HTTP client with bounded concurrency; every request has a timeout. */
import http from "node:http";

const TIMEOUT_MS = 15_000;

export interface Target {
  readonly port: number;
  readonly path: string;
  readonly headers?: http.OutgoingHttpHeaders;
}

export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly bytes: number;
  /** From sending to the answer's headers, to the first byte of its body, and to the last. */
  readonly headersMs: number;
  readonly firstByteMs: number;
  readonly totalMs: number;
  readonly body: Buffer | null;
}

export class Client {
  readonly #agent: http.Agent;

  constructor(connections: number) {
    this.#agent = new http.Agent({ keepAlive: true, maxSockets: connections, scheduling: "fifo" });
  }

  get(target: Target, keepBody = false): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const start = performance.now();
      const request = http.get(
        {
          host: "127.0.0.1",
          port: target.port,
          path: target.path,
          headers: target.headers,
          agent: this.#agent,
        },
        (response) => {
          let bytes = 0;
          const headersMs = performance.now() - start;
          let firstByteMs = Number.NaN;
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => {
            if (bytes === 0) firstByteMs = performance.now() - start;
            bytes += chunk.length;
            if (keepBody) chunks.push(chunk);
          });
          response.on("end", () => {
            clearTimeout(timer);
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              bytes,
              headersMs,
              firstByteMs,
              totalMs: performance.now() - start,
              body: keepBody ? Buffer.concat(chunks) : null,
            });
          });
          response.on("error", reject);
        },
      );
      const timer = setTimeout(
        () => request.destroy(new Error(`${target.path} took over ${TIMEOUT_MS} ms`)),
        TIMEOUT_MS,
      );
      request.on("error", (error) => {
        clearTimeout(timer);
        reject(error);
      });
    });
  }

  /** `count` requests, `concurrency` at once. Returns the latencies in ms. Rejects on a status other than 200. */
  async load(target: (index: number) => Target, count: number, concurrency: number): Promise<number[]> {
    const latencies: number[] = [];
    let next = 0;
    const worker = async (): Promise<void> => {
      while (next < count) {
        const wanted = target(next++);
        const answer = await this.get(wanted);
        if (answer.status !== 200)
          throw new Error(`${wanted.path} on port ${wanted.port}: status ${answer.status}`);
        latencies.push(answer.totalMs);
      }
    };
    await Promise.all(Array.from({ length: concurrency }, worker));
    return latencies;
  }

  close(): void {
    this.#agent.destroy();
  }
}
