// Where the reader is: in the address (a card), and for a reload in the session (the rest).
const placeKey = `deckgen:${data.deck}:place`;

function savePlace() {
  const anchor = entries.find((entry) => !entry.hidden && entry.getBoundingClientRect().bottom > $("Bar").offsetHeight);
  session.set(placeKey, {
    hash: location.hash,
    mode: state.mode,
    query: $("Query").value,
    boxes: [...form.querySelectorAll("input:checked")].map((box) => [box.name, box.value]),
    open: entries.filter((entry) => entry.querySelector("details").open).map((entry) => entry.id),
    anchor: anchor ? [anchor.id, anchor.getBoundingClientRect().top] : null,
    scroll: window.scrollY,
    card: current() ? [current().entry.id, current().number] : null,
    at: study.at,
    turned: study.turned,
    queue: state.mode === "study" ? study.queue.map((card) => card.key) : [],
    shuffled: study.shuffled,
  });
}

/** Back to where the reader was before a reload. */
function restorePlace(place) {
  $("Query").value = place.query;
  for (const [name, value] of place.boxes) {
    const box = form.querySelector(`input[name="${name}"][value="${CSS.escape(value)}"]`);
    if (box) box.checked = true;
  }
  filter();
  for (const id of place.open) {
    const entry = entryOf(id);
    if (entry) entry.querySelector("details").open = true;
  }
  if (place.mode === "study") {
    setMode("study");
    const byKey = new Map(cards.map((card) => [card.key, card]));
    study.queue = place.queue.map((key) => byKey.get(key)).filter(Boolean);
    study.shuffled = place.shuffled;
    $("Shuffle").setAttribute("aria-pressed", String(study.shuffled));
    const at = place.card ? study.queue.findIndex((card) => card.entry.id === place.card[0] && card.number === place.card[1]) : place.at;
    study.at = at < 0 ? Math.min(place.at, study.queue.length) : at;
    study.turned = place.turned;
    showCard();
    window.scrollTo(0, place.scroll);
    $("Stage").focus({ preventScroll: true });
    return;
  }
  const anchor = place.anchor && entryOf(place.anchor[0]);
  if (anchor) window.scrollBy(0, anchor.getBoundingClientRect().top - place.anchor[1]);
  else window.scrollTo(0, place.scroll);
}

/** Show the card that the address names. */
function followHash() {
  let hash = location.hash.slice(1);
  try { hash = decodeURIComponent(hash); } catch (_) { /* as it stands */ }
  const [, id, number] = hash.match(/^study(?:\/([^/]+)\/(\d+))?$/) || [];
  if (hash.startsWith("study") && (id || hash === "study")) {
    showStudy(cards.find((card) => card.entry.id === id && card.number === number));
    return;
  }
  const entry = entryOf(hash);
  if (!entry) return;
  if (state.mode !== "list") setMode("list");
  if (entry.hidden) {
    $("Query").value = "";
    for (const box of form.querySelectorAll("input:checked")) box.checked = false;
  }
  filter();
  entry.querySelector("details").open = true;
  entry.scrollIntoView({ block: "start" });
  entry.querySelector("summary").focus({ preventScroll: true });
}
