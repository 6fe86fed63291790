/** An audience in a sentence. */
import { list } from "../core/format.ts";
import { named, t } from "../core/words.ts";
import { attributeOf, type Condition, type Rule, rulesOf } from "./rules.ts";

export function audienceWords(condition: Condition): string {
  const rules = rulesOf(condition);
  if (rules === null) return JSON.stringify(condition);
  return rules.length === 0 ? t("audience.everyone") : list(rules.map(ruleWords));
}

function ruleWords({ attribute, operator, values }: Rule): string {
  const name = attributeName(attribute);
  const shown = values.map((value) => valueName(attribute, value)).join(" / ");
  return `${name} ${t(`op.${operator}`)}${shown === "" ? "" : ` ${shown}`}`;
}

export function attributeName(attribute: string): string {
  const { name, open } = attributeOf(attribute);
  return open === true
    ? `${named("attribute", name)} ${attribute.slice(name.length)}`
    : named("attribute", attribute);
}

export function valueName(attribute: string, value: string): string {
  if (attributeOf(attribute).kind === "yes-no") return value === "true" ? t("yes") : t("no");
  return named(`value.${attribute}`, value);
}
