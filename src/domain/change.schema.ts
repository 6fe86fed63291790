/** A change: one edit of the page. See the contract of an experiment in docs/design.md. */
import * as z from "zod";
import { elementSchema } from "../elements/schema.ts";
import { localizedText } from "./text.schema.ts";

const selector = z.string().trim().min(1, "give a CSS selector").max(512);
const markup = { value: localizedText.optional(), element: elementSchema.optional() };

const textChange = z.strictObject({ selector, action: z.literal("set_text"), value: localizedText });
const markupChange = z
  .strictObject({
    selector,
    action: z.enum(["set_html", "replace", "before", "after", "prepend", "append"]),
    ...markup,
  })
  .refine((change) => (change.value === undefined) !== (change.element === undefined), {
    message: "give either a value or an element",
  });
const removeChange = z.strictObject({ selector, action: z.literal("remove") });
const setAttributeChange = z.strictObject({
  selector,
  action: z.literal("set_attribute"),
  name: z.string().regex(/^[a-zA-Z_:][-a-zA-Z0-9_:.]{0,63}$/, "not an attribute name"),
  value: localizedText,
});
const removeAttributeChange = z.strictObject({
  selector,
  action: z.literal("remove_attribute"),
  name: z.string().regex(/^[a-zA-Z_:][-a-zA-Z0-9_:.]{0,63}$/, "not an attribute name"),
});
const classChange = z.strictObject({
  selector,
  action: z.enum(["add_class", "remove_class"]),
  value: z.string().regex(/^[^\s"'<>&=]{1,100}$/, "one class name, without spaces"),
});

export const changeSchema = z.discriminatedUnion("action", [
  textChange,
  markupChange,
  removeChange,
  setAttributeChange,
  removeAttributeChange,
  classChange,
]);

export type Change = z.infer<typeof changeSchema>;
export type ChangeAction = Change["action"];
