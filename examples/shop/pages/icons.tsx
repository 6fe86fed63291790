/** Line icons, drawn for this shop on a 24 × 24 grid. Arrows turn with the direction of the page. */

const PATHS = {
  search: "M10.5 17a6.5 6.5 0 1 1 0-13 6.5 6.5 0 0 1 0 13zM15.5 15.5 21 21",
  bag: "M5 8h14l1 12.5H4zM8.5 10.5V7a3.5 3.5 0 0 1 7 0v3.5",
  arrow: "M4 12h16M14 6l6 6-6 6",
  seal: "M12 3l2.2 2.1 3-.4.5 3 2.7 1.5L19 12l1.4 2.8-2.7 1.5-.5 3-3-.4L12 21l-2.2-2.1-3 .4-.5-3-2.7-1.5L5 12 3.6 9.2l2.7-1.5.5-3 3 .4zM9 12l2.2 2.2L15.2 10",
  back: "M4 9h10a5.5 5.5 0 0 1 0 11H8M4 9l4.5-4.5M4 9l4.5 4.5",
  box: "M4 8l8-4 8 4v8.5L12 20.5 4 16.5zM4 8l8 4 8-4M12 12v8.5",
  truck:
    "M2.5 6h11v10.5h-11zM13.5 9.5h4l3.5 3.5v3.5h-7.5M7 19a2 2 0 1 1 0-4 2 2 0 0 1 0 4zM17 19a2 2 0 1 1 0-4 2 2 0 0 1 0 4z",
  check: "M4.5 12.5l5 5L19.5 7",
  close: "M5.5 5.5l13 13M18.5 5.5l-13 13",
} as const;

export const Icon = ({ name }: { name: keyof typeof PATHS }) => (
  <svg
    class={`icon icon-${name}`}
    viewBox="0 0 24 24"
    width="24"
    height="24"
    aria-hidden="true"
    focusable="false"
  >
    <path
      d={PATHS[name]}
      fill="none"
      stroke="currentColor"
      stroke-width="1.6"
      stroke-linecap="round"
      stroke-linejoin="round"
    />
  </svg>
);

export const Logo = () => (
  <svg
    class="logo-mark"
    viewBox="-24 -104 48 108"
    width="20"
    height="44"
    aria-hidden="true"
    focusable="false"
  >
    <path d="M0-100C20-72 22-34 8-14Q4-9 2-9V0h-4v-9q-2 0-6-5C-22-34-20-72 0-100z" fill="currentColor" />
  </svg>
);

/** Five stars, filled to a tenth. */
export const Stars = ({ value }: { value: number }) => {
  const star = "M10 1.6l2.6 5.3 5.8.8-4.2 4.1 1 5.8L10 14.9l-5.2 2.7 1-5.8L1.6 7.7l5.8-.8z";
  const id = `stars-${Math.round(value * 10)}`;
  return (
    <svg class="stars" viewBox="0 0 100 20" width="90" height="18" aria-hidden="true" focusable="false">
      <defs>
        <clipPath id={id}>
          <rect width={value * 20} height="20" />
        </clipPath>
      </defs>
      {[0, 20, 40, 60, 80].map((x) => (
        <path d={star} transform={`translate(${x} 0)`} class="star-empty" />
      ))}
      <g clip-path={`url(#${id})`}>
        {[0, 20, 40, 60, 80].map((x) => (
          <path d={star} transform={`translate(${x} 0)`} class="star-full" />
        ))}
      </g>
    </svg>
  );
};
