// Where the reader is: in the address (a card), and for a reload in the session (the rest).
const placeKey = `deckgen:${data.deck}:place`;

function place() {
  const top = $("Bar").offsetHeight;
  const anchor = [...$("List").querySelectorAll(".Entry")].find((element) => element.getBoundingClientRect().bottom > top);
  return {
    hash: location.hash,
    mode: state.mode,
    query: $("Query").value,
    boxes: [...form.querySelectorAll("input:checked")].map((box) => [box.name, box.value]),
    open: entries.filter((entry) => entry.open).map((entry) => entry.id),
    anchor: anchor && state.mode === "list" ? [anchor.id, anchor.getBoundingClientRect().top] : null,
    scroll: window.scrollY,
    card: current() ? [current().entry.id, current().number] : null,
    at: study.at,
    turned: study.turned,
    queue: studying() ? study.queue.map((card) => card.key) : [],
    shuffled: study.shuffled,
  };
}

/** Bring an entry into view. */
function reveal(entry, block) {
  fillFor(entry);
  elementOf(entry).scrollIntoView({ block });
}

/** Back to where the reader was: before a reload, or before entries were put in the place of others. */
function restorePlace(before) {
  $("Query").value = before.query;
  for (const [name, value] of before.boxes) {
    const box = form.querySelector(`input[name="${name}"][value="${CSS.escape(value)}"]`);
    if (box) box.checked = true;
  }
  for (const id of before.open) {
    const entry = byId.get(id);
    if (entry) setOpen(entry, true);
  }
  filter();
  if (before.mode === "study" || (before.mode === "mock" && data.asked.length)) {
    if (state.mode !== before.mode) setMode(before.mode);
    const byKey = new Map(allCards().map((card) => [card.key, card]));
    study.queue = before.queue.map((key) => byKey.get(key)).filter(Boolean);
    study.shuffled = before.shuffled;
    $("Shuffle").setAttribute("aria-pressed", String(study.shuffled));
    const at = before.card ? study.queue.findIndex((card) => card.entry.id === before.card[0] && card.number === before.card[1]) : before.at;
    study.at = at < 0 ? Math.min(before.at, study.queue.length) : at;
    study.turned = before.turned;
    showCard();
    window.scrollTo(0, before.scroll);
    $("Stage").focus({ preventScroll: true });
    return;
  }
  if (before.mode === "sheet" && data.sheet) showSheet();
  const anchor = before.anchor && byId.get(before.anchor[0]);
  if (anchor && state.shown.has(anchor)) {
    fillFor(anchor);
    const element = elementOf(anchor);
    window.scrollBy(0, element.getBoundingClientRect().top - before.anchor[1]);
  } else window.scrollTo(0, before.scroll);
}

/** Show the card that the address names. */
function followHash() {
  let hash = location.hash.slice(1);
  try { hash = decodeURIComponent(hash); } catch (_) { /* as it is */ }
  const [, id, number] = hash.match(/^study(?:\/([^/]+)\/(\d+))?$/) || [];
  if (hash.startsWith("study") && (id || hash === "study")) {
    showStudy(allCards().find((card) => card.entry.id === id && card.number === number));
    return;
  }
  const entry = byId.get(hash);
  if (!entry && hash === "mock" && data.asked.length) showStudy(null, "mock");
  if (!entry && hash === "sheet" && data.sheet) showSheet();
  if (!entry) return;
  if (state.mode !== "list") setMode("list");
  filter();
  if (!state.shown.has(entry)) {
    $("Query").value = "";
    for (const box of form.querySelectorAll("input:checked")) box.checked = false;
    filter();
  }
  setOpen(entry, true);
  reveal(entry, "start");
  entry.element.querySelector("summary").focus({ preventScroll: true });
}
