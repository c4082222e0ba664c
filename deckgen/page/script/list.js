const state = { mode: "list", shown: new Set(entries) };
const form = $("Filters");
const checked = (name) => new Set([...form.querySelectorAll(`input[name=${name}]:checked`)].map((box) => box.value));

/** Show what search and filters leave, and nothing else. */
function filter() {
  const topics = checked("topic"), kinds = checked("kind"), wanted = checked("mark");
  const query = $("Query").value.trim();
  const found = query ? search(query) : null;
  state.shown = new Set(entries.filter((entry) =>
    (!topics.size || topics.has(entry.dataset.topic))
    && (!kinds.size || kinds.has(entry.dataset.kind))
    && (!wanted.size || cardsOf.get(entry).some((card) => wanted.has(markOf(card))))
    && (!found || found.has(entry))));
  arrange(found);
  const number = state.shown.size.toLocaleString();
  const set = topics.size + kinds.size + wanted.size;
  $("Count").textContent = text(query || set ? "found" : "notes", { n: number });
  $("Reset").hidden = !set;
  $("FilterCount").hidden = !set;
  $("FilterCount").textContent = set || "";
  $("Nothing").hidden = state.shown.size > 0;
  document.documentElement.classList.toggle("Empty", state.shown.size === 0);
}

/** Found entries stand together, the best first; otherwise each is in its topic. */
function arrange(found) {
  for (const entry of entries) entry.hidden = !state.shown.has(entry);
  const results = $("Results");
  if (found) {
    const order = [...state.shown].sort((a, b) => found.get(a) - found.get(b));
    results.querySelector(".Notes").append(...order);
  } else if (results.querySelector(".Entry")) {
    const moved = new Map();
    for (const entry of entries) moved.set(home.get(entry), [...(moved.get(home.get(entry)) || []), entry]);
    for (const [place, list] of moved) place.append(...list);
  }
  results.hidden = !found || !state.shown.size;
  for (const section of document.querySelectorAll(".Topic[data-topic]")) {
    section.hidden = Boolean(found) || ![...section.querySelectorAll(".Entry")].some((entry) => !entry.hidden);
  }
}

/** Filter again, and begin the study again where it is under way. */
function refilter() {
  filter();
  if (state.mode === "study") beginStudy();
}

$("Query").addEventListener("input", refilter);
form.addEventListener("change", refilter);
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("reset", () => setTimeout(() => { refilter(); $("Query").focus(); }));
function showFilters(open) {
  document.documentElement.classList.toggle("Filtering", open);
  $("ToFilters").setAttribute("aria-expanded", String(open));
}
$("ToFilters").addEventListener("click", () => {
  const open = !document.documentElement.classList.contains("Filtering");
  showFilters(open);
  if (open) form.querySelector("input").focus();
});

// The bar stays above; what is scrolled to must come to stand below it, however high it is.
new ResizeObserver(() => { document.documentElement.style.scrollPaddingTop = `${$("Bar").offsetHeight + 8}px`; }).observe($("Bar"));

$("OpenAll").addEventListener("click", () => {
  const visible = [...state.shown].map((entry) => entry.querySelector("details"));
  const open = visible.some((details) => !details.open);
  for (const details of visible) details.open = open;
  showOpenAll();
});
function showOpenAll() {
  const all = [...state.shown].every((entry) => entry.querySelector("details").open);
  $("OpenAll").textContent = text(all && state.shown.size ? "close_all" : "open_all");
}

/** The tools of an opened entry are made when it is first opened: most never are. */
function addTools(entry) {
  if (entry.querySelector(".EntryTools")) return;
  const tools = document.createElement("div");
  tools.className = "EntryTools";
  const study = Object.assign(document.createElement("button"), { type: "button", textContent: text("study_this") });
  study.addEventListener("click", () => showStudy(cardsOf.get(entry)[0]));
  const link = Object.assign(document.createElement("a"), { href: `#${entry.id}`, textContent: text("link") });
  link.addEventListener("click", (event) => {
    event.preventDefault();
    setHash(entry.id);
    const copied = navigator.clipboard?.writeText(location.href) ?? Promise.reject(new Error("no clipboard"));
    copied.then(() => { link.textContent = text("link_done"); say(text("link_done")); }, () => {});
    setTimeout(() => { link.textContent = text("link"); }, 2000);
  });
  tools.append(study, link);
  entry.querySelector("details").append(tools);
}

for (const entry of entries) {
  entry.querySelector("details").addEventListener("toggle", (event) => {
    if (event.target.open) addTools(entry);
    showOpenAll();
  });
}

function setHash(hash) {
  try { history.replaceState(null, "", hash ? `#${hash}` : location.pathname + location.search); } catch (_) { /* a viewer of files */ }
}

/** Fill in the pictures and sounds that the page holds elsewhere. */
const media = { ...data.media };
for (const element of document.querySelectorAll("[data-media][src]")) media[element.dataset.media] = element.src;
function fillMedia(root) {
  for (const element of root.querySelectorAll("[data-media]:not([src])")) {
    if (media[element.dataset.media]) element.src = media[element.dataset.media];
  }
}
