const state = { mode: "list", shown: new Set(), found: null };
const form = $("Filters");

/** The filters' choices, made of what the deck has; where there is but one there is nothing to choose. And the views. */
function showChoices() {
  $("ToMock").hidden = !data.asked.length;
  $("ToSheet").hidden = !data.sheet;
  const groups = [
    ["Slices", "slice", data.slices.map(([rank, name, count]) => [rank, name || text("no_slice"), count])],
    ["Topics", "topic", data.topics.map(([name, count], number) => [String(number), name, count])],
    ["Kinds", "kind", data.kinds],
  ];
  for (const [part, name, choices] of groups) {
    const chosen = checked(name);
    const labels = (choices.length > 1 ? choices : []).map(([value, words, count]) => {
      const label = make("label"), shown = make("span", "", `${words} `);
      shown.append(make("small", "", count.toLocaleString("en")));
      label.append(make("input", "", "", { type: "checkbox", name, value, checked: chosen.has(value) }), shown);
      return label;
    });
    for (const old of $(part).querySelectorAll("label")) old.remove();
    $(part).append(...labels);
  }
}

/** The line below the title. */
function showFacts() {
  $("Facts").replaceChildren(...data.facts.flatMap((fact) => [make("span", "", fact), " "]));
}
const checked = (name) => new Set([...form.querySelectorAll(`input[name=${name}]:checked`)].map((box) => box.value));

/** Show what search and filters leave, and nothing else. */
function filter() {
  const slices = checked("slice"), topics = checked("topic"), kinds = checked("kind"), wanted = checked("mark");
  const query = $("Query").value.trim();
  const found = query ? search(query) : null;
  state.found = found;
  state.shown = new Set(entries.filter((entry) =>
    (!slices.size || slices.has(entry.slice))
    && (!topics.size || topics.has(String(entry.topic)))
    && (!kinds.size || kinds.has(entry.kind))
    && (!wanted.size || cardsOf(entry).some((card) => wanted.has(markOf(card))))
    && (!found || found.has(entry))));
  if (state.mode === "list") arrange();
  const number = state.shown.size.toLocaleString();
  const set = slices.size + topics.size + kinds.size + wanted.size;
  $("Count").textContent = text(query || set ? "found" : "notes", { n: number });
  $("Reset").hidden = !set;
  $("FilterCount").hidden = !set;
  $("FilterCount").textContent = set || "";
  $("Nothing").hidden = state.shown.size > 0;
  document.documentElement.classList.toggle("Searching", query !== "");
}

/** Filter again, and begin the study again where it is under way. */
function refilter() {
  filter();
  if (studying()) beginStudy();
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

// The bar stays above; what is scrolled to must come to rest below it, however high it is.
new ResizeObserver(() => { document.documentElement.style.scrollPaddingTop = `${$("Bar").offsetHeight + 8}px`; }).observe($("Bar"));

$("OpenAll").addEventListener("click", () => {
  const open = [...state.shown].some((entry) => !entry.open);
  for (const entry of state.shown) setOpen(entry, open);
  showOpenAll();
});
function showOpenAll() {
  const all = [...state.shown].every((entry) => entry.open);
  $("OpenAll").textContent = text(all && state.shown.size ? "close_all" : "open_all");
}

/** The tools of an opened entry are made when it is first opened: most never are. */
function addTools(entry) {
  const details = entry.element.querySelector("details");
  if (details.querySelector(".EntryTools")) return;
  const tools = make("div", "EntryTools"), study = make("button", "", text("study_this"), { type: "button" });
  study.addEventListener("click", () => showStudy(cardsOf(entry)[0]));
  const link = make("a", "", text("link"), { href: `#${entry.id}` });
  link.addEventListener("click", (event) => {
    event.preventDefault();
    setHash(entry.id);
    const copied = navigator.clipboard?.writeText(location.href) ?? Promise.reject(new Error("no clipboard"));
    copied.then(() => { link.textContent = text("link_done"); say(text("link_done")); }, () => {});
    setTimeout(() => { link.textContent = text("link"); }, 2000);
  });
  tools.append(study, link);
  details.append(tools);
}

function setHash(hash) {
  try { history.replaceState(null, "", hash ? `#${hash}` : location.pathname + location.search); } catch (_) { /* a viewer of files */ }
}
