// What a reader has marked: `guid/card` → "good" or "again". A guid outlives every edit of its card.
const marksKey = `deckgen:${data.deck}:marks`;
let marks = kept.get(marksKey) || {};

const markOf = (card) => marks[card.key] || "none";

function setMark(card, mark) {
  marks = kept.get(marksKey) || marks; // another tab may have marked too
  if (mark === "none") delete marks[card.key];
  else marks[card.key] = mark;
  kept.set(marksKey, marks);
  showMark(card.entry);
}

/** An entry's mark: again if any of its cards is to come again, known if some are known. */
function entryMark(entry) {
  const found = entry.cards.map(markOf);
  return found.includes("again") ? "again" : found.includes("good") ? "good" : "none";
}

function showMark(entry) {
  const mark = entryMark(entry), { element } = entry;
  if (!element || element.dataset.mark === mark) return;
  element.dataset.mark = mark;
  element.querySelector(".Mark").textContent = mark === "none" ? "" : text(`mark_${mark}`);
}

window.addEventListener("storage", (event) => {
  if (event.key !== marksKey) return;
  marks = kept.get(marksKey) || {};
  entries.forEach(showMark);
  if (state.mode === "list") filter();
});
