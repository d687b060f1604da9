// What the page does without asking the server: markers open their card, cards unfold, and what
// gradio names in English for screen readers is named in the user's language.
(texts) => {
  const root = document.documentElement;
  root.lang = texts.lang;
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const narrow = matchMedia("(max-width: 899px)");
  const motion = () => (calm.matches ? "auto" : "smooth");

  const show = (card) => {
    for (const group of document.querySelectorAll("#sources .cards")) {
      group.hidden = !group.contains(card);
    }
    const empty = document.querySelector("#sources .empty");
    if (empty) empty.hidden = true;
    card.scrollIntoView({ behavior: motion(), block: narrow.matches ? "start" : "nearest" });
    card.focus({ preventScroll: true });
  };

  const unfold = (button) => {
    const card = button.closest(".card");
    const open = card.classList.toggle("open");
    button.setAttribute("aria-expanded", String(open));
    button.textContent = open ? button.dataset.less : button.dataset.more;
  };

  document.addEventListener(
    "click",
    (event) => {
      const marker = event.target.closest("#chat a.marker");
      const button = event.target.closest("#sources button.whole");
      if (!marker && !button) return;
      event.preventDefault();
      event.stopPropagation();
      const card = marker && document.getElementById(marker.hash.slice(1));
      if (card) show(card);
      if (button) unfold(button);
    },
    true,
  );

  let asked = 0;
  const tend = () => {
    for (const labelled of document.querySelectorAll('#chat [data-testid="user"], #chat [data-testid="bot"]')) {
      labelled.removeAttribute("aria-label");
    }
    const log = document.querySelector('#chat [role="log"]');
    if (log && log.getAttribute("aria-label") !== texts.conversation) {
      log.setAttribute("aria-label", texts.conversation);
    }
    const questions = document.querySelectorAll("#chat .question");
    if (questions.length > asked && narrow.matches) {
      questions[questions.length - 1].scrollIntoView({ behavior: motion(), block: "start" });
    }
    asked = questions.length;
  };
  new MutationObserver(tend).observe(document.body, {
    subtree: true, childList: true, attributes: true, attributeFilter: ["aria-label"],
  });
  tend();
}
