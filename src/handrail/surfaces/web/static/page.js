// Fetching fragments and putting them where they belong: the main panel, the drawer, one field.
import { all, moving, one, say, toast } from "./dom.js";
import { localise } from "./look.js";

const main = one("#main");
const drawer = one("#drawer");
let table = location.pathname + location.search;
let asking;

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
  watch();
}

/** Show another page in the main panel; focus and caret stay where they were. */
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
    if (one("#side").matches(":popover-open")) one("#side").hidePopover();
    table = url;
    if (record === "push") history.pushState(null, "", url);
    if (record === "replace") history.replaceState(null, "", url);
    settle();
    const again = id && document.getElementById(id);
    if (again && main.contains(again)) {
      again.focus();
      if (caret != null) again.setSelectionRange?.(caret, caret);
    }
  };
  await (still ? put() : moving(put));
}

/** Show a record, or a form for a new one, beside the table. */
export async function open(url, { record = true } = {}) {
  const html = await fragment(url, "drawer");
  if (html === null) return;
  const fresh = drawer.hidden;
  const put = () => {
    drawer.innerHTML = html;
    drawer.hidden = false;
    drawer.scrollTop = 0;
    localise(drawer);
    mark();
  };
  await (fresh ? moving(put) : put());
  if (record && location.pathname !== url) history.pushState(null, "", url);
  const first = one("form.new .input", drawer);
  (first ?? drawer).focus({ preventScroll: true });
  say(`${one(".record", drawer)?.dataset.name ?? "Record"} opened`);
}

/** Shows which row the drawer is about, and calls the window after it. */
function mark() {
  entitle();
  const id = one("[data-record]", drawer)?.dataset.record;
  for (const row of all("tr.open", main)) row.classList.remove("open");
  if (id && !drawer.hidden) document.getElementById(`r-${id}`)?.classList.add("open");
}

export const isOpen = () => !drawer.hidden;

export async function close({ record = true } = {}) {
  if (drawer.hidden) return;
  const row = one("tr.open", main);
  await moving(() => {
    drawer.hidden = true;
    drawer.replaceChildren();
    mark();
  });
  if (record) history.pushState(null, "", table);
  row?.focus({ preventScroll: true });
}

addEventListener("popstate", () => {
  const url = location.pathname + location.search;
  const beside = one("#rows") && /^\/o\/[^/]+\/[^/]+$/.test(location.pathname);
  if (url === table) close({ record: false });
  else if (beside) open(url, { record: false });
  else go(url, { record: "no" });
});

/** Rows that an answer brings along take the place of the old ones. */
export function bring(within) {
  for (const template of all("template[data-for]", within)) {
    const old = document.getElementById(template.dataset.for);
    const fresh = template.content.firstElementChild;
    template.remove();
    if (!old || !fresh) continue;
    old.replaceWith(fresh);
    fresh.classList.add("changed");
  }
  mark();
}

// More rows come in before the reader reaches the end of those there are.
const nearEnd = new IntersectionObserver(
  (seen) => {
    for (const entry of seen) if (entry.isIntersecting) more(entry.target);
  },
  { rootMargin: "500px" },
);

function watch() {
  const link = one("[data-more]", main);
  if (link) nearEnd.observe(link);
}

export async function more(link) {
  nearEnd.unobserve(link);
  if (link.dataset.busy) return;
  link.dataset.busy = "yes";
  const html = await fragment(link.href, "rows");
  if (html === null) return;
  const rows = document.createElement("tbody");
  rows.innerHTML = html;
  link.closest("tr").replaceWith(...rows.children);
  watch();
}

localise();
watch();
