// The mock session: a question, 60 seconds to answer it aloud, its script, then its follow-ups one after another.

/** The card of an entry that is asked: of a question the one that is to be spoken, if it has one. */
const askedCard = (entry) => (entry.kind === "question" ? entry.cards.at(-1) : entry.cards[0]);

/** The questions among what the filters leave, each with its follow-ups, as cards. */
function askedGroups() {
  return data.asked.filter(([id]) => state.shown.has(byId.get(id))).map((ids) => ids.map((id) => askedCard(byId.get(id))).filter(Boolean)).filter((group) => group.length);
}

/** How weak the reader is on a question and its follow-ups, by their marks: 0 knows all, 2 is to see all again. */
function weakness(group) {
  const marked = group.flatMap((card) => card.entry.cards).map(markOf);
  return marked.reduce((sum, mark) => sum + { good: 0, none: 1, again: 2 }[mark], 0) / marked.length;
}

/** Begin: at random, or the weakest first and those alike at random. */
function beginMock(weakest) {
  const groups = askedGroups();
  shuffle(groups);
  if (weakest) groups.sort((a, b) => weakness(b) - weakness(a));
  study.queue = groups.flat();
  stopClock();
  go(0);
}

/** Where a card stands: of which question, and which follow-up of it; 0 for the question itself. */
function askedAt(card) {
  const heads = new Set(data.asked.map(([id]) => id));
  const own = data.asked.find((ids) => ids.includes(card.entry.id)) ?? [card.entry.id];
  const asked = study.queue.filter((one) => heads.has(one.entry.id));
  return { asked, at: asked.findIndex((one) => one.entry.id === own[0]), step: own.indexOf(card.entry.id), steps: own.length - 1 };
}

/** What the study shows besides, of a card in a mock session. */
function showAsked(card) {
  const { asked, at, step, steps } = askedAt(card);
  const question = text("mock_question", { at: at + 1, total: asked.length });
  const position = step ? `${question} · ${text("mock_follow_up", { at: step, total: steps })}` : question;
  $("Position").textContent = position;
  $("NextAsked").hidden = at + 1 >= asked.length;
  for (const script of $("Stage").querySelectorAll(".dg-script")) script.open = true;
  $("Stage").querySelector(".Hidden").textContent = `${position}. ${$("Stage").getAttribute("aria-label")}`;
  $("ClockStop").hidden = study.turned;
  startClock(card.key);
  if (study.turned && clock.since !== null) runClock(false);
}

/** Past the follow-ups that are left, to the next question. */
function skipAsked() {
  const card = current();
  if (!card) return;
  const { asked, at } = askedAt(card);
  if (at + 1 < asked.length) go(study.queue.indexOf(asked[at + 1]));
}

/** What a session is, and in which order it may go. */
function showMockStart() {
  study.queue = [];
  study.at = 0;
  study.turned = false;
  showCard();
}

/** The panel before a session and behind it. */
function mockPanel(add, button, counts) {
  const groups = askedGroups(), done = study.queue.length > 0;
  if (!groups.length) {
    add("h2", text("nothing"));
    add("p", text("nothing_hint"));
  } else {
    const follow = groups.flat().length - groups.length;
    add("h2", text(done ? "done" : "mock_long"));
    if (!done) add("p", text("mock_about", { n: LIMIT }));
    if (!done) add("p", text("mock_count", { n: groups.length, follow }));
    else add("p", text("done_marks", counts));
    button(text("mock_random"), () => beginMock(false)).className = done ? "" : "Main";
    button(text("mock_weakest"), () => beginMock(true)).className = done ? "Main" : "";
  }
}

function showMock() {
  showFilters(false);
  setMode("mock");
  showMockStart();
  window.scrollTo(0, Math.min(window.scrollY, $("Bar").offsetTop));
  $("Stage").focus({ preventScroll: true });
}

$("ToMock").addEventListener("click", showMock);
$("NextAsked").addEventListener("click", skipAsked);
