// A long table: more rows come in before the reader reaches the end, and those far away wait aside,
// so that laying out ten thousand costs no more than laying out a few hundred.
import { all, one } from "./dom.js";

const main = one("#main");
const AHEAD = "900px 0px";
const KEPT = "4000px 0px";
let aside = new Map();
let nearEnd;
let nearby;

/** Begin with the table that the main panel shows now; `fetched` gives the rows of an address. */
export function watch(fetched) {
  nearEnd?.disconnect();
  nearby?.disconnect();
  aside = new Map();
  const box = one(".scroll:has(#rows)", main);
  if (!box) return;
  box.addEventListener("scroll", () => box.toggleAttribute("data-aside", box.scrollLeft > 0), { passive: true });
  nearEnd = new IntersectionObserver(
    (seen) => seen.forEach((each) => each.isIntersecting && more(each.target, fetched)),
    { root: box, rootMargin: AHEAD },
  );
  nearby = new IntersectionObserver(
    (seen) => seen.forEach((each) => (each.isIntersecting ? back(each.target) : away(each.target))),
    { root: box, rootMargin: KEPT },
  );
  all("#rows > tbody", box).forEach(follow);
}

function follow(part) {
  nearby.observe(part);
  const link = one("[data-more]", part);
  if (link) nearEnd.observe(link);
}

/** Put the rows that a link leads to where the link stands. */
export async function more(link, fetched) {
  nearEnd.unobserve(link);
  if (link.dataset.busy) return;
  link.dataset.busy = "yes";
  const html = await fetched(link.href);
  if (html === null) {
    delete link.dataset.busy;
    return;
  }
  if (!link.isConnected) return;
  const held = link === document.activeElement;
  const part = document.createElement("tbody");
  part.innerHTML = html;
  const last = link.closest("tr");
  last.closest("tbody").after(part);
  last.remove();
  follow(part);
  if (held) one("tr[id]", part)?.focus();
}

/** Take rows out of the layout, and keep their place. */
function away(part) {
  if (aside.has(part) || part.contains(document.activeElement) || one("[data-more]", part)) return;
  hold();
  const place = document.createElement("tr");
  place.className = "aside";
  place.ariaHidden = "true";
  const height = part.offsetHeight;
  place.append(Object.assign(document.createElement("td"), { colSpan: 99 }));
  place.firstChild.style.height = `${height}px`;
  const kept = document.createDocumentFragment();
  kept.append(...part.children);
  aside.set(part, kept);
  part.append(place);
}

function back(part) {
  const kept = aside.get(part);
  if (!kept) return;
  aside.delete(part);
  part.replaceChildren(kept);
}

/** Columns stay as wide as they are while rows come and go. */
function hold() {
  const table = one("#rows", main);
  const heads = all("thead th", table);
  if (table.dataset.held || !heads[0]?.offsetWidth) return;
  const widths = heads.map((head) => head.offsetWidth);
  heads.forEach((head, i) => (head.style.width = `${widths[i]}px`));
  table.style.tableLayout = "fixed";
  table.dataset.held = "yes";
}

/** A row by its id, wherever it is kept. */
export function row(id) {
  const shown = document.getElementById(id);
  if (shown) return shown;
  for (const kept of aside.values()) {
    const found = kept.getElementById(id);
    if (found) return found;
  }
  return null;
}
