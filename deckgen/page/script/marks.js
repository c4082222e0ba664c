// What a reader has marked: `guid/card` → "good" or "again". A guid outlives every edit of its card.
const marksKey = `deckgen:${data.deck}:marks`;
let marks = kept.get(marksKey) || {};

const entries = [...document.querySelectorAll(".Entry")];
const home = new Map(entries.map((entry) => [entry, entry.parentElement]));
const entryOf = (id) => entries.find((entry) => entry.id === id);

/** Every card, in the order to study: first what shows something new, then the same the other way round. */
const cards = (() => {
  const fresh = [], again = [];
  for (const entry of entries) {
    for (const front of entry.querySelectorAll("template[data-side=front]")) {
      const number = front.dataset.card;
      const shown = entry.querySelector(`.nt[data-card="${number}"]`);
      const back = shown || entry.querySelector(`template[data-card="${number}"][data-side=back]`).content.firstElementChild;
      (shown ? fresh : again).push({
        entry, number, back, front: front.content.firstElementChild, key: `${entry.dataset.guid}/${number}`,
      });
    }
  }
  return [...fresh, ...again];
})();
const cardsOf = new Map(entries.map((entry) => [entry, []]));
for (const card of cards) cardsOf.get(card.entry).push(card);

const markOf = (card) => marks[card.key] || "none";

function setMark(card, mark) {
  marks = kept.get(marksKey) || marks; // another tab may have marked too
  if (mark === "none") delete marks[card.key];
  else marks[card.key] = mark;
  kept.set(marksKey, marks);
  showMark(card.entry);
}

/** An entry's mark: again if any of its cards is to come again, known if some are known. */
function showMark(entry) {
  const found = cardsOf.get(entry).map(markOf);
  const mark = found.includes("again") ? "again" : found.includes("good") ? "good" : "none";
  if (entry.dataset.mark === mark) return;
  entry.dataset.mark = mark;
  entry.querySelector(".Mark").textContent = mark === "none" ? "" : text(`mark_${mark}`);
}

window.addEventListener("storage", (event) => {
  if (event.key !== marksKey) return;
  marks = kept.get(marksKey) || {};
  entries.forEach(showMark);
  if (state.mode === "list") filter();
});
