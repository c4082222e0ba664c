// The mock session: questions at random, 60 seconds to answer each aloud, then its follow-ups one after another.
const LIMIT = 60; // seconds
const clock = { card: null, begun: 0, timer: 0 };

/** The card of an entry that is asked: of a question the one that is to be spoken, if it has one. */
function askedCard(id) {
  const entry = byId.get(id);
  return cardsOf(entry).at(entry.kind === "question" ? -1 : 0);
}

/** The questions among what the filters leave, at random, each with its follow-ups. */
function mockQueue() {
  const groups = data.asked.filter(([id]) => state.shown.has(byId.get(id)));
  shuffle(groups);
  return groups.flat().map(askedCard).filter(Boolean);
}

/** Where a card is: of which question, and which follow-up of it; 0 for the question itself. */
function askedAt(card) {
  const own = data.asked.find((ids) => ids.includes(card.entry.id)) ?? [card.entry.id];
  const heads = study.queue.filter((one) => data.asked.some(([id]) => id === one.entry.id));
  return { heads, at: heads.findIndex((one) => one.entry.id === own[0]), step: own.indexOf(card.entry.id), steps: own.length - 1 };
}

/** What the study also shows of a card in a mock session. */
function showAsked(card) {
  const { heads, at, step, steps } = askedAt(card);
  const question = text("mock_question", { at: at + 1, total: heads.length });
  $("Position").textContent = step ? `${question} · ${text("mock_follow_up", { at: step, total: steps })}` : question;
  $("NextAsked").hidden = at + 1 >= heads.length;
  for (const script of $("Stage").querySelectorAll(".dg-script")) script.open = true;
  $("Stage").querySelector(".Hidden").textContent = `${$("Position").textContent}. ${$("Stage").getAttribute("aria-label")}`;
  if (study.turned) clearInterval(clock.timer);
  else if (clock.card !== card.key) startClock(card.key);
}

function startClock(card) {
  clearInterval(clock.timer);
  Object.assign(clock, { card, begun: performance.now(), timer: setInterval(showClock, 200) });
  showClock();
}

/** Nothing is taken away when the time is over: the clock counts on. */
function showClock() {
  const left = LIMIT - Math.floor((performance.now() - clock.begun) / 1000), shown = Math.abs(left);
  $("Clock").textContent = `${left < 0 ? "+" : ""}${Math.floor(shown / 60)}:${String(shown % 60).padStart(2, "0")}`;
  if (left <= 0 && $("Clock").dataset.state !== "over") say(text("clock_over"));
  $("Clock").dataset.state = left <= 0 ? "over" : "";
}

function stopClock() {
  clearInterval(clock.timer);
  clock.card = null;
}

/** Past the follow-ups that are left, to the next question. */
function skipAsked() {
  const { heads, at } = askedAt(current());
  if (at + 1 < heads.length) go(study.queue.indexOf(heads[at + 1]));
}

$("ToMock").addEventListener("click", () => showStudy(null, "mock"));
$("NextAsked").addEventListener("click", skipAsked);
