/** The dashboard's own files, built by scripts/build-dashboard.ts: their names hold a digest of their content. */

export interface BuiltFiles {
  /** Entry of the dashboard. */
  readonly app: string;
  readonly css: string;
  /** What the editor puts into the shop's page. */
  readonly overlay: string;
}

const NAME = /^[A-Za-z0-9_-]{1,80}\.(js|css|woff2)$/;
const TYPES: { readonly [ending: string]: string } = {
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  woff2: "font/woff2",
};

/** Null: they were not built, or are not bound. */
export async function builtFiles(files: Fetcher | undefined): Promise<BuiltFiles | null> {
  const answer = await files?.fetch("https://files.invalid/manifest.json");
  return answer?.ok === true ? await answer.json() : null;
}

/** `name`: what stands behind `<prefix>/d/`. */
export async function answerFile(
  request: Request,
  name: string,
  files: Fetcher | undefined,
): Promise<Response> {
  const ending = NAME.exec(name)?.[1];
  if (ending === undefined || (request.method !== "GET" && request.method !== "HEAD")) return nothing();
  const stored = await files?.fetch(`https://files.invalid/${name}`);
  if (stored?.ok !== true) return nothing();
  return new Response(request.method === "HEAD" ? null : stored.body, {
    headers: {
      "content-type": TYPES[ending] ?? "",
      "cache-control": "public, max-age=31536000, immutable",
      "x-content-type-options": "nosniff",
      "cross-origin-resource-policy": "same-origin",
    },
  });
}

export async function overlayScript(files: Fetcher | undefined): Promise<string | null> {
  const built = await builtFiles(files);
  const stored = built === null ? null : await files?.fetch(`https://files.invalid/${built.overlay}`);
  return stored?.ok === true ? await stored.text() : null;
}

function nothing(): Response {
  return new Response(null, { status: 404, headers: { "cache-control": "no-store" } });
}
