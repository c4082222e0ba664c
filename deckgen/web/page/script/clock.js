// The mock session's clock: 60 seconds for an answer. It tells the time and takes nothing away: what is over is over time.
const LIMIT = 60, SAID = [30, 10, 0]; // seconds; at which a screen reader is told what is left
const clock = { card: null, used: 0, since: null, told: LIMIT, timer: 0 }; // used, since: milliseconds

const usedSeconds = () => Math.floor((clock.used + (clock.since === null ? 0 : performance.now() - clock.since)) / 1000);
const minutes = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

/** Begin anew for a card; for the card that it runs for already it goes on. */
function startClock(card) {
  if (clock.card === card) return;
  Object.assign(clock, { card, used: 0, told: LIMIT });
  runClock(true);
}

function runClock(on) {
  if (clock.since !== null) clock.used += performance.now() - clock.since;
  clock.since = on ? performance.now() : null;
  clearInterval(clock.timer);
  if (on) clock.timer = setInterval(showClock, 200);
  showClock();
}

function showClock() {
  const used = usedSeconds(), left = LIMIT - used;
  $("ClockFace").textContent = left < 0 ? `+${minutes(-left)}` : minutes(left);
  $("ClockBar").style.width = `${Math.max(0, left) / LIMIT * 100}%`;
  $("Clock").dataset.state = left <= 0 ? "over" : left <= 10 ? "short" : "";
  $("ClockStop").setAttribute("aria-pressed", String(clock.since === null));
  $("ClockStop").textContent = text(clock.since === null ? "clock_go" : "clock_stop");
  const told = SAID.filter((seconds) => left <= seconds).at(-1);
  if (told === undefined || told >= clock.told) return;
  clock.told = told;
  say(told ? text("clock_left", { n: told }) : text("clock_over"));
}

/** Without a question there is no clock. */
function stopClock() {
  clearInterval(clock.timer);
  Object.assign(clock, { card: null, used: 0, since: null, told: LIMIT });
}

/** Stop the clock for a moment, or let it go on. */
const pauseClock = () => { if (!study.turned) runClock(clock.since === null); };
$("ClockStop").addEventListener("click", pauseClock);
