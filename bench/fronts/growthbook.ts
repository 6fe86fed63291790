/**
 * GrowthBook's edge Worker with the same three edits as a visual experiment that everybody sees.
 * It has no "insert after": the second edit appends to the element instead. Nothing else is injected (the leanest setting).
 */
import { handleRequest } from "@growthbook/edge-cloudflare";

const payload = {
  features: {},
  experiments: [
    {
      key: "bench",
      changeId: "bench",
      status: "running",
      hashAttribute: "id",
      hashVersion: 2,
      coverage: 1,
      weights: [0, 1],
      urlPatterns: [{ include: true, type: "simple", pattern: "/products/*" }],
      variations: [
        { domMutations: [] },
        {
          domMutations: [
            { selector: "h1", action: "set", attribute: "html", value: "Hello from the edge" },
            { selector: ".price", action: "append", attribute: "html", value: "<b>Free returns</b>" },
            { selector: "#buy", action: "set", attribute: "data-variant", value: "b" },
          ],
        },
      ],
    },
  ],
};

const environment = {
  PROXY_TARGET: "http://shop.example",
  // Asked for at start; nothing is fetched, since the payload is given.
  GROWTHBOOK_API_HOST: "http://growthbook.example",
  GROWTHBOOK_CLIENT_KEY: "sdk-bench",
  RUN_VISUAL_EDITOR_EXPERIMENTS: "edge",
  DISABLE_INJECTIONS: "true",
};

export default {
  fetch(request: Request): Promise<unknown> {
    return handleRequest(request, environment as never, { payload } as never);
  },
};
