/**
 * Short texts that only Lahza can make: `<field>.<field>.<end>.<key id>.<signature>`, signed under a purpose, so that
 * one made for one thing is worth nothing for another. `end`: seconds since the epoch, base 36.
 */
import type { SigningKey } from "../config.ts";
import { isSigned, sign, SIGNATURE_LENGTH } from "../visitor/signature.ts";

const MAX_LENGTH = 400;
const FIELD = /^[A-Za-z0-9_-]+$/;

/** Throws when there is no key (the configuration forbids it), or for a field that cannot be one. */
export async function formatTicket(
  purpose: string,
  fields: readonly string[],
  endsAtMs: number,
  keys: readonly SigningKey[],
): Promise<string> {
  const [key] = keys;
  if (key === undefined) throw new Error("no key to sign with");
  if (!fields.every((field) => FIELD.test(field))) throw new Error("a field of a ticket is base64url");
  const signed = [...fields, Math.floor(endsAtMs / 1000).toString(36), key.id].join(".");
  return `${signed}.${await sign(key, `${purpose}|v1|${signed}`)}`;
}

export interface Ticket {
  readonly fields: readonly string[];
  readonly endsAtMs: number;
}

/** Null for what is forged, malformed, made for something else, or over. */
export async function readTicket(
  purpose: string,
  text: string,
  keys: readonly SigningKey[],
  nowMs: number,
): Promise<Ticket | null> {
  if (text.length > MAX_LENGTH) return null;
  const parts = text.split(".");
  if (parts.length < 4 || !parts.every((part) => FIELD.test(part))) return null;
  const signature = parts.at(-1) ?? "";
  const key = keys.find(({ id }) => id === parts.at(-2));
  const endsAtMs = Number.parseInt(parts.at(-3) ?? "", 36) * 1000;
  if (key === undefined || signature.length !== SIGNATURE_LENGTH || !(endsAtMs > nowMs)) return null;
  const signed = text.slice(0, -(SIGNATURE_LENGTH + 1));
  if (!(await isSigned(key, `${purpose}|v1|${signed}`, signature))) return null;
  return { fields: parts.slice(0, -3), endsAtMs };
}
