import type { PickedElement } from "../../overlay/messages.ts";
import type { Variant } from "../core/types.ts";
import type { PageCounts } from "./use-counts.ts";

export interface PanelProps {
  readonly variant: Variant;
  readonly variantIndex: number;
  readonly set: (variant: Variant, mark?: string) => void;
  readonly picked: PickedElement | null;
  readonly selector: string;
  readonly setSelector: (selector: string) => void;
  /** Of the page in the frame. */
  readonly language: string;
  readonly pages: readonly PageCounts[];
  readonly show: (selector: string | null) => void;
  readonly select: (selector: string, move?: "parent" | "child") => void;
  readonly typeInPage: () => void;
}
