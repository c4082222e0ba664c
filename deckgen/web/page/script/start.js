applyLook();
showChoices();
setMode("list");
filter();
const reloaded = performance.getEntriesByType("navigation")[0]?.type === "reload";
const last = session.get(placeKey);
if (reloaded && last && last.hash === location.hash) {
  history.scrollRestoration = "manual";
  restorePlace(last);
} else if (location.hash) {
  followHash();
  // The browser goes to the fragment itself once more when all is loaded, and takes the focus away.
  window.addEventListener("load", () => setTimeout(() => { if (document.activeElement === document.body) followHash(); }));
}
window.addEventListener("hashchange", followHash);
window.addEventListener("pagehide", () => session.set(placeKey, place()));
readAhead();
