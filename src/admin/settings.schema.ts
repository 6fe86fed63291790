import { settingsSchema } from "../domain/settings.schema.ts";
import { one } from "./shapes.ts";

export const settingsAnswer = one(settingsSchema);
