/** A framework's shop on a port of its own, and Lahza in front of it with an experiment on two of its pages. */
import { createServer, type Server } from "node:http";
import { Readable } from "node:stream";
import type { ReadableStream as NodeStream } from "node:stream/web";
import { type Lahza, startLahza } from "../contract/lahza.ts";
import { CHANGES } from "./changes.ts";
import type { FrameworkShop } from "./shop.ts";

export interface Served {
  readonly name: string;
  /** The shop without Lahza. */
  readonly plain: URL;
  readonly lahza: Lahza;
  readonly close: () => Promise<void>;
}

/** `share`: of visitors who get the changes, 0 to 1. */
export async function serveShop(shop: FrameworkShop, share = 1): Promise<Served> {
  const server = createServer((request, answer) => {
    const { pathname } = new URL(request.url ?? "/", "http://shop");
    shop.answer(pathname, request.headers).then(
      (found) => {
        if (found === null)
          return answer.writeHead(404, { "content-type": "text/html" }).end("<h1>Not here</h1>");
        answer.setHeader("content-type", found.type);
        if (typeof found.body === "string") return answer.end(found.body);
        return Readable.fromWeb(found.body as NodeStream).pipe(answer);
      },
      (error: unknown) => answer.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const plain = new URL(`http://127.0.0.1:${portOf(server)}/`);
  const lahza = await startLahza(plain.href.slice(0, -1));
  await lahza.load({
    settings: { clientNavigation: true },
    goals: [{ key: "saw-two", name: "saw-two", kind: "page", path: "/two" }],
    experiments: [
      {
        key: "kept",
        name: "kept",
        status: "running",
        pages: { include: ["/one", "/two"] },
        hydrated: shop.hydrated,
        variants: [
          { key: "control", weight: 1 - share },
          { key: "b", weight: share, changes: CHANGES },
        ],
      },
    ],
  });
  return {
    name: shop.name,
    plain,
    lahza,
    async close() {
      await lahza.close();
      server.close();
      server.closeAllConnections();
    },
  };
}

function portOf(server: Server): number {
  return (server.address() as { port: number }).port;
}
