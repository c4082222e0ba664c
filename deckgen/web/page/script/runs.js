// The list: runs of entries, each filled when it comes near the window. A small list is filled at once, so that the
// browser's own search finds all of it.
const RUN = 40, SMALL = 600, ROW = 54; // entries in a run; in a list that is filled at once; pixels of a closed entry
const runs = new Map(); // element → its entries, of runs that are still to fill
const near = new IntersectionObserver((seen) => {
  for (const { isIntersecting, target } of seen) if (isIntersecting) fill(target);
}, { rootMargin: "1200px 0px" });

function fill(run) {
  const list = runs.get(run);
  if (!list) return;
  runs.delete(run);
  near.unobserve(run);
  run.replaceChildren(...list.map(elementOf));
  run.style.minHeight = "";
}

/** Fill what is still to fill: all of it, as for paper, or the run that holds an entry. */
function fillAll() { for (const run of [...runs.keys()]) fill(run); }
function fillFor(entry) {
  for (const [run, list] of runs) if (list.includes(entry)) fill(run);
}

function topicOf(name, introduction, list, atOnce) {
  const section = document.createElement("section"), notes = document.createElement("div");
  section.className = "Topic";
  notes.className = "Notes";
  section.append(Object.assign(document.createElement("h2"), { textContent: name }), notes);
  if (introduction) notes.before(Object.assign(document.createElement("p"), { className: "Introduction", textContent: introduction }));
  for (let at = 0; at < list.length; at += RUN) {
    const run = document.createElement("div"), part = list.slice(at, at + RUN);
    run.className = "Run";
    runs.set(run, part);
    if (!atOnce) {
      run.style.minHeight = `${part.length * ROW}px`;
      near.observe(run);
    }
    notes.append(run);
    if (atOnce) fill(run);
  }
  return section;
}

// Runs that are filled on the way grow: a browser that goes to the end by itself ends where the end was when it set out.
document.addEventListener("keydown", (event) => {
  if (event.key !== "End" || event.shiftKey || event.altKey || state.mode !== "list" || event.target.closest("input, textarea, select")) return;
  const last = [...runs.keys()].at(-1);
  if (!last) return;
  event.preventDefault();
  fill(last);
  window.scrollTo({ top: document.documentElement.scrollHeight, behavior: "instant" });
});

let arranged = null; // what the list shows now, as one text

/** Show the entries that are left: found ones together, the best first; otherwise each in its topic. */
function arrange() {
  const { found, shown } = state;
  const order = found ? [...shown].sort((a, b) => found.get(a) - found.get(b)) : [...shown];
  const now = [found ? 1 : 0, ...order];
  if (arranged && now.length === arranged.length && now.every((entry, at) => entry === arranged[at])) return;
  arranged = now;
  runs.clear();
  near.disconnect();
  const atOnce = order.length <= SMALL;
  const groups = found ? [[text("results"), "", order]] : data.topics.map(([name, , introduction], topic) => [name, introduction, order.filter((entry) => entry.topic === topic)]);
  $("List").replaceChildren(...groups.filter(([, , list]) => list.length).map(([name, introduction, list]) => topicOf(name, introduction, list, atOnce)));
}
