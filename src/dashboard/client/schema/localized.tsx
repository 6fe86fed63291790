/** A text for every page, or one a language: on a page whose language is missing the experiment does not run. */
import { languageName } from "../core/format.ts";
import { t } from "../core/words.ts";
import { Button } from "../ui/basics.tsx";
import { TextField } from "../ui/fields.tsx";

type Text = string | { readonly [language: string]: string };

const RIGHT_TO_LEFT = /^(ar|fa|he|ur)$/;

export function LocalizedField({
  label,
  value,
  set,
  languages,
  problem,
  lines,
}: {
  readonly label: string;
  readonly value: unknown;
  readonly set: (value: Text | undefined) => void;
  readonly languages: readonly string[];
  readonly problem?: string | undefined;
  readonly pointer?: string;
  readonly lines?: number;
}) {
  const text = (value ?? "") as Text;
  const size = lines === undefined ? {} : { lines };
  if (typeof text === "string")
    return (
      <div class="localized">
        <TextField
          label={label}
          value={text}
          problem={problem}
          set={(typed) => set(typed === "" ? undefined : typed)}
          {...size}
        />
        {languages.length > 1 ? (
          <Button
            tone="quiet"
            onClick={() => set(Object.fromEntries(languages.map((language) => [language, text])))}
          >
            {t("text.by-language")}
          </Button>
        ) : null}
      </div>
    );
  const all = [...new Set([...languages, ...Object.keys(text)])];
  return (
    <fieldset class="nested">
      <legend>{label}</legend>
      {all.map((language) => (
        <TextField
          key={language}
          label={languageName(language)}
          value={text[language] ?? ""}
          set={(typed) => set({ ...text, [language]: typed })}
          input={{ lang: language, dir: RIGHT_TO_LEFT.test(language) ? "rtl" : "ltr" }}
          {...size}
        />
      ))}
      {problem === undefined ? null : (
        <span class="problem" dir="ltr" lang="en">
          {problem}
        </span>
      )}
      <div>
        <Button tone="quiet" onClick={() => set(text[languages[0] ?? "en"] ?? "")}>
          {t("text.for-all")}
        </Button>
      </div>
    </fieldset>
  );
}
