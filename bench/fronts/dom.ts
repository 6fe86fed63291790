/** The same three edits on a tree: read all, parse, change, write. */
import { parse } from "node-html-parser";

export default {
  async fetch(request: Request): Promise<Response> {
    const response = await fetch(request);
    if (!response.headers.get("content-type")?.startsWith("text/html")) return response;
    const root = parse(await response.text());
    for (const element of root.querySelectorAll("h1")) element.textContent = "Hello from the edge";
    for (const element of root.querySelectorAll(".price"))
      element.insertAdjacentHTML("afterend", "<b>Free returns</b>");
    for (const element of root.querySelectorAll("#buy")) element.setAttribute("data-variant", "b");
    const headers = new Headers(response.headers);
    headers.delete("content-length");
    headers.delete("content-encoding");
    return new Response(root.toString(), { status: response.status, headers });
  },
};
