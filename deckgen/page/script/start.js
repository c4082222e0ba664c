applyLook();
entries.forEach(showMark);
setMode("list");
filter();
fillMedia(document);
const reloaded = performance.getEntriesByType("navigation")[0]?.type === "reload";
const place = session.get(placeKey);
if (reloaded && place && place.hash === location.hash) {
  history.scrollRestoration = "manual";
  restorePlace(place);
} else if (location.hash) {
  followHash();
  // The browser goes to the fragment itself once more when all is loaded, and takes the focus away.
  window.addEventListener("load", () => setTimeout(() => { if (document.activeElement === document.body) followHash(); }));
}
window.addEventListener("hashchange", followHash);
window.addEventListener("pagehide", savePlace);
