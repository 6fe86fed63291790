/** The answer of `assign`: a variant, or the reason why there is none. */
export type Assignment = Assigned | Unassigned;

export interface Assigned {
  /** Index of the variant; 0 is control. */
  readonly variant: number;
  readonly reason: "split" | "rollout";
  /** Whether meeting the variant's place is an exposure: a rollout's is not. */
  readonly counted: boolean;
  /** Of a split: which stretch of constant weights within the phase, from 0. */
  readonly stretch?: number;
}

export interface Unassigned {
  readonly variant: null;
  readonly reason:
    | "not-started"
    | "ended"
    /** No visitor id, or no customer id before sign-in where the unit is `customer`. */
    | "no-unit"
    | "holdout"
    | "excluded"
    | "audience"
    | "layer"
    | "traffic"
    | "no-rollout-variant"
    | "unknown-hash-version";
}
