/** The OpenAPI document as one page, without a script and without anything from another host. */
import { html, raw } from "hono/html";
import { sha256 } from "../ruleset/digest.ts";

interface Document {
  readonly info: { readonly description: string };
  readonly servers: readonly { readonly url: string }[];
  readonly tags: readonly { readonly name: string }[];
  readonly paths: { readonly [path: string]: { readonly [method: string]: Operation } };
  readonly components: { readonly schemas: { readonly [name: string]: unknown } };
}

interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly in: string;
    readonly required: boolean;
    readonly description?: string;
    readonly schema: { readonly description?: string };
  }[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: {
    readonly [status: string]: { readonly description: string; readonly content: Content };
  };
}

type Content = { readonly [type: string]: { readonly schema: unknown } };
type Html = ReturnType<typeof html>;

export async function documentationPage(document: object): Promise<Response> {
  const style = STYLE.trim();
  const digest = btoa(String.fromCharCode(...(await sha256(style))));
  const page = await pageOf(document as Document, style);
  return new Response(String(page), {
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": `default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    },
  });
}

function pageOf(document: Document, style: string): Html {
  const base = document.servers[0]?.url ?? "";
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Lahza API</title>
<style>${raw(style)}</style>
</head>
<body>
<header>
<h1>Lahza API</h1>
<p>${document.info.description}</p>
<p>Every path stands below <code>${base}</code>. The same as an <a href="${base}/openapi.json">OpenAPI 3.1 document</a>.</p>
<pre><code>curl -H "Authorization: Bearer $TOKEN" https://shop.example${base}/experiments</code></pre>
</header>
<nav aria-label="Contents">
${document.tags.map(
  ({ name }) => html`<section><h2>${name}</h2><ul>
${operations.filter(({ operation }) => operation.tags.includes(name)).map(({ path, method, operation }) => html`<li><a href="#${operation.operationId}"><b class="${method.toLowerCase()}">${method}</b> ${path}</a></li>`)}
</ul></section>`,
)}
</nav>
<main>
${operations.map(operationHtml)}
<h2 id="schemas">Schemas</h2>
${Object.entries(document.components.schemas).map(([name, schema]) => html`<details id="schema-${name}"><summary>${name}</summary><pre><code>${schemaText(schema)}</code></pre></details>`)}
</main>
</body>
</html>`;
}

function operationHtml({
  path,
  method,
  operation,
}: {
  path: string;
  method: string;
  operation: Operation;
}): Html {
  return html`<article id="${operation.operationId}">
<h2><b class="${method.toLowerCase()}">${method}</b> <code>${path}</code></h2>
<p><strong>${operation.summary}.</strong> ${operation.description}</p>
${
  operation.parameters.length === 0
    ? ""
    : html`<table><caption>Parameters</caption>
<thead><tr><th scope="col">Name</th><th scope="col">In</th><th scope="col">What</th></tr></thead>
<tbody>${operation.parameters.map((parameter) => html`<tr><td><code>${parameter.name}</code>${parameter.required ? "" : " (optional)"}</td><td>${parameter.in}</td><td>${parameter.description ?? schemaText(parameter.schema)}</td></tr>`)}</tbody>
</table>`
}
${operation.requestBody === undefined ? "" : contentHtml("Body", operation.requestBody.content)}
${Object.entries(operation.responses)
  .filter(([status]) => status.startsWith("2"))
  .map(([status, { content }]) => contentHtml(`Answer ${status}`, content))}
<p>Refused with ${Object.entries(operation.responses)
    .filter(([status]) => !status.startsWith("2"))
    .map(([status, { description }]) => html`<span><b>${status}</b> ${description}</span>. `)}</p>
</article>`;
}

function contentHtml(title: string, content: Content): Html {
  return html`${Object.entries(content).map(([type, { schema }]) => html`<details><summary>${title} <small>${type}</small></summary><pre><code>${schemaText(schema)}</code></pre></details>`)}`;
}

function schemaText(schema: unknown): string {
  return JSON.stringify(schema, null, 2).replaceAll("#/components/schemas/", "");
}

const STYLE = `
:root{color-scheme:light dark;--ink:#1c2230;--dim:#5a6375;--line:#d9dee8;--back:#fff;--soft:#f4f6fa;--accent:#0b5cad}
@media(prefers-color-scheme:dark){:root{--ink:#e6e9f0;--dim:#a3adbf;--line:#333c4d;--back:#12161f;--soft:#1b212d;--accent:#7db8ff}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:70rem;padding:1.5rem;font:16px/1.6 system-ui,sans-serif;color:var(--ink);background:var(--back)}
h1{font-size:2rem;margin:.5rem 0}
h2{font-size:1.15rem;margin:.5rem 0;overflow-wrap:anywhere}
a{color:var(--accent)}
code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,monospace;font-size:.875rem}
pre{overflow:auto;max-height:32rem;padding:1rem;background:var(--soft);border-radius:.5rem}
nav{columns:17rem;column-gap:2rem;margin:2rem 0}
nav section{break-inside:avoid-column;margin:0 0 1rem}
nav ul{list-style:none;margin:0;padding:0}
nav li{overflow-wrap:anywhere;padding:.1rem 0}
nav a{text-decoration:none}
article{border-top:1px solid var(--line);padding:1.5rem 0}
table{border-collapse:collapse;width:100%;margin:1rem 0}
caption{text-align:start;color:var(--dim)}
th,td{text-align:start;vertical-align:top;border-top:1px solid var(--line);padding:.4rem .6rem .4rem 0;overflow-wrap:anywhere}
summary{cursor:pointer;padding:.3rem 0}
small{color:var(--dim)}
b.get,b.post,b.put,b.patch,b.delete{font:600 .75rem/1 ui-monospace,monospace;padding:.2rem .4rem;border-radius:.3rem;border:1px solid currentColor}
b.post,b.put,b.patch{color:#8a5a00}b.delete{color:#b3261e}
@media(prefers-color-scheme:dark){b.post,b.put,b.patch{color:#f0b95a}b.delete{color:#ff8a80}}
:target{outline:2px solid var(--accent);outline-offset:.5rem}
`;
