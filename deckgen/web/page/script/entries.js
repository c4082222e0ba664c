// The cards are text in the page; the browser makes elements only of those that come into view. Without a script
// the same text is a list to read, in a `noscript` element.
const END = "<!--e-->", CARDS = "<!--c-->";
const NAMES = { amp: "&", lt: "<", gt: ">", quot: "\"", nbsp: "\u00a0" };
const decoded = (words) => words.replace(/&(?:#x([\da-f]+)|#(\d+)|(\w+));/gi, (whole, hex, number, name) =>
  (hex || number ? String.fromCodePoint(parseInt(hex || number, hex ? 16 : 10)) : NAMES[name] ?? whole));

/** HTML without its tags, as it is read. */
const plain = (html) => decoded(html.replace(/<[^>]*>/g, ""));

/** An entry from its text: what the list and the search need to know of it before it is an element. */
function entryFrom(html) {
  const cut = html.indexOf(CARDS);
  const [, id, guid, kind] = html.match(/^<article class="Entry" id="([^"]*)" data-guid="([^"]*)" data-kind="([^"]*)">/);
  const entry = { html, cut, id: decoded(id), guid: decoded(guid), kind: decoded(kind), topic: 0, place: 0, open: false, element: null, words: null, cards: [] };
  const sides = html.slice(cut).matchAll(/<template data-card="(\d+)" data-side="(front|back)">/g);
  for (const [, number, side] of sides) {
    if (side === "front") entry.cards.push({ entry, number, fresh: true, key: `${entry.guid}/${number}` });
    else entry.cards.at(-1).fresh = false; // nothing of it that the card before it does not show
  }
  return entry;
}

let entries = [];
let byId = new Map();
let cards = []; // in the order to study: first what shows something new, then the same the other way round
let media = {};

/** Take entries, topic by topic, and what the page knows of all of them. */
function take(list, facts) {
  entries = list;
  byId = new Map(list.map((entry) => [entry.id, entry]));
  let at = 0;
  facts.topics.forEach(([, count], topic) => {
    for (const end = at + count; at < end; at += 1) Object.assign(list[at], { topic, place: facts.order[at] });
  });
  const studied = [...list].sort((a, b) => a.place - b.place).flatMap((entry) => entry.cards);
  cards = [...studied.filter((card) => card.fresh), ...studied.filter((card) => !card.fresh)];
}

/** The data of a picture or sound: in the page's data, or in the entry that shows it first. */
function mediaOf(name) {
  if (!(name in media)) {
    const start = `data-media="${name}" src="`;
    const holder = entries.find((entry) => entry.html.includes(start));
    const from = holder ? holder.html.indexOf(start) + start.length : 0;
    media[name] = holder ? holder.html.slice(from, holder.html.indexOf("\"", from)) : "";
  }
  return media[name];
}

/** Fill in the pictures and sounds that a part of the page only names. */
function fillMedia(root) {
  for (const element of root.querySelectorAll("[data-media]:not([src])")) {
    const source = mediaOf(element.dataset.media);
    if (source) element.src = source;
  }
}

/** The element of an entry, made when it is first wanted. */
function elementOf(entry) {
  if (entry.element) return entry.element;
  const maker = document.createElement("template");
  maker.innerHTML = entry.html;
  const element = entry.element = document.importNode(maker.content.firstElementChild, true);
  const details = element.querySelector("details");
  details.open = entry.open;
  if (entry.open) addTools(entry);
  details.addEventListener("toggle", () => {
    entry.open = details.open;
    if (entry.open) addTools(entry);
    showOpenAll();
  });
  fillMedia(element);
  paint(element, isDark());
  showMark(entry);
  return element;
}

/** Open or close an entry, whether it is an element yet or not. */
function setOpen(entry, open) {
  entry.open = open;
  if (entry.element) entry.element.querySelector("details").open = open;
  if (entry.element && open) addTools(entry);
}

/** A side of a card, as an element of its own. */
function sideOf(card, side) {
  const element = elementOf(card.entry), number = card.number;
  const found = side === "back" && card.fresh
    ? element.querySelector(`.nt[data-card="${number}"]`)
    : element.querySelector(`template[data-card="${number}"][data-side="${side}"]`).content.firstElementChild;
  const box = document.importNode(found, true);
  fillMedia(box);
  paint(box, isDark());
  return box;
}

{
  const store = $("Store");
  const pieces = store.textContent.split(END);
  pieces.pop();
  media = { ...data.media };
  take(pieces.map((piece) => entryFrom(piece.slice(piece.indexOf("<article class=\"Entry\"")))), data);
  store.remove();
}
