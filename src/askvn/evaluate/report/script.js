"use strict";

// Text of users reaches the page through textContent only, never as markup.
function make(tag, classes, ...children) {
  const element = document.createElement(tag);
  if (classes) element.className = classes;
  element.append(...children.filter((child) => child !== null && child !== ""));
  return element;
}

function fill(template, values) {
  return template.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

// theme ---------------------------------------------------------------------------------------

function prepareTheme() {
  const button = document.getElementById("theme");
  const system = matchMedia("(prefers-color-scheme: dark)");
  const root = document.documentElement;
  const isDark = () => (root.dataset.theme ?? (system.matches ? "dark" : "light")) === "dark";
  const label = () => {
    button.textContent = isDark() ? button.dataset.light : button.dataset.dark;
  };
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    label();
  });
  system.addEventListener("change", label);
  button.hidden = false;
  label();
}

// table ---------------------------------------------------------------------------------------

function prepareTable() {
  const head = document.querySelector("#table thead tr:last-child");
  const body = document.querySelector("#table tbody");
  head.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const cell = button.parentElement;
    const column = [...head.children].indexOf(cell);
    // Names begin at A, figures at the largest.
    const first = column === 0 ? "ascending" : "descending";
    const second = column === 0 ? "descending" : "ascending";
    const order = cell.getAttribute("aria-sort") === first ? second : first;
    for (const other of head.children) other.removeAttribute("aria-sort");
    cell.setAttribute("aria-sort", order);
    body.append(...sorted([...body.rows], column, order === "ascending" ? 1 : -1));
  });
}

function sorted(rows, column, sign) {
  const text = (row) => row.cells[column].textContent;
  if (column === 0) {
    const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });
    return rows.sort((left, right) => sign * collator.compare(text(left), text(right)));
  }
  const number = (row) => row.cells[column].dataset.number;
  const known = rows.filter((row) => number(row) !== "");
  known.sort((left, right) => sign * (number(left) - number(right)));
  return [...known, ...rows.filter((row) => number(row) === "")];
}

// failures ------------------------------------------------------------------------------------

const BATCH = 30;
const SHOWN_HITS = 3;

function folded(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("đ", "d");
}

function searchable(failure) {
  const { wanted, answer } = failure;
  const texts = [failure.id, failure.question, ...failure.history.flat()];
  texts.push(...wanted.answers, ...wanted.key_facts, ...wanted.evidence, ...wanted.documents);
  for (const hit of failure.retrieved) texts.push(hit.title, hit.source);
  if (answer) {
    texts.push(answer.text);
    for (const cited of answer.cited) texts.push(cited.quote, cited.title, cited.source);
  }
  return folded(texts.join("\n"));
}

function card(failure, data) {
  const { say } = data;
  const tags = failure.reasons.map((reason) => make("li", "tag", data.reasons[reason]));
  const origin = [failure.set, failure.kind, failure.id].filter(Boolean).join(" · ");
  const said = failure.history.map((turn) =>
    make("div", "said", ...turn.map((text) => make("p", "text", text))),
  );
  const lost = failure.lost.map((name) => data.variants[name] ?? name).join(", ");
  return make(
    "article",
    "card",
    make("ul", "tags", ...tags, make("li", "origin", origin)),
    ...said,
    make("h3", "", failure.question),
    make("div", "columns", wanted(failure, say), retrieved(failure, say), answered(failure, data)),
    lost && make("p", "wide-row", make("strong", "", `${say.lost}: `), lost),
  );
}

function wanted(failure, say) {
  const box = make("section", "", make("h4", "", say.wanted));
  if (failure.unanswerable) box.append(make("p", "", say.wanted_refusal));
  const { answers, key_facts, evidence, documents } = failure.wanted;
  const parts = [
    [say.answers, answers, "p"],
    [say.key_facts, key_facts, "p"],
    [say.evidence_wanted, evidence, "blockquote"],
    [say.documents_wanted, documents, "p"],
  ];
  for (const [name, texts, tag] of parts) {
    if (texts.length) {
      box.append(make("h5", "", name), ...texts.map((text) => make(tag, "text", text)));
    }
  }
  return box;
}

function retrieved(failure, say) {
  const hits = failure.retrieved.map((hit) =>
    make(
      "li",
      "",
      hit.wanted ? make("span", "hit", `✓ ${say.is_wanted}`) : null,
      hit.wanted ? " " : null,
      hit.title || hit.source,
      hit.title && hit.title !== hit.source ? make("span", "source", hit.source) : null,
    ),
  );
  const box = make("section", "", make("h4", "", say.retrieved));
  if (!hits.length) box.append(make("p", "", say.nothing_retrieved));
  else box.append(make("ol", "", ...hits.slice(0, SHOWN_HITS)));
  if (hits.length > SHOWN_HITS) {
    const rest = make("ol", "", ...hits.slice(SHOWN_HITS));
    rest.start = SHOWN_HITS + 1;
    const count = hits.length - SHOWN_HITS;
    const folder = make("details", "", make("summary", "", fill(say.further, { count })), rest);
    folder.open = failure.retrieved.slice(SHOWN_HITS).some((hit) => hit.wanted);
    box.append(folder);
  }
  if (failure.wanted.documents.length && !failure.retrieved.some((hit) => hit.wanted)) {
    box.append(make("p", "notice", say.absent));
  }
  return box;
}

