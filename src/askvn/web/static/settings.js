askvn.settled = () => {
  const theme = askvn.kept().theme ?? "system";
  for (const one of element.querySelectorAll('[name="theme"]')) one.checked = one.value === theme;
};
askvn.settled();
watch("value", askvn.settled);
let opener = null;
askvn.settings = (open) => {
  document.body.classList.toggle("choosing", open);
  for (const id of ["top", "views"]) document.getElementById(id).inert = open;
  if (open) {
    opener = document.activeElement;
    element.querySelector("h2").focus();
  } else {
    opener?.focus();
  }
};
const values = { strictness: Number, top_k: Number };
element.addEventListener("input", (event) => {
  const shown = element.querySelector(`output[for="${event.target.id}"]`);
  if (shown) shown.textContent = Number(event.target.value).toLocaleString(document.documentElement.lang);
});
element.addEventListener("change", (event) => {
  const { name, value } = event.target;
  if (name === "theme") {
    askvn.remember({ theme: value });
    askvn.paint();
  } else {
    const choices = { [name]: (values[name] ?? String)(value) };
    askvn.remember(choices);
    trigger("choose", { ...choices, view: document.body.dataset.view });
  }
});
element.addEventListener("submit", (event) => event.preventDefault());
element.addEventListener("click", (event) => {
  const form = element.querySelector("form");
  const away = !form.contains(event.target);
  if (away || event.target.closest("#close-settings")) askvn.settings(false);
});
