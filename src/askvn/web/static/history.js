const card = (target) => target.closest("li[data-talk]");
const sought = () => document.getElementById("find-talk")?.value ?? "";
const dialog = () => element.querySelector("#confirm-delete");
let asked = null;
const edit = (one) => {
  const form = one.querySelector("form");
  form.hidden = !form.hidden;
  one.classList.toggle("editing", !form.hidden);
  const button = one.querySelector('.tools [data-do="rename"]');
  button.setAttribute("aria-expanded", String(!form.hidden));
  if (form.hidden) {
    button.focus();
  } else {
    const field = form.querySelector("input");
    field.value = one.dataset.title;
    field.focus();
    field.select();
  }
};
const acts = {
  open: (one) => trigger("open", { talk: one.dataset.talk }),
  rename: edit,
  "ask-delete": (one) => {
    asked = one.dataset.talk;
    const title = dialog().querySelector("h2");
    title.textContent = title.dataset.one.replace("{title}", () => one.dataset.title);
    dialog().showModal();
    dialog().querySelector('[data-do="cancel"]').focus();
  },
  delete: () => {
    dialog().close();
    trigger("delete", { talk: asked, text: sought() });
    document.getElementById("history-title").focus();
  },
  cancel: () => dialog().close(),
};
element.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  if (button) acts[button.dataset.do](card(button));
});
element.addEventListener("submit", (event) => {
  event.preventDefault();
  const one = card(event.target);
  edit(one);
  trigger("rename", { talk: one.dataset.talk, title: event.target.elements.title.value, text: sought() });
});
element.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && event.target.closest("form.rename")) edit(card(event.target));
});
let timer = 0;
document.addEventListener("input", (event) => {
  if (event.target.id !== "find-talk") return;
  clearTimeout(timer);
  timer = setTimeout(() => trigger("find", { text: sought() }), 250);
});
