// What a reader has marked: `guid/card` → "good" or "again". A guid outlives every edit of its card.
const marksKey = `deckgen:${data.deck}:marks`;
let marks = kept.get(marksKey) || {};

const markOf = (card) => marks[card.key] || "none";

function setMark(card, mark) {
  marks = kept.get(marksKey) || marks; // another tab may have marked too
  marks[card.key] = mark;
  kept.set(marksKey, marks);
  showMark(card.entry);
}

/** Show an entry's mark: again if any of its cards is to come again, known if some are known. */
function showMark(entry) {
  if (!entry.element) return;
  const found = cardsOf(entry).map(markOf);
  const mark = found.includes("again") ? "again" : found.includes("good") ? "good" : "none";
  entry.element.dataset.mark = mark;
  entry.element.querySelector(".Mark")?.remove();
  if (mark !== "none") entry.element.querySelector(".Title").after(make("span", "Mark", text(`mark_${mark}`)));
}
