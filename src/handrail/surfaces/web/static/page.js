// Fetching fragments and putting them where they belong: the main panel, the drawer, one field.
import { all, moving, one, say, toast } from "./dom.js";
import { localise } from "./look.js";
import * as rows from "./rows.js";

const main = one("#main");
const drawer = one("#drawer");
const side = one("#side");
const phone = matchMedia("(width < 760px)");
let table = location.pathname + location.search;
let asking;
let opening = 0;

/** A fragment of a page, or null after telling why not. `name` says which one the server makes. */
export async function fragment(url, name, options = {}) {
  let answer;
  try {
    answer = await fetch(url, { ...options, headers: { ...options.headers, "X-Partial": name } });
  } catch (error) {
    if (error.name !== "AbortError") toast("The server did not answer. Is the connection up?");
    return null;
  }
  if (answer.status === 401) {
    location.assign(`/sign-in?next=${encodeURIComponent(table)}`);
    return null;
  }
  const goto = answer.headers.get("X-Goto");
  if (goto) {
    location.assign(goto);
    return null;
  }
  const text = await answer.text();
  if (answer.headers.get("Content-Type")?.startsWith("text/plain")) {
    toast(text);
    return null;
  }
  return text;
}

/** The window is called after what is read: the record in the drawer, else the page. */
function entitle() {
  const name = one(".record", drawer)?.dataset.name ?? one("[data-title]", main)?.dataset.title;
  if (name) document.title = `${name} · Handrail`;
}

function settle() {
  const head = one("[data-title]", main);
  entitle();
  for (const link of all(".side nav a")) {
    const here = head && link.getAttribute("href") === `/o/${head.dataset.current}`;
    const exact = link.getAttribute("href") === location.pathname;
    if (here || exact) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  localise(main);
  rows.watch(fetched);
}

const fetched = (url) => fragment(url, "rows");
export const more = (link) => rows.more(link, fetched);

/** On a phone the drawer covers the page: nothing behind it is reached then. */
function cover() {
  for (const each of [one(".skip"), side, main]) each.inert = phone.matches && !drawer.hidden;
}
phone.addEventListener("change", cover);

/** What the page is called, and how much is on it. */
const heading = () => all(".bar .title > *", main).map((each) => each.textContent.trim()).join(", ");

/** Show another page in the main panel; focus and caret stay where they were, or go to its top. */
export async function go(url, { record = "push", still = false } = {}) {
  asking?.abort();
  asking = new AbortController();
  const html = await fragment(url, "main", { signal: asking.signal });
  if (html === null) return;
  const held = document.activeElement;
  const id = held?.id;
  const caret = held?.selectionStart;
  const put = () => {
    main.innerHTML = html;
    drawer.hidden = true;
    drawer.replaceChildren();
    if (side.matches(":popover-open")) side.hidePopover();
    table = url;
    if (record === "push") history.pushState(null, "", url);
    if (record === "replace") history.replaceState(null, "", url);
    settle();
    const again = id && document.getElementById(id);
    if (again && main.contains(again)) {
      again.focus();
      if (caret != null) again.setSelectionRange?.(caret, caret);
    } else if (!document.contains(held) || held === document.body) {
      (one("[autofocus]", main) ?? main).focus({ preventScroll: true });
    }
    cover();
    say(heading());
  };
  await (still ? put() : moving(put));
}

/** Show a record, or a form for a new one, beside the table; `quiet` leaves the focus alone. */
export async function open(url, { record = "push", quiet = false } = {}) {
  const mine = ++opening;
  const html = await fragment(url, "drawer");
  if (html === null || mine !== opening) return;
  const fresh = drawer.hidden;
  const put = () => {
    drawer.innerHTML = html;
    drawer.hidden = false;
    drawer.scrollTop = 0;
    localise(drawer);
    cover();
    mark();
  };
  await (fresh ? moving(put) : put());
  if (location.pathname !== url) {
    if (record === "push") history.pushState(null, "", url);
    if (record === "replace") history.replaceState(null, "", url);
  }
  const first = one("form.new .input", drawer);
  if (!quiet) (first ?? drawer).focus({ preventScroll: true });
  say(`${one(".record", drawer)?.dataset.name ?? "Record"} opened`);
}

/** Shows which row the drawer is about, and calls the window after it. */
function mark() {
  entitle();
  const id = one("[data-record]", drawer)?.dataset.record;
  for (const row of all("tr.open", main)) row.classList.remove("open");
  if (id && !drawer.hidden) rows.row(`r-${id}`)?.classList.add("open");
}

export const isOpen = () => !drawer.hidden;

export async function close({ record = true } = {}) {
  if (drawer.hidden) return;
  opening += 1;
  const row = one("tr.open", main);
  await moving(() => {
    drawer.hidden = true;
    drawer.replaceChildren();
    cover();
    mark();
  });
  if (record) history.pushState(null, "", table);
  (row ?? one('[data-key="c"]', main) ?? main).focus({ preventScroll: true });
}

addEventListener("popstate", () => {
  const url = location.pathname + location.search;
  const beside = one("#rows") && /^\/o\/[^/]+\/[^/]+$/.test(location.pathname);
  if (url === table) close({ record: false });
  else if (beside) open(url, { record: "no" });
  else go(url, { record: "no" });
});

/** Rows that an answer brings along take the place of the old ones. */
export function bring(within) {
  for (const template of all("template[data-for]", within)) {
    const old = rows.row(template.dataset.for);
    const fresh = template.content.firstElementChild;
    template.remove();
    if (!old || !fresh) continue;
    old.replaceWith(fresh);
    fresh.classList.add("changed");
  }
  mark();
}

localise();
rows.watch(fetched);
