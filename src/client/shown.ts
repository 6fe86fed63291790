/**
 * Elements that can be sent away, or that are shown a few times only: counts each showing when it is on screen, and
 * remembers who sent it away, in a cookie that the edge reads. Knows nothing but the element's id. Leaves no globals.
 */
const COOKIE = "lahza_shown";
/** As long as a choice is worth remembering. */
const KEEP_SECONDS = 180 * 86_400;
const MOST_ENTRIES = 40;

for (const root of document.querySelectorAll<HTMLElement>("[data-lahza-shown]:not(.lz-watched)")) {
  const id = root.dataset["lahzaShown"] ?? "";
  root.classList.add("lz-watched");
  const button = root.querySelector<HTMLButtonElement>(".lz-dismiss");
  if (button !== null) {
    button.hidden = false;
    button.addEventListener("click", (event) => {
      // Without us it would send a form.
      event.preventDefault();
      remember(id, () => "x");
      leave(root);
    });
  }
  const watcher = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    watcher.disconnect();
    remember(id, (before) => (before === "x" ? "x" : String(Math.min(Number(before) || 0, 99) + 1)));
  });
  watcher.observe(root);
}

/** The focus goes on to what follows, not back to the top of the page. */
function leave(root: HTMLElement): void {
  const next = root.nextElementSibling;
  root.remove();
  if (next instanceof HTMLElement) {
    next.tabIndex = next.tabIndex < 0 ? -1 : next.tabIndex;
    next.focus({ preventScroll: true });
  }
}

function remember(id: string, next: (before: string) => string): void {
  const entries = new Map(
    (new RegExp(`(?:^|; )${COOKIE}=([^;]*)`).exec(document.cookie)?.[1] ?? "")
      .split("~")
      .filter((entry) => entry.includes("."))
      .map((entry) => [entry.slice(0, entry.lastIndexOf(".")), entry.slice(entry.lastIndexOf(".") + 1)]),
  );
  const value = next(entries.get(id) ?? "");
  // The newest goes last; the oldest make room.
  entries.delete(id);
  entries.set(id, value);
  const text = [...entries]
    .slice(-MOST_ENTRIES)
    .map(([name, state]) => `${name}.${state}`)
    .join("~");
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${COOKIE}=${text}; Path=/; Max-Age=${KEEP_SECONDS}; SameSite=Lax${secure}`;
}