function answered(failure, { say, lang }) {
  const { answer } = failure;
  const box = make("section", "", make("h4", "", say.answered));
  if (!answer) {
    box.append(make("p", "source", say.not_asked));
    return box;
  }
  if (answer.refused) box.append(make("p", "notice", say.refused));
  if (answer.text) box.append(make("p", "text", answer.text));
  if (answer.confidence !== null) {
    const share = answer.confidence.toLocaleString(lang, { style: "percent" });
    box.append(make("p", "source", fill(say.confidence, { share })));
  }
  if (answer.cited.length) box.append(make("h5", "", say.cited));
  for (const [index, cited] of answer.cited.entries()) {
    const place = `[${index + 1}] ${cited.title || cited.source}`;
    box.append(
      make("blockquote", cited.supported ? "text" : "text loose", cited.quote),
      make("p", "source", cited.supported ? place : `${place} · ⚠ ${say.does_not_hold}`),
    );
  }
  return box;
}

class FailureList {
  constructor(data, list) {
    this.data = data;
    this.folds = new Map();
    this.pressed = new Set();
    this.search = make("input");
    this.search.type = "search";
    this.search.placeholder = data.say.search_hint;
    this.sets = this.choice("set", data.say.every_set, "–");
    this.kinds = this.choice("kind", data.say.every_kind, data.say.no_kind);
    this.chips = make("div", "chips", ...this.reasons());
    this.count = make("span");
    this.count.setAttribute("role", "status");
    this.clear = this.button(data.say.clear, () => this.reset());
    this.cards = make("div", "cards");
    this.more = this.button(data.say.more, () => this.render());
    this.more.classList.add("more");
    list.append(this.filters(), this.cards, this.more);
    this.search.addEventListener("input", () => {
      clearTimeout(this.waiting);
      this.waiting = setTimeout(() => this.update(), 120);
    });
    const near = { rootMargin: "800px" };
    new IntersectionObserver((seen) => seen[0].isIntersecting && this.render(), near).observe(this.more);
    this.update();
  }

  filters() {
    const { say } = this.data;
    const fields = [
      [say.search, this.search],
      [say.filter_set, this.sets],
      [say.filter_kind, this.kinds],
    ];
    return make(
      "div",
      "filters",
      make("div", "fields", ...fields.map(([name, field]) => make("label", "", name, field))),
      make("fieldset", "", make("legend", "", say.filter_failure), this.chips),
      make("div", "count", this.count, this.clear),
    );
  }

  button(text, onClick) {
    const button = make("button", "plain", text);
    button.type = "button";
    button.addEventListener("click", onClick);
    return button;
  }

  number(count) {
    return count.toLocaleString(this.data.lang);
  }

  counts(key) {
    const counts = new Map();
    for (const failure of this.data.failures) {
      for (const value of [failure[key]].flat()) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    return counts;
  }

  choice(key, every, unnamed) {
    const select = make("select", "", new Option(every, ""));
    for (const [value, count] of this.counts(key)) {
      // The sign before a value keeps an empty one apart from "every".
      select.append(new Option(`${value || unnamed} (${this.number(count)})`, `=${value}`));
    }
    select.addEventListener("change", () => this.update());
    return select;
  }

  reasons() {
    const counts = this.counts("reasons");
    const present = Object.entries(this.data.reasons).filter(([reason]) => counts.has(reason));
    return present.map(([reason, name]) => {
      const chip = this.button(name, () => {
        if (!this.pressed.delete(reason)) this.pressed.add(reason);
        chip.setAttribute("aria-pressed", this.pressed.has(reason));
        this.update();
      });
      chip.className = "chip";
      chip.append(" ", make("span", "", this.number(counts.get(reason))));
      chip.setAttribute("aria-pressed", "false");
      return chip;
    });
  }

  reset() {
    this.search.value = this.sets.value = this.kinds.value = "";
    this.pressed.clear();
    for (const chip of this.chips.children) chip.setAttribute("aria-pressed", "false");
    this.update();
    this.search.focus();
  }

  fold(failure) {
    if (!this.folds.has(failure)) this.folds.set(failure, searchable(failure));
    return this.folds.get(failure);
  }

  update() {
    const words = folded(this.search.value).split(/\s+/).filter(Boolean);
    const fits = (select, value) => !select.value || select.value === `=${value}`;
    this.found = this.data.failures.filter(
      (failure) =>
        fits(this.sets, failure.set) &&
        fits(this.kinds, failure.kind) &&
        (!this.pressed.size || failure.reasons.some((reason) => this.pressed.has(reason))) &&
        (!words.length || words.every((word) => this.fold(failure).includes(word))),
    );
    const { say, failures } = this.data;
    const [shown, all] = [this.found.length, failures.length].map((count) => this.number(count));
    this.count.textContent = shown === "0" ? say.nothing : fill(say.shown, { shown, all });
    this.clear.hidden = !words.length && !this.sets.value && !this.kinds.value && !this.pressed.size;
    this.cards.replaceChildren();
    this.render();
  }

  render() {
    const start = this.cards.children.length;
    const next = this.found.slice(start, start + BATCH);
    this.cards.append(...next.map((failure) => card(failure, this.data)));
    this.more.hidden = start + next.length >= this.found.length;
  }
}

prepareTheme();
prepareTable();
const data = JSON.parse(document.getElementById("data").textContent);
const list = document.getElementById("list");
if (data.failures.length) new FailureList(data, list);
else list.append(make("p", "", data.say.all_well));
