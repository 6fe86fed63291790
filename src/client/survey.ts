/**
 * Sends a survey's answers without leaving the page. Without this script the form is posted and answered by a page of
 * its own; so it is where the request is blocked or lost.
 */
for (const form of document.querySelectorAll<HTMLFormElement>("form[data-lahza=survey]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const fields = new FormData(form) as unknown as Iterable<[string, string]>;
    const body = new URLSearchParams([...fields]);
    fetch(form.action, { method: "POST", body }).then(
      ({ ok }) => tell(form, ok),
      () => form.submit(),
    );
  });
}

/** In the words that the element brings; a screen reader hears them, because the place of the status was there before. */
function tell(form: HTMLFormElement, ok: boolean): void {
  const status = form.parentElement?.querySelector<HTMLElement>("[data-thanks]");
  if (!status) return;
  const { thanks = "", failed = "" } = status.dataset;
  status.hidden = false;
  status.textContent = ok ? thanks : failed;
  if (ok) form.remove();
}
