(() => {
  // Before anything is drawn: the look that was chosen, or the system's.
  let look = "auto";
  try { look = localStorage.getItem("deckgen:look") || "auto"; } catch (_) { /* a file without storage */ }
  const dark = look === "dark" || (look !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.classList.add("js", dark ? "nightMode" : "light");
})();
