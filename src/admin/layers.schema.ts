import * as z from "zod";
import { keySchema } from "../domain/experiment.schema.ts";

const range = z.tuple([z.number(), z.number()]);

/** A layer is what experiments name; its ranges are theirs. */
export const layerShown = z.object({
  name: keySchema,
  experiments: z.array(
    z.object({ key: keySchema, status: z.string(), range, hashVersion: z.literal([1, 2]) }),
  ),
  /** Not taken by any experiment that runs, is paused or is a draft. */
  free: z.array(range),
});

export const layersAnswer = z.object({ data: z.array(layerShown) });
export const layerAnswer = z.object({ data: layerShown });
