/** What a developer would write by hand for these three edits: no visitors, no records, no settings. */
const title = {
  element(element: Element): void {
    element.setInnerContent("Hello from the edge");
  },
};
const price = {
  element(element: Element): void {
    element.after("<b>Free returns</b>", { html: true });
  },
};
const buy = {
  element(element: Element): void {
    element.setAttribute("data-variant", "b");
  },
};

export default {
  async fetch(request: Request): Promise<Response> {
    const response = await fetch(request);
    return new HTMLRewriter().on("h1", title).on(".price", price).on("#buy", buy).transform(response);
  },
};
