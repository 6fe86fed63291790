/** The two frames over the page: what the pointer is over, and what is selected. In a shadow tree of their own, styled without a style attribute or tag, so that no policy of the page is in the way. */

export interface Frames {
  readonly hover: (element: Element | null) => void;
  readonly select: (element: Element | null) => void;
  readonly typing: (on: boolean) => void;
  readonly redraw: () => void;
  readonly owns: (element: Element) => boolean;
}

const CSS = `:host{all:initial}
div{position:fixed;z-index:2147483647;pointer-events:none;border-radius:3px;display:none;box-sizing:border-box}
.hover{outline:2px dashed #6b5cf0;background:rgb(107 92 240/.08)}
.select{outline:2.5px solid #6b5cf0;box-shadow:0 0 0 3000px rgb(20 15 50/.06)}
.typing{box-shadow:none;outline-color:#e0a33a}
span{position:absolute;inset-block-end:100%;inset-inline-start:-2px;background:#4c3fb8;color:#fff;font:600 11px/18px system-ui,sans-serif;padding:0 6px;border-radius:3px 3px 0 0;white-space:nowrap}`;

export function frames(): Frames {
  const host = document.createElement("lahza-overlay");
  const shadow = host.attachShadow({ mode: "closed" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(CSS);
  shadow.adoptedStyleSheets = [sheet];
  const [hoverBox, selectBox] = ["hover", "select"].map((name) => {
    const box = document.createElement("div");
    box.className = name;
    box.append(document.createElement("span"));
    shadow.append(box);
    return box;
  }) as [HTMLDivElement, HTMLDivElement];
  document.documentElement.append(host);
  let hovered: Element | null = null;
  let selected: Element | null = null;

  function draw(box: HTMLDivElement, element: Element | null): void {
    if (element === null || !element.isConnected) {
      box.style.display = "none";
      return;
    }
    const { left, top, width, height } = element.getBoundingClientRect();
    Object.assign(box.style, {
      display: "block",
      left: `${left}px`,
      top: `${top}px`,
      width: `${width}px`,
      height: `${height}px`,
    });
    const label = box.firstElementChild;
    if (label !== null) label.textContent = element.localName + (element.id === "" ? "" : `#${element.id}`);
  }
  const redraw = (): void => {
    draw(hoverBox, hovered === selected ? null : hovered);
    draw(selectBox, selected);
  };
  return {
    hover(element) {
      hovered = element;
      redraw();
    },
    select(element) {
      selected = element;
      if (element !== null && !isOnScreen(element)) element.scrollIntoView({ block: "center" });
      redraw();
    },
    typing: (on) => void selectBox.classList.toggle("typing", on),
    redraw,
    owns: (element) => element === host,
  };
}

function isOnScreen(element: Element): boolean {
  const { top, bottom } = element.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}
