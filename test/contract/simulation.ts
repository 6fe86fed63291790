/** Simulated shoppers in front of a Lahza of their own, straight in workerd. */
import { type Compared, simulate, simulationDefinitions, untilServed } from "../../scripts/lib/simulation.ts";
import { ADMIN_TOKEN, startLahza } from "./lahza.ts";

const KEY = "simulated";
const SECRET = "a-secret-that-only-the-simulated-shop-has";
const SETTLE_MS = 30_000;

/** As many come; resolves with what they did beside what was recorded of it. */
export async function simulated(
  visitors: number,
  seed: number,
  onCame: (visitors: number) => void = () => undefined,
): Promise<Compared[]> {
  const lahza = await startLahza("example-shop", { WEBHOOK_OWN: SECRET });
  try {
    const { settings, ...others } = simulationDefinitions(KEY);
    await lahza.load({
      ...others,
      settings: { ...settings, webhooks: { generic: { secret: "WEBHOOK_OWN" } } },
    });
    await untilServed(lahza.url.href, SETTLE_MS);
    const backend = { url: lahza.url.href, token: ADMIN_TOKEN, webhookSecret: SECRET };
    const options = { backend, key: KEY, visitors, baseline: 0.1, lift: 0.5, seed, onCame };
    return await simulate(options, SETTLE_MS);
  } finally {
    await lahza.close();
  }
}
