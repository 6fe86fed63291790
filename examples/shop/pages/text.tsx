/** Pages of text: about, shipping, and messages. */
import { CASH_FEE, DELIVERY_FEE, FREE_DELIVERY } from "../money.ts";
import { Layout } from "./layout.tsx";
import { Promises } from "./parts.tsx";
import { amountInText, link, type View } from "./view.ts";

export const AboutPage = ({ view }: { view: View }) => (
  <Layout
    view={view}
    title={view.words.aboutTitle}
    description={view.words.tagline}
    picture="dawn"
    bodyClass="page-text"
  >
    <article class="section narrow-top prose">
      <h1 class="category-title">{view.words.aboutTitle}</h1>
      <img src="/images/dawn.svg" alt="" width="1200" height="800" />
      {view.words.about.map((paragraph) => (
        <p>{paragraph}</p>
      ))}
      <Promises view={view} />
    </article>
  </Layout>
);

export const ShippingPage = ({ view }: { view: View }) => {
  const { code } = view.locale;
  const entries = view.words.shipping(
    amountInText(view, FREE_DELIVERY[code]),
    amountInText(view, DELIVERY_FEE[code]),
    amountInText(view, CASH_FEE[code]),
  );
  return (
    <Layout
      view={view}
      title={view.words.shippingTitle}
      description={view.words.tagline}
      bodyClass="page-text"
    >
      <article class="section narrow-top prose">
        <h1 class="category-title">{view.words.shippingTitle}</h1>
        {entries.map(([title, text]) => (
          <section>
            <h2>{title}</h2>
            <p>{text}</p>
          </section>
        ))}
      </article>
    </Layout>
  );
};

export const MessagePage = ({ view, title, text }: { view: View; title: string; text: string }) => (
  <Layout view={view} title={title} description={view.words.tagline} bodyClass="page-message" hidden>
    <section class="section narrow-top message">
      <img src="/images/empty-cart.svg" alt="" width="900" height="640" />
      <h1 class="category-title">{title}</h1>
      <p class="lead">{text}</p>
      <a class="button" href={link(view, "/")}>
        {view.words.goShopping}
      </a>
    </section>
  </Layout>
);
