// Small words that every module uses.
export const one = (selector, within = document) => within.querySelector(selector);
export const all = (selector, within = document) => [...within.querySelectorAll(selector)];
export const root = document.documentElement;

const calm = matchMedia("(prefers-reduced-motion: reduce)");

/** Run a change of the page inside a view transition, where there is one and it is wanted. */
export function moving(change) {
  if (!document.startViewTransition || calm.matches) return Promise.resolve(change());
  return document.startViewTransition(change).updateCallbackDone;
}

/** Tell people who do not see the page. */
export function say(text) {
  one("#said").textContent = text;
}

let hiding;
export function toast(text) {
  const box = one("#toast");
  box.textContent = text;
  if (!box.matches(":popover-open")) box.showPopover();
  clearTimeout(hiding);
  hiding = setTimeout(() => box.hidePopover(), 5000);
}
