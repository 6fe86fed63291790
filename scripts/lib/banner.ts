/** What `npm start` prints when everything runs: where it is, and what to do next. */

export interface Started {
  /** Lahza's own address, without a trailing slash. */
  readonly shop: string;
  /** Null: the example shop. */
  readonly origin: string | null;
  /** Keys of the experiments that run. */
  readonly running: readonly string[];
  readonly adminToken: string;
  /** A link that signs in to the dashboard, once; null: there is none. */
  readonly dashboard: string | null;
  readonly state: string;
}

export function banner({ shop, origin, running, adminToken, dashboard, state }: Started): string {
  const first = running[0];
  return `
Lahza stands in front of ${origin ?? "the example shop"}.

  Shop         ${shop}/${origin === null ? "   (Persian: /fa, Arabic: /ar)" : ""}
  Dashboard    ${dashboard === null ? "sign in with the admin token" : `${dashboard}\n               (for one use within ten minutes; later, sign in there with the admin token)`}
  Health       ${shop}/_lahza/api/health
  Admin token  ${adminToken}
  Experiments  ${running.length === 0 ? "none is running" : running.join(", ")}

${
  first === undefined
    ? `Nothing is changed yet. Load an experiment from a file, in a second terminal; it is live within 15 seconds:

  npm run seed -- FILE

README.md has a small file to begin with.`
    : `Open the shop in two different browsers, or in a private window that you close and open again: each is a new
visitor and may meet another variant. Put something into the cart and order, then ask what was counted:

  curl -H "authorization: Bearer ${adminToken}" ${shop}/_lahza/api/experiments/${first}/results`
}

State is kept in ${state}. End with Ctrl+C.
`;
}
