/**
 * Shop pages for the bench, made from a seed: same size asked, same bytes got.
 *
 * Built after what product pages of real shops hold: meta tags, inline styles and scripts, a mega menu, one product
 * with one `h1`, one `.price` and one `#buy`, a grid of cards with many attributes each, reviews, a JSON state blob.
 * Tag density is that of real pages too: about 13,000 tags (end tags included) in 600 KB.
 */
export const PAGE_SIZES = { "12": 12_500, "100": 100_000, "600": 600_000 } as const;
export type PageSize = keyof typeof PAGE_SIZES;

/** What stands in a page's head and in its form, for answers that carry a token of their own each time. */
export const TOKEN = "7".repeat(48);

export function productPage(size: PageSize): string {
  const target = PAGE_SIZES[size];
  const random = generator(target);
  const scale = Math.min(1, target / 100_000);
  const head = headOf(random, scale);
  const open = `<body class="product-template page--pdp" data-page-type="product">\n${navigation(random, Math.round(10 * scale))}`;
  const main = productOf(random);
  const end = `${footer(random)}</body>\n</html>\n`;
  // What is left goes a quarter to the JSON state, the rest to cards and reviews in turn.
  const fixed = head.length + open.length + main.length + end.length;
  const state = stateOf(random, Math.max(0, Math.round((target - fixed) / 4)));
  const budget = target - fixed - state.length - 120;
  const parts: string[] = [
    `<section class="recommendations"><h2>You may also like</h2><ul class="grid grid--4-col">\n`,
  ];
  let used = 0;
  for (let i = 0; used < budget * 0.72; i++) {
    const part = card(random, i);
    parts.push(part);
    used += part.length;
  }
  parts.push(`</ul></section>\n<section class="reviews" id="reviews">\n`);
  for (let i = 0; used < budget; i++) {
    const part = review(random, i);
    parts.push(part);
    used += part.length;
  }
  parts.push("</section></main>\n");
  return head + open + main + parts.join("") + state + end;
}

/** Number of tags, end tags included, outside scripts and styles. */
export function countTags(html: string): number {
  return (
    html.replaceAll(/<(script|style)\b[^>]*>[^]*?<\/\1>/g, "<x></x>").match(/<\/?[a-z][^>]*>/g)?.length ?? 0
  );
}

type Random = () => number;

