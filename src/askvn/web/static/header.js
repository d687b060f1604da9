askvn.open = (view) => trigger("open", { view });
askvn.choose = (choices) => {
  askvn.remember(choices);
  trigger("choose", { ...choices, view: document.body.dataset.view });
};
element.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.id === "switch-lang") askvn.choose({ lang: button.dataset.lang });
  if (button?.id === "open-settings") askvn.settings(true);
  if (button?.id === "switch-theme") {
    askvn.remember({ theme: askvn.isDark() ? "light" : "dark" });
    askvn.paint();
    askvn.settled();
  }
});
watch("value", () => {
  document.documentElement.lang = element.querySelector("nav").lang;
  askvn.start();
});
askvn.start?.();
document.getElementById("first")?.remove();
