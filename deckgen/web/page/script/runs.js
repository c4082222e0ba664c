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
  const section = make("section", "Topic"), notes = make("div", "Notes");
  section.append(make("h2", "", name), notes);
  if (introduction) notes.before(make("p", "Introduction", introduction));
  for (let at = 0; at < list.length; at += RUN) {
    const run = make("div", "Run"), part = list.slice(at, at + RUN);
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

let arranged = null; // what the list shows now: whether it was searched, and its entries

/** Show the entries that are left: found ones together, the best first; otherwise each in its topic. */
function arrange() {
  const { found, shown } = state;
  const order = found ? [...shown].sort((a, b) => found.get(a) - found.get(b)) : [...shown];
  const now = [found !== null, ...order];
  if (arranged && now.length === arranged.length && now.every((entry, at) => entry === arranged[at])) return;
  arranged = now;
  runs.clear();
  near.disconnect();
  const topics = found ? [[text("results"), "", order]] : data.topics.map(([name, , introduction]) => [name, introduction, []]);
  if (!found) for (const entry of order) topics[entry.topic][2].push(entry);
  const left = topics.filter(([, , list]) => list.length);
  $("List").replaceChildren(...left.map(([name, introduction, list]) => topicOf(name, introduction, list, order.length <= SMALL)));
}
