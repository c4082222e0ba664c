const study = { queue: [], at: 0, turned: false, shuffled: false };
const current = () => study.queue[study.at];

/** Begin with what is shown in the list: at one card of it, or at the first that has no mark yet. */
function beginStudy(first = null) {
  const wanted = checked("mark");
  study.queue = state.mode === "mock" ? mockQueue()
    : allCards().filter((card) => state.shown.has(card.entry) && (!wanted.size || wanted.has(markOf(card))));
  if (study.shuffled && state.mode === "study") shuffle(study.queue);
  const at = first || state.mode === "mock" ? study.queue.indexOf(first) : study.queue.findIndex((card) => markOf(card) === "none");
  study.at = Math.max(0, at);
  study.turned = false;
  showCard();
}

function shuffle(list) {
  for (let last = list.length - 1; last > 0; last -= 1) {
    const other = Math.floor(Math.random() * (last + 1));
    [list[last], list[other]] = [list[other], list[last]];
  }
}

function showCard() {
  const card = current(), stage = $("Stage");
  $("Deal").hidden = !card;
  $("Clock").hidden = $("NextAsked").hidden = !card || state.mode !== "mock";
  $("Progress").hidden = !study.queue.length;
  $("Progress").max = Math.max(1, study.queue.length);
  $("Progress").value = Math.min(study.at, study.queue.length);
  if (!card) {
    showEnd();
    return;
  }
  const box = sideOf(card, study.turned ? "back" : "front");
  stage.replaceChildren(make("p", "Hidden", text(study.turned ? "back" : "front")), box);
  stage.dataset.side = study.turned ? "back" : "front";
  stage.setAttribute("aria-label", text(study.turned ? "back" : "front"));
  const at = (study.at + 1).toLocaleString(), total = study.queue.length.toLocaleString();
  $("Position").textContent = text("position", { at, total });
  $("Previous").disabled = study.at === 0;
  $("Turn").textContent = text(study.turned ? "front" : "turn");
  const mark = markOf(card);
  $("Again").setAttribute("aria-pressed", String(mark === "again"));
  $("Good").setAttribute("aria-pressed", String(mark === "good"));
  if (state.mode === "mock") showAsked(card);
  setHash(state.mode === "mock" ? "mock" : `study/${card.entry.id}/${card.number}`);
}

function showEnd() {
  const counts = { good: 0, again: 0, none: 0 };
  for (const card of study.queue) counts[markOf(card)] += 1;
  const end = make("div", "End");
  const add = (tag, words) => end.append(make(tag, "", words));
  const button = (words, onclick, name = "") => end.append(make("button", name, words, { type: "button", onclick }));
  $("Position").textContent = "";
  stopClock();
  if (!study.queue.length) {
    add("h2", text("nothing"));
    add("p", text("nothing_hint"));
  } else {
    add("h2", text("done"));
    add("p", text("done_marks", counts));
  }
  if (counts.again && state.mode === "study") {
    button(text("study_again", { n: counts.again }), () => {
      study.queue = study.queue.filter((card) => markOf(card) === "again");
      go(0);
    }, "Main");
  }
  if (study.queue.length) button(text("restart"), () => beginStudy(study.queue[0]));
  button(text("to_list"), showList);
  $("Stage").replaceChildren(end);
  $("Stage").dataset.side = "end";
  $("Stage").removeAttribute("aria-label");
  setHash(state.mode);
}

function go(at) {
  study.at = Math.max(0, Math.min(at, study.queue.length));
  study.turned = false;
  showCard();
  settle();
}

function turn() {
  if (!current()) return;
  study.turned = !study.turned;
  showCard();
  settle();
}

function mark(value) {
  const card = current();
  if (!card) return;
  setMark(card, value);
  go(study.at + 1);
}

/** Bring the card's beginning into view, and the keys to the card. */
function settle() {
  const top = $("Study").getBoundingClientRect().top - $("Bar").offsetHeight;
  if (top < 0) window.scrollBy(0, top - 8);
  if (!$("Deal").contains(document.activeElement) || document.activeElement.disabled) $("Stage").focus({ preventScroll: true });
}

const studying = () => state.mode === "study" || state.mode === "mock";

