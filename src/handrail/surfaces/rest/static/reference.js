// What the reference page can do beyond reading: choose a way for all examples, filter, copy, try.

const all = (selector, inside = document) => [...inside.querySelectorAll(selector)];
const WAY = "handrail.way";
const KEY = "handrail.key";
const LONGEST = 20_000;

for (const each of all(".filter, .copy, .key, .try")) each.hidden = false;
choosing();
filtering();
copying();
trying();

function choosing() {
  const show = (way) => {
    for (const radio of all(`.tabs input[value="${way}"]`)) radio.checked = true;
  };
  const kept = localStorage.getItem(WAY);
  if (["curl", "python", "mcp"].includes(kept)) show(kept);
  document.addEventListener("change", ({ target }) => {
    if (!target.matches(".tabs input")) return;
    const before = target.closest(".tabs").getBoundingClientRect().top;
    localStorage.setItem(WAY, target.value);
    show(target.value);
    // Examples above this one may have grown: what the reader looks at stays where it was.
    scrollBy(0, target.closest(".tabs").getBoundingClientRect().top - before);
  });
}

function filtering() {
  const input = document.querySelector(".filter");
  const none = document.querySelector(".none");
  input.addEventListener("input", () => {
    const words = input.value.toLowerCase().split(/\s+/);
    for (const item of all(".side li")) {
      const text = item.textContent.toLowerCase();
      item.hidden = !words.every((word) => text.includes(word));
    }
    for (const section of all(".side section")) {
      section.hidden = !section.querySelector("li:not([hidden])");
    }
    none.hidden = all(".side section:not([hidden])").length > 0;
  });
  document.addEventListener("keydown", (event) => {
    const writing = event.target.closest("input, textarea, select");
    if (event.key !== "/" || writing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    input.focus();
  });
  document.querySelector(".side").addEventListener("click", ({ target, currentTarget }) => {
    if (target.closest("a") && currentTarget.matches(":popover-open")) currentTarget.hidePopover();
  });
}

function copying() {
  document.addEventListener("click", async ({ target }) => {
    if (!target.matches(".copy")) return;
    await navigator.clipboard.writeText(target.parentElement.querySelector("code").textContent);
    target.textContent = "Copied";
    setTimeout(() => { target.textContent = "Copy"; }, 1500);
  });
}

function trying() {
  const key = document.querySelector("#key");
  key.value = sessionStorage.getItem(KEY) ?? "";
  key.addEventListener("input", () => sessionStorage.setItem(KEY, key.value));
  document.addEventListener("submit", (event) => {
    event.preventDefault();
    if (event.target.matches(".try form")) attempt(event.target, key);
  });
}

async function attempt(form, key) {
  const output = form.querySelector("output");
  if (!key.value) {
    say(output, "Enter your key at the top of this page first.");
    key.focus();
    return;
  }
  const headers = { "x-api-key": key.value };
  const body = form.elements.body?.value;
  if (body !== undefined) headers["content-type"] = "application/json";
  try {
    const address = new URL(form.elements.address.value, location.origin);
    if (address.origin !== location.origin) throw new Error("The address must be on this server.");
    const began = performance.now();
    const answer = await fetch(address, { method: form.dataset.method, headers, body });
    const text = await answer.text();
    const took = Math.round(performance.now() - began);
    say(output, `${answer.status} ${answer.statusText}, ${took} ms`, pretty(text));
  } catch (error) {
    say(output, `Nothing was answered: ${error.message}`);
  }
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

function say(output, line, text = "") {
  const first = document.createElement("p");
  first.textContent = line;
  output.replaceChildren(first);
  if (!text) return;
  const block = document.createElement("pre");
  block.tabIndex = 0;
  block.textContent = text.length > LONGEST ? `${text.slice(0, LONGEST)}\n…` : text;
  output.append(block);
}
