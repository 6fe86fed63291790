/** Random tag soup: pages that no shop would write and every parser must agree on. */
import * as fc from "fast-check";

const TAGS =
  "a b i em nobr font p div span ul li dl dd dt h1 h2 table tbody thead tr td th caption colgroup col select option optgroup button form input textarea svg math mi desc foreignObject template ruby rt rb object br hr img body head html section title script style pre x-tag mtext annotation-xml noscript".split(
    " ",
  );
const ODD = [
  "text",
  " ",
  "\n",
  "&#32;",
  "&amp;",
  "<!-- > -->",
  "<!-->",
  "<!--->",
  "<!--a--!>",
  "<!doctype html>",
  "<?php >",
  "</>",
  "</ x>",
  "<svg><![CDATA[x>y]]></svg>",
  "<a href=1>",
  "<a href=2 class=x>",
  "<b class=x>",
  "<input type=hidden>",
  "<input type=hidden/>",
  "<div/>",
  "<svg/>",
  "<path/>",
  "<p a='>' b=\">\" c=> d / e=/>",
  "<font color=red>",
  "<annotation-xml encoding=text/html>",
  "<script><!-- <script> </script> --></script>",
  "<style></styl></style>",
  "<title></titl</title>",
  "<",
  "</",
  "<div =a a=1 a=2>",
  "<textarea>\n",
  "<pre>\r\n",
  "\r",
  "\0",
  "<image>",
  "<table><td>",
  "<td><b>",
  "</p>",
  "</br>",
  "<DIV>",
  "</DIV >",
];
const DOCTYPES = [
  "",
  "<!doctype html>",
  '<!DOCTYPE html PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">',
  "<!doctype html><html><body>",
];

const token = fc.oneof(
  { weight: 60, arbitrary: fc.constantFrom(...TAGS).map((tag) => `<${tag}>`) },
  { weight: 40, arbitrary: fc.constantFrom(...TAGS).map((tag) => `</${tag}>`) },
  { weight: 30, arbitrary: fc.constantFrom(...ODD) },
  // Formatting across blocks and tables, where trees go astray.
  {
    weight: 40,
    arbitrary: fc.constantFrom(
      "<a>",
      "</a>",
      "<b>",
      "</b>",
      "<p>",
      "</p>",
      "<div>",
      "</div>",
      "<table>",
      "<td>",
      "</table>",
    ),
  },
  // Nothing much follows these.
  {
    weight: 1,
    arbitrary: fc.constantFrom("<plaintext>", "<frameset>", "<frame>", "</frameset>", "<noframes>"),
  },
);

/** A page of `most` tokens at most. */
export function tagSoup(most: number): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom(...DOCTYPES), fc.array(token, { minLength: 1, maxLength: most, size: "max" }))
    .map(([doctype, tokens]) => doctype + tokens.join(""));
}
