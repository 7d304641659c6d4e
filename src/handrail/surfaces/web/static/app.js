// Clicks and keys: what the whole page listens to. Every link and form works without this.
import { all, one } from "./dom.js";
import { cancel, copy, edit, save } from "./forms.js";
import { density, keysOn, switchKeys, theme } from "./look.js";
import { close, go, isOpen, more, open } from "./page.js";
import { palette } from "./palette.js";
import "./passkeys.js";

const wide = matchMedia("(width >= 760px)");
const visit = (url) => (one("#rows") ? open(url) : go(url));

const doing = {
  close,
  density,
  theme,
  palette: () => showPalette(),
  sheet: () => {
    one("#single-keys").checked = keysOn();
    one("#sheet").showModal();
  },
  new: () => one('[data-key="c"]')?.click(),
};

const showPalette = palette(() => [
  ...all(".side nav a").map((link) => ({
    label: link.textContent.trim(),
    about: "Go to",
    icon: one("use", link).getAttribute("href").split("#")[1],
    run: () => go(link.getAttribute("href")),
  })),
  ...(one('[data-key="c"]') ? [{ label: "New record", icon: "plus", key: "C", run: doing.new }] : []),
  { label: "Light or dark", icon: "sun", run: theme },
  { label: "Density", icon: "rows", run: density },
  { label: "Keyboard", icon: "terminal", key: "?", run: doing.sheet },
], visit);

document.addEventListener("click", (event) => {
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button) return;
  const hit = event.target.closest("[data-do], [data-into], [data-cancel], [data-more], [data-copy]");
  if (!hit) {
    if (event.target.closest("a, button, summary") || String(getSelection())) return;
    const pencil = event.target.closest(".value")?.querySelector(".edit");
    if (pencil) return void edit(pencil);
    const row = event.target.closest("#rows tr[id]");
    if (row) one("a", row).click();
    return;
  }
  if (hit.dataset.copy !== undefined) return void copy(hit);
  if (hit.dataset.do === "close" && !isOpen()) return;
  event.preventDefault();
  const href = hit.getAttribute("href");
  if (hit.dataset.do) doing[hit.dataset.do]();
  else if (hit.dataset.cancel !== undefined) cancel(hit) || go(href);
  else if (hit.dataset.more !== undefined) more(hit);
  else if (hit.dataset.into === "field") edit(hit);
  else if (hit.dataset.into === "drawer") visit(href);
  else go(href);
});

/** Move to the next row or the one before; an open drawer follows. */
function step(by) {
  const rows = all("#rows tr[id]");
  const here = rows.findIndex((row) => row === document.activeElement || row.contains(document.activeElement));
  const now = here >= 0 ? here : rows.findIndex((row) => row.classList.contains("open"));
  const next = rows[now + by] ?? rows[now] ?? rows[0];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
  if (next && isOpen()) open(one("a", next).getAttribute("href"), { record: "replace", quiet: true });
}

/** Arrows move among rows once one of them is focused; elsewhere they scroll. */
const among = (by) => document.activeElement.matches("#rows tr[id]") && step(by);

function enter() {
  const row = document.activeElement.closest?.("#rows tr[id]");
  if (row && document.activeElement === row) open(one("a", row).getAttribute("href"));
  else return false;
}

const keys = {
  j: () => step(1),
  k: () => step(-1),
  "/": () => one('[data-key="/"]')?.focus(),
  c: doing.new,
  "?": doing.sheet,
  ArrowDown: () => among(1),
  ArrowUp: () => among(-1),
  Enter: enter,
  Escape: () => isOpen() && close(),
};

document.addEventListener("keydown", (event) => {
  const modified = event.metaKey || event.ctrlKey;
  if (modified && event.key.toLowerCase() === "k") {
    event.preventDefault();
    return showPalette();
  }
  const writing = event.target.matches?.("input, textarea, select");
  if (writing) {
    const form = event.target.closest("form[data-save]");
    if (modified && event.key === "Enter" && form) save(form);
    if (event.key === "Escape" && !cancel(event.target)) event.target.blur();
    return;
  }
  if (modified || event.altKey || one("dialog[open], :popover-open:not(.toast)")) return;
  if (event.key.length === 1 && !keysOn()) return;
  const act = keys[event.key];
  if (act && act() !== false) event.preventDefault();
});

one("#single-keys").addEventListener("change", (event) => switchKeys(event.target.checked));

// A phone's menu closes once the window is wide enough to show it always.
wide.addEventListener("change", () => one("#side").matches(":popover-open") && one("#side").hidePopover());
