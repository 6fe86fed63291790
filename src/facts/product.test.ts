import { describe, expect, it } from "vitest";
import { factsOfPage } from "./product.ts";

const ld = (json: unknown): string => `<script type="application/ld+json">${JSON.stringify(json)}</script>`;
const offer = {
  "@type": "Offer",
  price: "1234.50",
  priceCurrency: "USD",
  availability: "https://schema.org/InStock",
};
const product = {
  "@context": "https://schema.org",
  "@type": "Product",
  name: "Teapot",
  sku: "T-1",
  offers: offer,
};

describe("JSON-LD", () => {
  it("gives the product's facts", () => {
    const full = {
      ...product,
      offers: { ...offer, inventoryLevel: { "@type": "QuantitativeValue", value: 3 } },
      aggregateRating: { ratingValue: "9,2".replace(",", "."), bestRating: 10, reviewCount: "103" },
    };
    expect(factsOfPage(`<html lang="fa" dir="rtl">${ld(full)}`, "/t")).toEqual({
      "product.name": "Teapot",
      "product.sku": "T-1",
      "product.price": "1234.5",
      "product.currency": "USD",
      "product.availability": "InStock",
      "product.stock": "3",
      "product.rating": "4.6",
      "product.reviews": "103",
      "page.language": "fa",
      "page.direction": "rtl",
    });
  });

  it.each([
    ["a graph", { "@graph": [{ "@type": "WebPage" }, product] }],
    ["a list", [{ "@type": "BreadcrumbList" }, product]],
    ["the page's main thing", { "@type": "WebPage", mainEntity: product }],
    ["a type among several", { ...product, "@type": ["Thing", "http://schema.org/Product"] }],
    ["Persian digits", { ...product, offers: { ...offer, price: "۱٬۲۳۴٫۵" } }],
    [
      "a price specification",
      { ...product, offers: { priceSpecification: { price: 1234.5, priceCurrency: "USD" } } },
    ],
    [
      "an aggregate of one price",
      { ...product, offers: { lowPrice: 1234.5, highPrice: 1234.5, priceCurrency: "USD" } },
    ],
  ])("is read from %s", (_name, json) => {
    expect(factsOfPage(ld(json), "/t")).toMatchObject({
      "product.name": "Teapot",
      "product.price": "1234.5",
    });
  });

  it("says nothing where the page is not clear", () => {
    const other = { ...product, name: "Cup" };
    expect(factsOfPage(ld([product, other]), "/t")).toEqual({});
    expect(factsOfPage(ld([{ ...product, url: "/t/" }, other]), "/t")["product.name"]).toBe("Teapot");
    const several = { ...product, offers: [offer, { ...offer, price: 99 }] };
    expect(factsOfPage(ld(several), "/t")).not.toHaveProperty(["product.price"]);
    const range = { ...product, offers: { lowPrice: 1, highPrice: 2, priceCurrency: "USD" } };
    expect(factsOfPage(ld(range), "/t")).not.toHaveProperty(["product.price"]);
    const noCount = { ...product, aggregateRating: { ratingValue: 4 } };
    expect(factsOfPage(ld(noCount), "/t")).not.toHaveProperty(["product.rating"]);
    const wrong = { ...product, aggregateRating: { ratingValue: 40, reviewCount: 3 } };
    expect(factsOfPage(ld(wrong), "/t")).not.toHaveProperty(["product.rating"]);
    expect(factsOfPage('<script type="application/ld+json">{"@type":"Product",</script>', "/t")).toEqual({});
    expect(factsOfPage(`<!-- ${ld(product)} -->`, "/t")).toEqual({});
  });
});

describe("microdata", () => {
  it("gives the same facts, with what stands inside of another thing kept there", () => {
    const html = `<div itemscope itemtype="http://schema.org/Product"><h1 itemprop="name">Tea &amp; <b>pot</b></h1>
      <div itemprop="brand" itemscope itemtype="http://schema.org/Brand"><span itemprop="name">Akiko</span></div>
      <div itemprop="offers" itemscope itemtype="http://schema.org/Offer"><meta itemprop="priceCurrency" content="USD"><span itemprop="price" content="12.5">$12.50</span><link itemprop="availability" href="http://schema.org/OutOfStock"></div>
      <p itemprop="aggregateRating" itemscope itemtype="http://schema.org/AggregateRating"><span itemprop="ratingValue">4</span>/<span itemprop="bestRating">5</span> <span itemprop="ratingCount">7</span></p></div>`;
    expect(factsOfPage(html, "/t")).toEqual({
      "product.name": "Tea & pot",
      "product.brand": "Akiko",
      "product.price": "12.5",
      "product.currency": "USD",
      "product.availability": "OutOfStock",
      "product.rating": "4",
      "product.reviews": "7",
    });
  });
});

it("og: is read from meta tags, and a script's text is not markup", () => {
  const html = `<meta property="og:title" content="Tea &#39;pot&#39;"><script>var x = '<meta property="og:type" content="no">'</script><meta property="product:price:amount" content="12"><meta property="product:price:currency" content="EUR">`;
  expect(factsOfPage(html, "/")).toEqual({
    "page.title": "Tea 'pot'",
    "product.price": "12",
    "product.currency": "EUR",
  });
});
