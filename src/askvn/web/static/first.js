// Before anything is drawn: what this browser remembers, the colours it wants, and a first sight of
// the page while the rest of it is on its way.
(words) => {
  const root = document.documentElement;
  root.lang = words.lang;
  const kept = () => {
    try {
      const found = document.cookie.match(/(?:^|; )askvn=([^;]*)/);
      return found ? JSON.parse(decodeURIComponent(found[1])) : {};
    } catch {
      return {};
    }
  };
  const remember = (more) => {
    const value = encodeURIComponent(JSON.stringify({ ...kept(), ...more }));
    document.cookie = `askvn=${value}; Path=/; Max-Age=31536000; SameSite=Lax`;
  };
  const darkest = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => {
    const { theme } = kept();
    return theme === "dark" || (theme !== "light" && darkest.matches);
  };
  const paint = () => {
    root.style.colorScheme = isDark() ? "dark" : "light";
    document.body?.classList.toggle("dark", isDark());
  };
  window.askvn = { kept, remember, isDark, paint };
  paint();
  darkest.addEventListener("change", paint);
  // Gradio chooses colours of its own when it starts.
  new MutationObserver((_, self) => {
    if (!document.body) return;
    self.disconnect();
    paint();
    if (words.sight) {
      const sight = Object.assign(document.createElement("div"), { id: "first" });
      sight.innerHTML = words.sight;
      document.body.prepend(sight);
    }
    new MutationObserver(paint).observe(document.body, { attributeFilter: ["class"] });
  }).observe(root, { childList: true });
}
