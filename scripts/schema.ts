/** `npm run schema`: writes schema/lahza.schema.json from the zod schemas. A test says when it is stale. */
import { writeFileSync } from "node:fs";
import { fileJsonSchema } from "../src/admin/json-schema.ts";

writeFileSync("schema/lahza.schema.json", `${JSON.stringify(fileJsonSchema(), null, 2)}\n`);
