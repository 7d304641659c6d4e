// Editing one value in place, adding a note, making a record, filtering a table.
import { all, one, say, toast } from "./dom.js";
import { bring, fragment, go, open } from "./page.js";
import { localise } from "./look.js";

const before = new WeakMap();

/** Put the form for a value where the value stands. */
export async function edit(link) {
  const place = link.closest("[data-field]");
  const html = await fragment(link.getAttribute("href"), "field");
  if (html === null) return;
  const form = fresh(html);
  before.set(form, place);
  place.replaceWith(form);
  const input = one("[data-suggest]", form) ?? one(".input, input:not([type=hidden])", form);
  input?.focus();
  input?.select?.();
}

export function cancel(within) {
  const form = within.closest("[data-field]");
  const old = before.get(form);
  if (!old) return false;
  form.replaceWith(old);
  one(".edit", old)?.focus();
  return true;
}

function fresh(html) {
  const box = document.createElement("template");
  box.innerHTML = html.trim();
  return box.content.firstElementChild;
}

/** Send a form; its answer is the record as it now stands, or the form with what is wrong. */
export async function save(form) {
  if (form.dataset.busy) return;
  form.dataset.busy = "yes";
  const inDrawer = form.closest("#drawer") !== null;
  const columns = one(".grid")?.dataset.columns;
  const html = await fragment(form.action, inDrawer ? "drawer" : "record", {
    method: "POST",
    headers: columns === undefined ? {} : { "X-Columns": columns },
    body: new URLSearchParams(new FormData(form)),
  });
  delete form.dataset.busy;
  if (html === null) return;
  const answer = document.createElement("template");
  answer.innerHTML = html.trim();
  const part = answer.content.firstElementChild;
  if (part.matches("[data-field]")) {
    before.set(part, before.get(form.closest("[data-field]")));
    form.closest("[data-field]").replaceWith(part);
    (one("[aria-invalid]", part) ?? one(".input, input:not([type=hidden])", part))?.focus();
    return;
  }
  const scrolled = form.closest("#drawer, .record-page");
  const top = scrolled?.scrollTop ?? 0;
  const field = form.closest("[data-field]")?.dataset.field;
  localise(answer.content);
  (form.closest(".record") ?? form).replaceWith(answer.content);
  if (scrolled) scrolled.scrollTop = top;
  bring(document);
  const wrong = one("form.new [aria-invalid], form.new .wrong + input");
  if (field) one(`[data-field="${field}"] .edit`)?.focus();
  else if (wrong) wrong.focus();
  else one(".compose .input")?.focus();
  if (!one(".wrong, .alert")) say("Saved");
}

// A table's filters apply as one types or chooses.
let typing;
document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-live]");
  if (!form) return;
  const typed = event.target.type === "search";
  clearTimeout(typing);
  typing = setTimeout(() => {
    const said = [...new FormData(form)].filter(([, value]) => value);
    const query = new URLSearchParams(said).toString();
    const path = new URL(form.action).pathname;
    go(query ? `${path}?${query}` : path, { record: "replace", still: typed });
  }, typed ? 160 : 0);
});

// A form is sent once, however often its button is pressed while the answer is on its way.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.matches("[data-save], [data-passkey]")) return;
  if (form.dataset.busy) return void event.preventDefault();
  form.dataset.busy = "yes";
});
addEventListener("pageshow", () => all("form[data-busy]").forEach((form) => delete form.dataset.busy));

// What a form did is told for a while, and then goes.
const news = one("#news");
if (news) setTimeout(() => news.matches(":hover, :focus-within") || news.remove(), 8000);

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.matches("[data-live]")) event.preventDefault();
  if (form.matches("[data-save]")) {
    event.preventDefault();
    save(form);
  }
});

// Names of records to link to, as one types.
document.addEventListener("input", async (event) => {
  const input = event.target;
  if (!input.dataset?.suggest || input.value.length < 2) return;
  const query = `object=${input.dataset.suggest}&q=${encodeURIComponent(input.value)}`;
  const answer = await fetch(`/suggest?${query}`);
  if (!answer.ok) return;
  let list = input.list;
  if (!list) {
    list = document.createElement("datalist");
    list.id = `names-${all("datalist").length}`;
    input.after(list);
    input.setAttribute("list", list.id);
  }
  const names = (await answer.json()).found.map((each) => each.name);
  list.replaceChildren(...[...new Set(names)].map((name) => new Option(name, name)));
});

export async function copy(button) {
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    toast("Copied");
  } catch {
    toast("Copying is not allowed here: select the text instead.");
  }
}

export { open };
