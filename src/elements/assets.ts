/** Files of ours that shoppers' browsers load, hashed when they are built: start-up costs nothing. */
import { ASSETS } from "./assets.generated.ts";

export interface BuiltInAsset {
  /** `elements` (the stylesheet of all kinds), or the name of a module in src/client. */
  readonly name: string;
  readonly type: "css" | "js";
  readonly body: string;
  /** Hex, 20 digits: stands in the address, as for the assets of a ruleset. */
  readonly hash: string;
  /** `sha256-…`, for CSP hash sources and the integrity attribute. */
  readonly integrity: string;
}

export function builtInAssets(): readonly BuiltInAsset[] {
  return ASSETS;
}
