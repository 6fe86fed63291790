/**
 * A variant on a page of the shop, in a frame of the dashboard: for the visual editor, and for looking at variants side
 * by side. The same compiled previews as links have, but handed over by an address that works once and for a minute,
 * kept in a cookie that counts in frames alone.
 *
 * The shop's page and its scripts are not trusted: the cookie opens nothing but these pages, the overlay knows only the
 * dashboard's origin, and what it says is for the dashboard to judge.
 */
import { formatTicket, readTicket } from "../admin/ticket.ts";
import type { Config } from "../config.ts";
import type { Experiment } from "../domain/experiment.schema.ts";
import type { Settings } from "../domain/settings.schema.ts";
import { assetOf } from "../ruleset/asset.ts";
import type { CompileProblem } from "../ruleset/compile.ts";
import { spendStatement } from "../store/idempotency.ts";
import { savePreviewStatements } from "../store/previews.ts";
import { toBase64Url } from "../visitor/base64url.ts";
import { compilePreview, previewId } from "./create.ts";
import { formatTicket as formatPreview } from "./token.ts";

const HAND_OFF_SECONDS = 60;
const FRAME_SECONDS = 60 * 60;
const PURPOSE = "frame";

export interface FrameInput {
  readonly db: D1Database;
  readonly config: Pick<Config, "cookieKeys" | "prefix">;
  readonly experiment: { readonly id: number; readonly phase: number; readonly definition: Experiment };
  /** Its place among the variants. */
  readonly variant: number;
  readonly settings: Settings;
  /** Origins: of the shop's pages, and of the dashboard that may frame them. */
  readonly shop: string;
  readonly dashboard: string;
  readonly to: string;
  /** The overlay's script; null: the page alone. */
  readonly overlay: string | null;
  readonly random: (bytes: Uint8Array) => void;
  readonly nowMs: number;
}

export type FrameMade =
  | {
      readonly ok: true;
      readonly statements: readonly D1PreparedStatement[];
      readonly frame: { readonly url: string; readonly expiresAt: string };
    }
  | { readonly ok: false; readonly problems: readonly CompileProblem[] };

export async function planFrame(input: FrameInput): Promise<FrameMade> {
  const { db, config, experiment, variant, dashboard, overlay, nowMs } = input;
  const compiled = await compilePreview(experiment, input.settings);
  if (!compiled.ok) return compiled;
  // The origin is written into the script: no page can make it speak to another one.
  const script =
    overlay === null
      ? null
      : await assetOf("js", `const LAHZA_DASHBOARD=${JSON.stringify(dashboard)};${overlay}`);
  const assets = { ...compiled.ruleset.assets, ...(script === null ? {} : { [script.hash]: script.asset }) };
  const body = JSON.stringify({
    ruleset: { ...compiled.ruleset, assets },
    name: experiment.definition.name,
    badge: null,
    frame: { dashboard, overlay: script?.hash ?? null },
  });
  const id = await previewId(experiment.id, body);
  const nonce = new Uint8Array(12);
  input.random(nonce);
  const endsAtMs = nowMs + HAND_OFF_SECONDS * 1000;
  const fields = [id, variant.toString(36), toBase64Url(nonce)];
  const token = await formatTicket(PURPOSE, fields, endsAtMs, config.cookieKeys);
  return {
    ok: true,
    statements: savePreviewStatements(
      db,
      { id, experiment: experiment.id, body, expiresAtMs: nowMs + FRAME_SECONDS * 1000 },
      assets,
      nowMs,
    ),
    frame: {
      url: `${input.shop}${config.prefix}/p/${token}?to=${encodeURIComponent(input.to)}`,
      expiresAt: new Date(endsAtMs).toISOString(),
    },
  };
}

/** The value of the frame's cookie, and how long it lives; null for a token that is forged, over, or was used before. */
export async function spendFrameToken(
  token: string,
  { cookieKeys }: Pick<Config, "cookieKeys">,
  db: D1Database,
  nowMs: number,
): Promise<{ readonly value: string; readonly seconds: number } | null> {
  const ticket = await readTicket(PURPOSE, token, cookieKeys, nowMs);
  const [preview, variant, nonce] = ticket?.fields ?? [];
  if (preview === undefined || variant === undefined || nonce === undefined) return null;
  const { meta } = await spendStatement(db, PURPOSE, nonce, nowMs).run();
  if (meta.changes !== 1) return null;
  const endsAtMs = nowMs + FRAME_SECONDS * 1000;
  const value = await formatPreview({ preview, variant: Number.parseInt(variant, 36), endsAtMs }, cookieKeys);
  return { value, seconds: FRAME_SECONDS };
}
