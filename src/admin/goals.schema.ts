import { goalSchema } from "../domain/goal.schema.ts";
import { many, one } from "./shapes.ts";

export const goalAnswer = one(goalSchema);
export const goalsAnswer = many(goalSchema);
