/**
 * Niceties only: the shop works without this file. It counts the cart, opens the drawer after something was
 * added, lets the small pictures choose the large one, and pushes GA4 events to `dataLayer`.
 */
const root = document.documentElement;
root.classList.remove("no-js");
const prefix = { fa: "/fa", ar: "/ar" }[root.lang.slice(0, 2)] ?? "";
const dataLayer = (window.dataLayer = window.dataLayer ?? []);

const events = document.getElementById("page-events");
if (events) for (const event of JSON.parse(events.textContent)) dataLayer.push(event);

const showCount = ({ items, itemsText }) => {
  for (const place of document.querySelectorAll("[data-cart-count]")) {
    place.textContent = itemsText;
    place.hidden = items === 0;
  }
};

// No cart cookie, nothing to ask.
if (/(^|; )cart=[^;]/.test(document.cookie)) {
  fetch(`${prefix}/api/cart`, { headers: { accept: "application/json" } })
    .then((answer) => (answer.ok ? answer.json().then(showCount) : undefined))
    .catch(() => {});
}

const openDrawer = async () => {
  const drawer = document.getElementById("cart-drawer");
  const answer = await fetch(`${prefix}/fragments/cart-drawer`, { headers: { accept: "text/html" } });
  if (!answer.ok) throw new Error(`cart drawer: ${answer.status}`);
  drawer.innerHTML = await answer.text();
  drawer.showModal();
};

const addToCart = async (form) => {
  const added = JSON.parse(form.dataset.event ?? "null");
  const body = new URLSearchParams(new FormData(form));
  if (added) {
    const quantity = Number(body.get("quantity") ?? 1);
    added.ecommerce.value *= quantity;
    for (const item of added.ecommerce.items) item.quantity = quantity;
    dataLayer.push(added);
  }
  const answer = await fetch(form.action, {
    method: "POST",
    body,
    headers: { accept: "application/json" },
  });
  if (!answer.ok) throw new Error(`add to cart: ${answer.status}`);
  showCount(await answer.json());
  await openDrawer();
};

const consent = async (form, choice) => {
  const body = new URLSearchParams({ choice });
  const answer = await fetch(form.action, {
    method: "POST",
    body,
    headers: { accept: "application/json" },
  });
  const thanks = form.querySelector("[data-thanks]");
  if (answer.ok) thanks.textContent = thanks.dataset.thanks;
};

document.addEventListener("submit", (submit) => {
  const form = submit.target;
  if (form.matches("form.add-to-cart")) {
    submit.preventDefault();
    // Whatever failed, the cart page shows what is in the cart; the form is not sent twice.
    addToCart(form).catch(() => location.assign(`${prefix}/cart`));
  } else if (form.matches("form.consent")) {
    submit.preventDefault();
    consent(form, submit.submitter?.value ?? "necessary").catch(() => {});
  }
});

document.addEventListener("change", (change) => {
  change.target.closest?.("form[data-auto-submit]")?.requestSubmit();
});

document.getElementById("cart-drawer")?.addEventListener("click", (click) => {
  if (click.target === click.currentTarget) click.currentTarget.close();
});

for (const gallery of document.querySelectorAll("[data-gallery]")) {
  const track = gallery.querySelector(".gallery-track");
  const thumbs = [...gallery.querySelectorAll(".gallery-thumbs a")];
  const pictures = [...track.querySelectorAll("img")];
  for (const [index, thumb] of thumbs.entries()) {
    thumb.addEventListener("click", (click) => {
      click.preventDefault();
      pictures[index].scrollIntoView({ behavior: "smooth", block: "nearest", inline: "start" });
    });
  }
  const seen = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        if (!entry.isIntersecting) continue;
        for (const [index, thumb] of thumbs.entries()) {
          if (pictures[index] === entry.target) thumb.setAttribute("aria-current", "true");
          else thumb.removeAttribute("aria-current");
        }
      }
    },
    { root: track, threshold: 0.6 },
  );
  for (const shown of pictures) seen.observe(shown);
}

const stock = document.querySelector("[data-stock]");
if (stock) {
  fetch(`${prefix}/api/stock/${stock.dataset.stock}`)
    .then((answer) => (answer.ok ? answer.json().then(({ text }) => (stock.textContent = text)) : undefined))
    .catch(() => {});
}
