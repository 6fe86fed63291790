/**
 * A draft as it is now → links that show its variants on the live shop to whoever has them, until they end.
 * The draft is compiled into a ruleset of its own, stored by the digest of its content: a link goes on showing what
 * it was made for, also when the draft is edited.
 */
import type { SigningKey } from "../config.ts";
import type { Experiment } from "../domain/experiment.schema.ts";
import { unscheduled } from "../domain/schedule.ts";
import type { Settings } from "../domain/settings.schema.ts";
import { assetOf } from "../ruleset/asset.ts";
import { compileRuleset, type CompileProblem } from "../ruleset/compile.ts";
import { sha256Hex } from "../ruleset/digest.ts";
import type { Ruleset } from "../ruleset/types.ts";
import { savePreviewStatements } from "../store/previews.ts";
import { BADGE_CSS } from "./badge.ts";
import { formatTicket } from "./token.ts";

export interface PreviewInput {
  readonly db: D1Database;
  readonly cookieKeys: readonly SigningKey[];
  readonly prefix: string;
  readonly experiment: { readonly id: number; readonly phase: number; readonly definition: Experiment };
  readonly settings: Settings;
  /** Of the shop, such as `https://shop.example`. */
  readonly origin: string;
  /** Where the links lead: a path of the shop, or null for the first page that the experiment names. */
  readonly to: string | null;
  readonly expiresInS: number;
  readonly nowMs: number;
}

export interface PreviewLink {
  /** The variant's key. */
  readonly variant: string;
  readonly url: string;
}

export type PreviewMade =
  | {
      readonly ok: true;
      /** To be written in one batch before the links are given out. */
      readonly statements: readonly D1PreparedStatement[];
      readonly preview: {
        /** ISO instant. */
        readonly expiresAt: string;
        readonly links: readonly PreviewLink[];
      };
    }
  | { readonly ok: false; readonly problems: readonly CompileProblem[] };

/** What is stored of a preview; read by serve.ts. */
export interface StoredPreview {
  readonly ruleset: Ruleset;
  readonly name: string;
  /** Hash of the badge's stylesheet; null: in a frame of the dashboard, which says itself what it shows. */
  readonly badge: string | null;
  /** Only shown in frames of this origin, with this script. */
  readonly frame?: { readonly dashboard: string; readonly overlay: string | null };
}

/** Neither version nor time: the same draft is the same preview. */
export async function compilePreview(
  { id, phase, definition }: PreviewInput["experiment"],
  settings: Settings,
): ReturnType<typeof compileRuleset> {
  return await compileRuleset({
    settings,
    goals: [],
    experiments: [{ id, phase, status: "running", definition: unscheduled(definition) }],
    version: 1,
    nowMs: 0,
  });
}

/** `body`: a `StoredPreview` as JSON. */
export async function previewId(experiment: number, body: string): Promise<string> {
  return `${experiment.toString(36)}-${(await sha256Hex(body)).slice(0, 16)}`;
}

export async function planPreview(input: PreviewInput): Promise<PreviewMade> {
  const { db, nowMs, settings } = input;
  const { id, definition } = input.experiment;
  const compiled = await compilePreview(input.experiment, settings);
  if (!compiled.ok) return compiled;
  const badge = await assetOf("css", BADGE_CSS);
  const assets = { ...compiled.ruleset.assets, [badge.hash]: badge.asset };
  const stored: StoredPreview = {
    ruleset: { ...compiled.ruleset, assets },
    name: definition.name,
    badge: badge.hash,
  };
  const body = JSON.stringify(stored);
  const preview = await previewId(id, body);
  const endsAtMs = Math.floor(nowMs / 1000 + input.expiresInS) * 1000;
  const to = encodeURIComponent(input.to ?? firstPage(definition));
  const links = await Promise.all(
    definition.variants.map(async ({ key }, variant) => ({
      variant: key,
      url: `${input.origin}${input.prefix}/p/${await formatTicket({ preview, variant, endsAtMs }, input.cookieKeys)}?to=${to}`,
    })),
  );
  return {
    ok: true,
    statements: savePreviewStatements(
      db,
      { id: preview, experiment: id, body, expiresAtMs: endsAtMs },
      assets,
      nowMs,
    ),
    preview: { expiresAt: new Date(endsAtMs).toISOString(), links },
  };
}

/** The first page that is named in full, else the shop's start. */
export function firstPage({ pages }: Pick<Experiment, "pages">): string {
  return pages.include.find((pattern) => /^\/[^*]*$/.test(pattern) && !/\/:/.test(pattern)) ?? "/";
}
