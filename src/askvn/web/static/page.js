// What the page does without asking the server: which view is shown, markers that open their card,
// passages that unfold, questions that are edited, answers that are copied.
() => {
  const { askvn } = window;
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const narrow = matchMedia("(max-width: 899px)");
  const motion = () => (calm.matches ? "auto" : "smooth");
  const all = (selector) => document.querySelectorAll(selector);
  const one = (selector) => document.querySelector(selector);

  // views: the address says which one is shown ---------------------------------------------------
  const names = () => [...all("#top nav a")].map((link) => link.dataset.view);
  let left = 0; // where the talk stood when one went elsewhere
  const show = () => {
    const wanted = location.hash.slice(1);
    if (wanted && !names().includes(wanted)) return;
    const view = wanted || "chat";
    const before = document.body.dataset.view;
    if (before === "chat") left = one("#talk").scrollTop;
    document.body.dataset.view = view;
    if (view === "chat" && before) one("#talk").scrollTop = left;
    for (const link of all("#top nav a")) {
      if (link.dataset.view === view) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    if (before !== view && (before || view !== "chat")) askvn.open(view);
  };
  askvn.show = (view) => {
    location.hash = view;
  };
  addEventListener("hashchange", show);
  askvn.start = show;
  if (one("#top nav")) show();

  // sources --------------------------------------------------------------------------------------
  let opener = null;
  const sheet = (open) => {
    document.body.classList.toggle("sources-open", open);
    if (!open && narrow.matches) opener?.focus();
  };
  const showTurn = (number) => {
    for (const group of all("#sources .cards")) group.hidden = group.dataset.turn !== number;
    const empty = one("#sources .empty");
    if (empty) empty.hidden = true;
  };
  const showCard = (card) => {
    showTurn(card.closest(".cards").dataset.turn);
    sheet(true);
    card.scrollIntoView({ behavior: narrow.matches ? "auto" : motion(), block: "nearest" });
    card.focus({ preventScroll: true });
  };
  const unfold = (button) => {
    const card = button.closest(".card");
    const open = card.classList.toggle("open");
    button.setAttribute("aria-expanded", String(open));
    button.textContent = open ? button.dataset.less : button.dataset.more;
  };

  // a document over the page ---------------------------------------------------------------------
  const openDocument = async (link) => {
    let dialog = one("#reader");
    if (!dialog) {
      dialog = document.createElement("dialog");
      dialog.id = "reader";
      document.body.append(dialog);
      dialog.addEventListener("click", (event) => {
        if (event.target === dialog || event.target.closest(".close")) dialog.close();
      });
    }
    const answer = await fetch(link.href);
    const found = new DOMParser().parseFromString(await answer.text(), "text/html");
    dialog.replaceChildren(...found.querySelector("main").children);
    dialog.setAttribute("aria-labelledby", "reader-title");
    dialog.showModal();
    (dialog.querySelector("mark") ?? dialog.querySelector("h1")).scrollIntoView({ block: "center" });
  };

  // answers --------------------------------------------------------------------------------------
  const copy = async (button) => {
    const text = button.dataset.copy;
    if (navigator.clipboard) {
      await navigator.clipboard.writeText(text);
    } else {
      const area = Object.assign(document.createElement("textarea"), { value: text });
      button.after(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    const name = button.getAttribute("aria-label");
    button.setAttribute("aria-label", button.dataset.done);
    button.classList.add("done");
    setTimeout(() => {
      button.setAttribute("aria-label", name);
      button.classList.remove("done");
    }, 1500);
  };
  const edit = (button) => {
    const turn = document.getElementById(`turn-${button.dataset.edit}`);
    const open = turn.classList.toggle("editing");
    if (!open) return turn.querySelector(".tool").focus();
    const area = turn.querySelector("textarea");
    area.value = area.defaultValue;
    area.focus();
    area.setSelectionRange(area.value.length, area.value.length);
  };
  const act = (element, more = {}) => {
    const { act: name, ...data } = element.dataset;
    if (name === "fresh" || name === "ask") askvn.show("chat");
    if (name === "fresh") one("#question textarea")?.focus();
    askvn.act(name, { ...data, ...more });
  };

  document.addEventListener(
    "click",
    (event) => {
      const near = (selector) => event.target.closest(selector);
      const marker = near("#chat a.marker");
      const link = near("a.open-document");
      if (marker || (link && !event.ctrlKey && !event.metaKey)) event.preventDefault();
      if (marker) {
        event.stopPropagation();
        opener = marker;
        const card = document.getElementById(marker.hash.slice(1));
        if (card) showCard(card);
      } else if (link && !event.ctrlKey && !event.metaKey) openDocument(link);
      else if (near("#sources button.whole")) unfold(near("button.whole"));
      else if (near("#sources .close")) sheet(false);
      else if (near("[data-sources]")) {
        opener = near("[data-sources]");
        showTurn(opener.dataset.sources);
        sheet(true);
        one("#sources .cards:not([hidden]) .card")?.focus();
      } else if (near("[data-copy]")) copy(near("[data-copy]"));
      else if (near("[data-edit]")) edit(near("[data-edit]"));
      else if (near("button[data-act]")) act(near("button[data-act]"));
    },
    true,
  );
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-act]");
    if (!form) return;
    event.preventDefault();
    const fields = Object.fromEntries(new FormData(form));
    form.closest(".turn")?.classList.remove("editing");
    if (Object.values(fields).some((value) => value.trim())) act(form, fields);
  });
  document.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape") {
      if (document.body.classList.contains("choosing")) askvn.settings(false);
      else if (document.body.classList.contains("sources-open") && narrow.matches) sheet(false);
      else if (!one("dialog[open]")) one("#stop:not(.hidden)")?.click();
    }
    if (event.key === "Enter" && !event.shiftKey && event.target.matches("form.edit textarea")) {
      event.preventDefault();
      event.target.form.requestSubmit();
    }
  });

  // what changes while one looks on --------------------------------------------------------------
  let last = "";
  const tend = () => {
    const questions = all("#talk .question");
    const newest = questions[questions.length - 1];
    const said = newest ? `${questions.length} ${newest.querySelector("p").lastChild.data}` : "";
    if (newest && said !== last) newest.scrollIntoView({ behavior: motion(), block: "start" });
    last = said;
  };
  new MutationObserver(tend).observe(document.body, { subtree: true, childList: true });
  tend();
}
