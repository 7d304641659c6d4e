// Ctrl K: search all records, jump to a table, run a command.
import { one } from "./dom.js";

const box = one("#palette");
const input = one("input", box);
const list = one("ul", box);
let items = [];
let at = 0;
let turn = 0;

/** `commands` are {label, icon, key?, run}; `visit` opens a record's address. */
export function palette(commands, visit) {
  const sprite = one(".icon use").getAttribute("href").split("#")[0];

  function option(item, place) {
    const line = document.createElement("li");
    line.id = `found-${place}`;
    line.role = "option";
    line.ariaSelected = String(place === at);
    line.innerHTML = '<svg class="icon" aria-hidden="true"><use/></svg><span></span>';
    one("use", line).setAttribute("href", `${sprite}#${item.icon}`);
    one("span", line).textContent = item.label;
    if (item.about) line.append(Object.assign(document.createElement("small"), { textContent: item.about }));
    if (item.key) line.append(Object.assign(document.createElement("kbd"), { textContent: item.key }));
    line.onclick = () => run(place);
    line.onpointermove = () => at === place || choose(place);
    return line;
  }

  function draw() {
    list.replaceChildren(...items.map(option));
    if (!items.length) {
      const none = Object.assign(document.createElement("li"), { className: "none" });
      none.textContent = "Nothing is called that.";
      list.append(none);
    }
    choose(Math.min(at, Math.max(items.length - 1, 0)));
  }

  function choose(place) {
    at = place;
    [...list.children].forEach((line, i) => (line.ariaSelected = String(i === at)));
    input.setAttribute("aria-activedescendant", items.length ? `found-${at}` : "");
  }

  function run(place) {
    box.close();
    items[place]?.run();
  }

  async function find() {
    const said = input.value.trim();
    const mine = ++turn;
    const fitting = commands().filter((each) => each.label.toLowerCase().includes(said.toLowerCase()));
    at = 0;
    if (!said) {
      items = fitting;
      draw();
      return;
    }
    const answer = await fetch(`/suggest?q=${encodeURIComponent(said)}`).catch(() => null);
    if (mine !== turn) return;
    const found = answer?.ok ? (await answer.json()).found : [];
    const records = found.map((each) => ({
      label: each.name, about: each.about, icon: each.icon, run: () => visit(each.href),
    }));
    items = [...records, ...fitting];
    draw();
  }

  input.oninput = find;
  box.onclick = (event) => event.target === box && box.close();
  box.onkeydown = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && items.length) {
      event.preventDefault();
      choose((at + step + items.length) % items.length);
      list.children[at].scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter") {
      event.preventDefault();
      run(at);
    }
  };

  return () => {
    if (box.open) return;
    input.value = "";
    box.showModal();
    find();
  };
}
