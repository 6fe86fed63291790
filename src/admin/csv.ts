/** Comma-separated values as spreadsheets write them (RFC 4180; `;` and tabs as well), with a header. */

/**
 * A record each row, by the header's names in lower case; null where the quotes are not closed, or a row has more
 * fields than the header.
 */
export function parseCsv(text: string): Map<string, string>[] | null {
  const sign = /[,;\t]/.exec(text.split("\n", 1)[0] ?? "")?.[0] ?? ",";
  const rows = rowsOf(text.replace(/^\ufeff/, ""), sign);
  const [header, ...body] = rows ?? [];
  if (rows === null || header === undefined) return null;
  const names = header.map((name) => name.trim().toLowerCase());
  if (body.some((row) => row.length > names.length)) return null;
  return body
    .filter((row) => row.some((field) => field.trim() !== ""))
    .map((row) => new Map(row.map((field, index) => [names[index] ?? "", field])));
}

function rowsOf(text: string, sign: string): string[][] | null {
  const bare = new RegExp(`[^\\r\\n${sign}]*`, "y");
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < text.length) {
    let field = "";
    if (text[at] === '"') {
      const parts: string[] = [];
      do {
        const end = text.indexOf('"', at + 1);
        if (end < 0) return null;
        parts.push(text.slice(at + 1, end));
        at = end + 1;
        // A doubled quote stands for one.
      } while (text[at] === '"');
      field = parts.join('"');
    } else {
      bare.lastIndex = at;
      field = bare.exec(text)?.[0] ?? "";
      at += field.length;
    }
    row.push(field);
    if (text[at] === sign) {
      at += 1;
      if (at === text.length) row.push("");
      continue;
    }
    if (at < text.length && text[at] !== "\r" && text[at] !== "\n") return null;
    at += text.startsWith("\r\n", at) ? 2 : 1;
    rows.push(row);
    row = [];
  }
  if (row.length > 0) rows.push(row);
  return rows;
}
