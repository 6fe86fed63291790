/** Definitions from a file, for scripts. */
export { readDefinitions } from "../../src/admin/definitions.ts";
