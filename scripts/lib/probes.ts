/** What a start asks the network: is the port free, does the shop answer, is Lahza ready for its first visitor. */
import { connect } from "node:net";

const POLL_MS = 200;
const REQUEST_MS = 5_000;
/** A crawler by its name, so that asking for a page counts nobody. */
const CRAWLER = "lahza-start/1.0 (bot)";

export async function isTaken(port: number): Promise<boolean> {
  const answers = await Promise.all(["127.0.0.1", "::1"].map((host) => accepts(host, port)));
  return answers.includes(true);
}

function accepts(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host });
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

/** Null: the shop answers, whatever its status. Otherwise why not, in a few words. */
export async function originProblem(origin: string): Promise<string | null> {
  try {
    const answer = await fetch(origin, {
      redirect: "manual",
      headers: { "user-agent": CRAWLER },
      signal: AbortSignal.timeout(REQUEST_MS),
    });
    await answer.body?.cancel();
    return null;
  } catch (error) {
    const { name, cause, message } = error as Error & { cause?: { code?: string } };
    return name === "TimeoutError" ? `nothing within ${REQUEST_MS / 1000} s` : (cause?.code ?? message);
  }
}

export type Readiness = { readonly ok: true } | { readonly ok: false; readonly reason: string };

/**
 * Resolves when health is good and the newest ruleset is in memory, so that the first visitor already meets the
 * experiments. `base` without a trailing slash.
 */
export async function untilWarm(base: string, adminToken: string, withinMs: number): Promise<Readiness> {
  const deadline = Date.now() + withinMs;
  let reason = "it did not answer";
  while (Date.now() < deadline) {
    try {
      // A page view reads the ruleset, and wakes the shop.
      await ask(`${base}/`, { accept: "text/html", "sec-fetch-dest": "document", "user-agent": CRAWLER });
      const health = await ask(`${base}/_lahza/api/health`, { authorization: `Bearer ${adminToken}` });
      const { ok, problems, ruleset } = (await health.json()) as Health;
      if (ok && ruleset.version === ruleset.newestVersion) return { ok: true };
      reason = problems.join("; ") || "the ruleset was not read";
    } catch (error) {
      if (!(error instanceof TypeError)) reason = error instanceof Error ? error.message : String(error);
    }
    await new Promise((resume) => setTimeout(resume, POLL_MS));
  }
  return { ok: false, reason };
}

/** Signs the first browser that opens it in to the dashboard; null: none could be made. */
export async function signInLink(base: string, adminToken: string): Promise<string | null> {
  try {
    const answer = await fetch(`${base}/_lahza/api/sign-in-links`, {
      method: "POST",
      headers: { authorization: `Bearer ${adminToken}` },
      signal: AbortSignal.timeout(REQUEST_MS),
    });
    const { data } = (await answer.json()) as { data?: { url?: string } };
    return data?.url ?? null;
  } catch {
    return null;
  }
}

interface Health {
  readonly ok: boolean;
  readonly problems: readonly string[];
  readonly ruleset: { readonly version: number | null; readonly newestVersion: number | null };
}

async function ask(address: string, headers: Record<string, string>): Promise<Response> {
  const answer = await fetch(address, {
    headers,
    redirect: "manual",
    signal: AbortSignal.timeout(REQUEST_MS),
  });
  return new Response(await answer.text(), { status: answer.status });
}