function setMode(mode) {
  state.mode = mode;
  stopClock();
  document.documentElement.dataset.mode = mode;
  for (const [id, name] of [["ToList", "list"], ["ToStudy", "study"], ["ToMock", "mock"], ["ToSheet", "sheet"]]) $(id).setAttribute("aria-pressed", String(mode === name));
  $("List").hidden = $("Line").hidden = mode !== "list";
  $("Study").hidden = !studying();
  $("Sheet").hidden = mode !== "sheet";
  $("Study").setAttribute("aria-label", text(mode === "mock" ? "mock_long" : "study"));
  $("Shuffle").hidden = mode !== "study";
}

function showStudy(first = null, mode = "study") {
  showFilters(false);
  setMode(mode);
  beginStudy(first);
  window.scrollTo(0, Math.min(window.scrollY, $("Bar").offsetTop));
  $("Stage").focus({ preventScroll: true });
}

function showList() {
  const entry = current()?.entry;
  setMode("list");
  filter();
  setHash(entry ? entry.id : "");
  if (entry && state.shown.has(entry)) reveal(entry, "center");
  else window.scrollTo(0, 0);
  $("ToList").focus({ preventScroll: true });
}

$("ToStudy").addEventListener("click", () => { if (state.mode !== "study") showStudy(); });
$("ToList").addEventListener("click", () => { if (state.mode !== "list") showList(); });
$("Turn").addEventListener("click", turn);
$("Next").addEventListener("click", () => go(study.at + 1));
$("Previous").addEventListener("click", () => go(study.at - 1));
$("Again").addEventListener("click", () => mark("again"));
$("Good").addEventListener("click", () => mark("good"));
$("Shuffle").addEventListener("click", () => {
  study.shuffled = !study.shuffled;
  $("Shuffle").setAttribute("aria-pressed", String(study.shuffled));
  beginStudy();
});

// Keys work where the reader is in the card or nowhere, so that none is taken from a field or a button.
const KEYS = {
  " ": turn, Enter: turn, ArrowRight: () => go(study.at + 1), ArrowLeft: () => go(study.at - 1), 1: () => mark("again"), 2: () => mark("good"),
};
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
  const where = event.target;
  const typing = where.closest("input, textarea, select");
  if (event.key === "/" && !typing) {
    event.preventDefault();
    $("Query").focus();
    return;
  }
  if (event.key === "Escape" && where === $("Query") && $("Query").value) {
    $("Query").value = "";
    refilter();
    return;
  }
  const act = KEYS[event.key];
  if (!studying() || typing || !act) return;
  const pressed = event.key === " " || event.key === "Enter";
  if (pressed && where.closest("button, a, summary, label, audio, video")) return;
  const scrolls = where.scrollWidth > where.clientWidth && where !== document.body && where.closest("#-Stage") && where !== $("Stage");
  if (event.key.startsWith("Arrow") && scrolls) return;
  event.preventDefault();
  act();
});

// A finger: a stroke to the side moves, a tap on the card turns it. What scrolls sideways keeps its strokes.
let stroke = null;
const scrollsAside = (element) => {
  for (let e = element; e && e !== $("Stage"); e = e.parentElement) {
    if (e.scrollWidth > e.clientWidth + 1 && /auto|scroll/.test(getComputedStyle(e).overflowX)) return true;
  }
  return false;
};
$("Stage").addEventListener("touchstart", (event) => {
  const [touch] = event.touches;
  stroke = event.touches.length === 1 && !scrollsAside(event.target) ? { x: touch.clientX, y: touch.clientY } : null;
}, { passive: true });
$("Stage").addEventListener("touchend", (event) => {
  if (!stroke) return;
  const [touch] = event.changedTouches;
  const x = touch.clientX - stroke.x, y = touch.clientY - stroke.y;
  stroke = null;
  if (Math.abs(x) > 48 && Math.abs(x) > 2 * Math.abs(y)) go(study.at + (x < 0 ? 1 : -1));
});
$("Stage").addEventListener("click", (event) => {
  if (event.target.closest("a, button, summary, details, audio, video, .End") || String(getSelection())) return;
  turn();
});
