(() => {
  // A button next to each search, and the release that the address names.
  const { copy, done } = document.body.dataset;
  for (const search of document.querySelectorAll("pre")) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "Plain", textContent: copy });
    button.addEventListener("click", () => {
      const copied = navigator.clipboard?.writeText(search.textContent.trim()) ?? Promise.reject(new Error("no clipboard"));
      copied.then(() => { button.textContent = done; }, () => getSelection().selectAllChildren(search));
    });
    const box = Object.assign(document.createElement("div"), { className: "Search" });
    search.replaceWith(box);
    box.append(search, button);
  }
  const open = () => {
    let name = location.hash.slice(1);
    try { name = decodeURIComponent(name); } catch (_) { /* as it is */ }
    const release = name && document.getElementById(name);
    if (release) release.open = true;
  };
  addEventListener("hashchange", open);
  open();
})();
