const rows = () => [...element.querySelectorAll("tbody tr")];
const chosen = new Set();
const order = { key: "title", down: false };
const plain = (text) =>
  text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[đĐ]/g, "d").toLowerCase();
const field = (id) => document.getElementById(id)?.value ?? "";

const shown = () => rows().filter((row) => !row.hidden);
const sift = () => {
  const words = plain(field("find-document")).split(/\s+/).filter(Boolean);
  const state = field("document-state");
  for (const row of rows()) {
    const text = plain(row.querySelector("th").textContent);
    const fits = words.every((word) => text.includes(word));
    row.hidden = !fits || (state && row.dataset.state !== state);
  }
  const nothing = element.querySelector(".nothing");
  if (nothing) nothing.hidden = shown().length > 0;
  count();
};
const value = (row, key) => row.querySelector(`.${key}`).dataset.value;
const compare = (one, other) => {
  const [a, b] = [value(one, order.key), value(other, order.key)];
  if (order.key === "bytes" || order.key === "passages") return Number(a || -1) - Number(b || -1);
  return a.localeCompare(b, "vi", { numeric: true });
};
const sort = () => {
  const body = element.querySelector("tbody");
  if (!body) return;
  const sorted = rows().sort((one, other) => (order.down ? -1 : 1) * compare(one, other));
  if (sorted.some((row, place) => body.children[place] !== row)) body.append(...sorted);
  for (const head of element.querySelectorAll("thead th")) {
    const is = head.querySelector("button").dataset.sort === order.key;
    if (is) head.setAttribute("aria-sort", order.down ? "descending" : "ascending");
    else head.removeAttribute("aria-sort");
  }
};
const count = () => {
  const bar = element.querySelector(".actions");
  if (!bar) return;
  const here = new Set(rows().map((row) => row.dataset.source));
  for (const source of chosen) if (!here.has(source)) chosen.delete(source);
  for (const row of rows()) {
    const is = chosen.has(row.dataset.source);
    row.classList.toggle("chosen", is);
    row.querySelector("input").checked = is;
  }
  const all = shown();
  const every = element.querySelector("#choose-all");
  every.checked = all.length > 0 && all.every((row) => chosen.has(row.dataset.source));
  every.indeterminate = !every.checked && all.some((row) => chosen.has(row.dataset.source));
  bar.hidden = chosen.size === 0;
  const output = bar.querySelector("output");
  output.textContent = output.dataset.many.replace("{count}", chosen.size);
  const some = rows().filter((row) => chosen.has(row.dataset.source));
  const mine = some.every((row) => "mine" in row.dataset);
  for (const name of ["again", "ask-remove"]) {
    bar.querySelector(`[data-do="${name}"]`).disabled = !mine;
  }
  const asked = some.filter((row) => value(row, "passages") !== "0");
  bar.querySelector('[data-do="only"]').disabled = asked.length === 0;
};
let timer = 0;
askvn.sift = (changed) => {
  if (changed.id === "document-sort") {
    order.key = changed.value;
    order.down = false;
    sort();
    return;
  }
  sift();
  if (changed.id === "find-document" && element.querySelector(".wider")) {
    clearTimeout(timer);
    timer = setTimeout(() => trigger("find", { text: changed.value }), 300);
  }
};
const dialog = () => element.querySelector("#confirm-remove");
const ask = () => {
  const title = dialog().querySelector("h2");
  const [first] = rows().filter((row) => chosen.has(row.dataset.source));
  const text = chosen.size === 1 ? title.dataset.one : title.dataset.many;
  title.textContent = text
    .replace("{count}", chosen.size)
    .replace("{title}", () => value(first, "title"));
  dialog().showModal();
  dialog().querySelector('[data-do="cancel"]').focus();
};
const acts = {
  only: () => {
    trigger("only", { sources: [...chosen] });
    acts.unchoose();
  },
  every: () => trigger("every", {}),
  again: () => trigger("again", { sources: [...chosen] }),
  "ask-remove": ask,
  remove: () => {
    dialog().close();
    trigger("remove", { sources: [...chosen] });
    acts.unchoose();
    document.getElementById("documents-title").focus();
  },
  cancel: () => dialog().close(),
  unchoose: () => {
    chosen.clear();
    count();
  },
};
element.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.dataset.do) acts[button.dataset.do]();
  if (button?.dataset.sort) {
    order.down = order.key === button.dataset.sort && !order.down;
    order.key = button.dataset.sort;
    const select = document.getElementById("document-sort");
    if (select) select.value = order.key;
    sort();
  }
});
element.addEventListener("change", (event) => {
  if (event.target.type !== "checkbox") return;
  const row = event.target.closest("tbody tr");
  for (const one of row ? [row] : shown()) {
    if (event.target.checked) chosen.add(one.dataset.source);
    else chosen.delete(one.dataset.source);
  }
  count();
});
const tend = () => {
  sort();
  sift();
};
watch("value", () => setTimeout(tend));
tend();
