/**
 * What a preview link and the preview cookie carry: `<preview>.<variant>.<end>.<key id>.<signature>`.
 * - preview: id of the compiled preview, which holds a digest of its content;
 * - variant: its place, base 36; end: seconds since the epoch, base 36;
 * - signature: over everything before its dot, under a name of its own (signature.ts).
 */
import type { SigningKey } from "../config.ts";
import { cookieValues } from "../visitor/cookie-header.ts";
import { isSigned, sign, SIGNATURE_LENGTH } from "../visitor/signature.ts";

export const PREVIEW_COOKIE = "lahza_preview";
/** Holds the same, for frames of the dashboard alone. */
export const FRAME_COOKIE = "lahza_frame";

const MAX_LENGTH = 160;
/** Cookies under our name that are tried in one request. */
const MAX_TRIED = 2;
const TOKEN =
  /^([0-9a-z]+-[0-9a-f]{16})\.([0-9a-z]{1,2})\.([0-9a-z]{1,8})\.([A-Za-z0-9_-]{1,8})\.([A-Za-z0-9_-]+)$/;

export interface PreviewTicket {
  /** Id of the compiled preview. */
  readonly preview: string;
  readonly variant: number;
  readonly endsAtMs: number;
}

/** Throws when there is no key (the configuration forbids it). */
export async function formatTicket(ticket: PreviewTicket, keys: readonly SigningKey[]): Promise<string> {
  const key = keys[0];
  if (key === undefined) throw new Error("no key to sign a preview with");
  const end = Math.floor(ticket.endsAtMs / 1000).toString(36);
  const signed = `${ticket.preview}.${ticket.variant.toString(36)}.${end}.${key.id}`;
  return `${signed}.${await sign(key, bound(signed))}`;
}

/** Null for what is forged, malformed or over. */
export async function readTicket(
  text: string,
  keys: readonly SigningKey[],
  nowMs: number,
): Promise<PreviewTicket | null> {
  const match = text.length > MAX_LENGTH ? null : TOKEN.exec(text);
  const [, preview, variant, end, keyId, signature] = match ?? [];
  if (preview === undefined || variant === undefined || end === undefined) return null;
  if (signature?.length !== SIGNATURE_LENGTH) return null;
  const endsAtMs = Number.parseInt(end, 36) * 1000;
  const key = keys.find(({ id }) => id === keyId);
  if (key === undefined || endsAtMs <= nowMs) return null;
  const signed = text.slice(0, -(SIGNATURE_LENGTH + 1));
  return (await isSigned(key, bound(signed), signature))
    ? { preview, variant: Number.parseInt(variant, 36), endsAtMs }
    : null;
}

/** The preview that a request is part of, or null. */
export async function ticketIn(
  cookieHeader: string | null,
  keys: readonly SigningKey[],
  nowMs: number,
  name: typeof PREVIEW_COOKIE | typeof FRAME_COOKIE = PREVIEW_COOKIE,
): Promise<PreviewTicket | null> {
  for (const value of cookieValues(cookieHeader, name).slice(0, MAX_TRIED)) {
    const ticket = await readTicket(value, keys, nowMs);
    if (ticket !== null) return ticket;
  }
  return null;
}

/** No other text of ours is signed in this form. */
function bound(signed: string): string {
  return `${PREVIEW_COOKIE}|v1|${signed}`;
}
