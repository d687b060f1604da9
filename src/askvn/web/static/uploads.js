const send = (file, last, drop) =>
  new Promise((done) => {
    const request = new XMLHttpRequest();
    const bar = document.createElement("progress");
    bar.max = 1;
    bar.value = 0;
    const said = drop.dataset.sending.replace("{name}", file.name);
    bar.setAttribute("aria-label", said);
    const line = document.createElement("p");
    line.append(said, bar);
    drop.querySelector(".sending").replaceChildren(line);
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) bar.value = event.loaded / event.total;
    };
    const broken = () => done({ state: "refused", source: file.name, error: drop.dataset.broken });
    request.onerror = broken;
    request.onload = () => {
      try {
        done(JSON.parse(request.responseText));
      } catch {
        broken();
      }
    };
    const query = new URLSearchParams({ name: file.name, size: file.size, last });
    request.open("POST", `/upload?${query}`);
    // What is too large is not sent whole: one byte more than may be tells enough.
    request.send(file.slice(0, Number(drop.dataset.limit) * 1e6 + 1));
  });
const tell = (drop, results) => {
  const box = drop.querySelector(".sending");
  const noted = results.filter((one) => one.state !== "added");
  const items = noted.map((one) => {
    const item = document.createElement("li");
    const name = document.createElement("b");
    name.textContent = one.source;
    const why = one.state === "same" ? drop.dataset.same : (one.error ?? drop.dataset.broken);
    const head = `${one.source}: `;
    item.append(name, ": ", why.startsWith(head) ? why.slice(head.length) : why);
    if (one.hint) {
      const hint = document.createElement("small");
      hint.textContent = drop.dataset.hint.replace("{hint}", one.hint);
      item.append(" ", hint);
    }
    return item;
  });
  const list = document.createElement("ul");
  list.className = noted.some((one) => one.state === "refused") ? "notice error" : "notice";
  list.append(...items);
  box.replaceChildren(...(items.length ? [list] : []));
};
const take = async (files) => {
  const drop = element.querySelector(".drop");
  if (!files.length || drop.classList.contains("busy")) return;
  drop.classList.add("busy");
  const results = [];
  for (const [number, file] of [...files].entries()) {
    results.push(await send(file, number + 1 === files.length, drop));
  }
  drop.classList.remove("busy");
  tell(drop, results);
  askvn.follow();
};
element.addEventListener("change", (event) => {
  if (event.target.id !== "files") return;
  take([...event.target.files]);
  event.target.value = "";
});
for (const name of ["dragenter", "dragover", "dragleave", "drop"]) {
  element.addEventListener(name, (event) => {
    const drop = event.target.closest?.(".drop");
    if (!drop) return;
    event.preventDefault();
    drop.classList.toggle("over", name === "dragenter" || name === "dragover");
    if (name === "drop") take([...event.dataTransfer.files]);
  });
}
// A file that misses the box must not replace the page.
for (const name of ["dragover", "drop"]) {
  document.addEventListener(name, (event) => event.preventDefault());
}
element.addEventListener("input", (event) => {
  if (event.target.matches("#find-document, #document-state, #document-sort")) askvn.sift(event.target);
});
element.addEventListener("click", (event) => {
  if (event.target.closest("#refresh")) trigger("refresh", {});
});