/** mulberry32: small, seeded, the same on every machine. */
function generator(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const WORDS = (
  "linen cotton merino oak brass ceramic recycled organic soft heavy light everyday weekend travel studio classic modern " +
  "relaxed slim wide cropped quilted woven knitted brushed washed natural indigo olive sand charcoal ivory rust shirt jacket " +
  "lamp kettle blanket chair basket wallet scarf tote trousers sneaker mug notebook candle and with for the from made by hand " +
  "in small batches ships within two days free returns warranty care repair size fits true comfortable quality colour café"
).split(" ");

function pick(random: Random, list: readonly string[]): string {
  return list[Math.floor(random() * list.length)] ?? "";
}

function words(random: Random, count: number): string {
  return Array.from({ length: count }, () => pick(random, WORDS)).join(" ");
}

function hex(random: Random, digits: number): string {
  let text = "";
  while (text.length < digits) text += Math.floor(random() * 16).toString(16);
  return text;
}

function money(random: Random): string {
  return (5 + random() * 400).toFixed(2);
}

function headOf(random: Random, scale: number): string {
  const scripts = Math.round(6 * scale);
  return `<!doctype html>
<html class="no-js" lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="csrf-token" content="${TOKEN}">
<title>Linen work jacket &ndash; Harbour Goods</title>
<meta name="description" content="${words(random, 22)}">
<link rel="canonical" href="https://shop.example/products/linen-work-jacket">
<meta property="og:type" content="product"><meta property="og:title" content="Linen work jacket">
<meta property="og:image" content="https://cdn.shop.example/${hex(random, 16)}.jpg">
<link rel="preconnect" href="https://cdn.shop.example" crossorigin>
<link rel="stylesheet" href="/assets/theme.${hex(random, 8)}.css" media="all">
<style>:root{--page:1200px;--ink:#222}.grid{display:grid;gap:1rem}.card>a:hover{opacity:.8}.visually-hidden{position:absolute;clip:rect(0 0 0 0)}</style>
<script>document.documentElement.className=document.documentElement.className.replace("no-js","js");window.shop={locale:"en",if:1<2&&3>2}</script>
${Array.from({ length: scripts }, (_, i) => `<script>(function(w,d,n){w.queue${i}=w.queue${i}||[];for(var i=0;i<n;i++){if(w.queue${i}.length<i&&d.title!=="<b>${hex(random, 6)}</b>")w.queue${i}.push({id:"${hex(random, 12)}",at:${Math.floor(random() * 1e9)}})}})(window,document,${i});</script>\n<script src="/assets/vendor-${hex(random, 8)}.js" defer></script>\n`).join("")}<script type="application/ld+json">{"@context":"https://schema.org","@type":"Product","name":"Linen work jacket","sku":"${hex(random, 8)}","offers":{"@type":"Offer","price":"129.00","priceCurrency":"EUR"}}</script>
</head>
`;
}

function navigation(random: Random, columns: number): string {
  const column = (): string =>
    `<li class="menu__column" data-level="2"><a href="/collections/${hex(random, 6)}" class="menu__title">${words(random, 2)}</a><ul class="menu__links" role="list">${Array.from({ length: 8 }, () => `<li><a class="menu__link" href="/collections/${hex(random, 8)}">${words(random, 2)}</a></li>`).join("")}</ul></li>\n`;
  return `<a class="skip" href="#main">Skip to content</a>
<header class="header" data-section="header"><div class="header__inner">
<a href="/" class="logo" aria-label="Harbour Goods"><svg width="24" height="24" viewBox="0 0 24 24" aria-hidden="true"><path d="M3 12l9-9 9 9v9H3z" fill="none" stroke="currentColor"/></svg></a>
<nav class="menu" aria-label="Main"><ul class="menu__list">
${Array.from({ length: Math.max(1, columns) }, column).join("")}</ul></nav>
<form class="search" action="/search" method="get" role="search"><input type="search" name="q" placeholder="Search&hellip;" aria-label="Search" autocomplete="off"><button type="submit" class="icon-button">Go</button></form>
<a href="/cart" class="cart-link" data-count="0">Cart <span class="cart-link__count">0</span></a>
</div></header>
`;
}

function productOf(random: Random): string {
  const id = hex(random, 10);
  return `<main id="main" tabindex="-1"><section class="product" data-product-id="${id}" itemscope itemtype="https://schema.org/Product">
<div class="product__media">${Array.from({ length: 3 }, (_, i) => `<img class="product__image" src="https://cdn.shop.example/${id}_${i}.jpg" alt="Linen work jacket, view ${i + 1}" width="800" height="1000" ${i > 0 ? 'loading="lazy"' : 'fetchpriority="high"'}>`).join("\n")}</div>
<div class="product__info"><h1 class="product__title" itemprop="name">Linen work jacket</h1>
<p class="price price--large" data-currency="EUR"><span class="price__amount">129.00&nbsp;&euro;</span></p>
<form method="post" action="/cart/add" class="product__form"><input type="hidden" name="csrf" value="${TOKEN}"><fieldset class="options"><legend>Size</legend>
${["S", "M", "L", "XL"].map((name) => `<input type="radio" id="size-${name}" name="size" value="${name}"${name === "M" ? " checked" : ""}><label for="size-${name}">${name}</label>`).join("\n")}
</fieldset><label>Quantity <input type="number" name="quantity" value="1" min="1" max="10"></label>
<button id="buy" type="submit" class="button button--primary" name="add">Add to cart</button></form>
<div class="product__description"><p>${words(random, 30)}.</p><ul><li>${words(random, 5)}</li><li>${words(random, 6)}</li><li>${words(random, 4)}</li></ul></div>
</div></section>
`;
}

function card(random: Random, i: number): string {
  const id = hex(random, 10);
  const name = words(random, 3);
  return `<li class="grid__item card" data-product-id="${id}" data-variant-id="${hex(random, 14)}" data-index="${i}" data-list="pdp-recommendations" data-price="${money(random)}"><a href="/products/${name.replaceAll(" ", "-")}?ref=recommended&amp;pos=${i}" class="card__link full-unstyled-link" data-track="card_click" data-payload="{&quot;id&quot;:&quot;${id}&quot;,&quot;list&quot;:&quot;pdp&quot;,&quot;position&quot;:${i}}"><div class="card__media"><img class="card__image lazy" src="https://cdn.shop.example/files/products/${id}_300x375_crop_center.jpg?v=${hex(random, 10)}" srcset="https://cdn.shop.example/files/products/${id}_300x375.jpg?v=${hex(random, 10)} 300w, https://cdn.shop.example/files/products/${id}_600x750.jpg?v=${hex(random, 10)} 600w, https://cdn.shop.example/files/products/${id}_900x1125.jpg 900w" sizes="(min-width: 990px) 25vw, 50vw" alt="${name}" width="300" height="375" loading="lazy" decoding="async"></div><div class="card__body"><h3 class="card__title">${name}</h3><span class="rating" role="img" aria-label="${Math.floor(random() * 50) / 10} of 5"><i class="star"></i><i class="star star--off"></i></span><span class="card__price"><ins>${money(random)}</ins> <del>${money(random)}</del></span></div></a><div class="card__actions"><button type="button" class="icon-button js-wish" data-id="${id}"><svg width="16" height="16"><use href="#heart"></use></svg></button><ul class="swatches"><li><span class="swatch" style="background:#${hex(random, 6)}"></span></li><li><span class="swatch" style="background:#${hex(random, 6)}"></span></li></ul></div></li>
`;
}

function review(random: Random, i: number): string {
  return `<article class="review" id="review-${i}"><header><b class="review__author">${pick(random, ["Ana", "Ben", "Chiara", "Davoud", "Elif"])}</b> <time datetime="2026-0${1 + (i % 9)}-1${i % 10}">${1 + (i % 28)} days ago</time> <span class="stars" style="--value:${i % 6}"></span></header><p>${words(random, 34)}<br>${words(random, 25)} &amp; <em>${words(random, 2)}</em>.</p><footer><a href="#review-${i}">Link</a> <button type="button" class="js-helpful">Helpful <span>${Math.floor(random() * 40)}</span></button></footer></article>
`;
}

function stateOf(random: Random, bytes: number): string {
  const parts: string[] = [];
  for (let used = 0; used < bytes - 80;) {
    const part = `{"id":"${hex(random, 12)}","title":"${words(random, 3)}","price":${Math.floor(random() * 40000)},"available":${random() < 0.8},"html":"<\\/p>"}`;
    parts.push(part);
    used += part.length + 1;
  }
  return `<script type="application/json" id="state">{"products":[${parts.join(",")}]}</script>\n`;
}

function footer(random: Random): string {
  return `<footer class="footer"><ul>${Array.from({ length: 6 }, () => `<li><a href="/pages/${hex(random, 5)}">${words(random, 2)}</a></li>`).join("")}</ul><p>&copy; 2026 Harbour Goods</p></footer>\n`;
}
