// Theme, density, and times in the reader's own zone.
import { all, root } from "./dom.js";

const dark = matchMedia("(prefers-color-scheme: dark)");

/** A cookie, so that the server draws the next page right from the start. */
function keep(name, value) {
  document.cookie = `${name}=${value}; path=/; max-age=31536000; samesite=lax`;
  root.dataset[name] = value;
}

export function theme() {
  const now = root.dataset.theme === "auto" ? (dark.matches ? "dark" : "light") : root.dataset.theme;
  keep("theme", now === "dark" ? "light" : "dark");
}

export function density() {
  keep("density", root.dataset.density === "compact" ? "comfortable" : "compact");
}

/** Keys without Ctrl, such as j and c: who speaks to the computer, or slips, can turn them off. */
export const keysOn = () => !/(^|; )keys=off/.test(document.cookie);
export const switchKeys = (on) => keep("keys", on ? "on" : "off");

const written = new Intl.DateTimeFormat("en-GB", {
  day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit",
  timeZoneName: "short",
});

/** Instants arrive in UTC and are shown as the reader's clock has them. */
export function localise(within = document) {
  for (const time of all("time[data-local]", within)) {
    const moment = new Date(time.dateTime);
    if (!isNaN(moment)) time.textContent = written.format(moment).replace("Sept", "Sep");
  }
}

if (/Mac|iPhone|iPad/.test(navigator.platform)) {
  for (const key of all("kbd[data-mod]")) key.textContent = key.textContent.replace("Ctrl ", "⌘");
}
