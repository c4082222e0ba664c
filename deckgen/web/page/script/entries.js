// The cards are text in the page; the browser makes elements only of those that come into view. Without a script
// the same text is a list to read, in a `noscript` element.
const END = "<!--e-->", SIDES = "<template>";
const NAMES = { amp: "&", lt: "<", gt: ">", quot: "\"", nbsp: "\u00a0" };
const decoded = (words) => !words.includes("&") ? words : words.replace(/&(?:#x([\da-f]+)|#(\d+)|(\w+));/gi, (whole, hex, number, name) =>
  (hex || number ? String.fromCodePoint(parseInt(hex || number, hex ? 16 : 10)) : NAMES[name] ?? whole));

/** HTML without its tags, as it is read. */
const plain = (html) => decoded(html.replace(/<[^>]*>/g, ""));

/** An entry from its text: what the list and the search need to know of it before it is an element. */
function entryFrom(html) {
  const [, id, guid, kind] = html.match(/^<article class="Entry" id="([^"]*)" data-guid="([^"]*)" data-kind="([^"]*)">/);
  return {
    html, cut: html.lastIndexOf(SIDES), id: decoded(id), guid: decoded(guid), kind: decoded(kind),
    topic: 0, slice: "", place: 0, open: false, element: null, words: null, cards: null,
  };
}

/** The cards of an entry. Of a fresh one, which shows what no card before it does, the list has the back. */
function cardsOf(entry) {
  if (entry.cards) return entry.cards;
  entry.cards = [];
  const [, ...parts] = entry.html.slice(entry.cut + SIDES.length, -"</template></article>".length).split(/<!--(front|back) (\d+) (\d+)-->/);
  for (let at = 0; at < parts.length; at += 4) {
    const [side, number, frame, values] = parts.slice(at, at + 4);
    if (side === "front") entry.cards.push({ entry, number, key: `${entry.guid}/${number}`, fresh: true });
    else entry.cards.at(-1).fresh = false;
    entry.cards.at(-1)[side] = { frame, values };
  }
  return entry.cards;
}

let entries = [];
let byId = new Map();
let media = {};

/** Take entries, topic by topic, and what the page knows of all of them. */
function take(list, facts) {
  entries = list;
  byId = new Map(list.map((entry) => [entry.id, entry]));
  let at = 0;
  facts.topics.forEach(([, count], topic) => {
    for (const end = at + count; at < end; at += 1) Object.assign(list[at], { topic, slice: String(facts.ranks[at]), place: facts.order[at] });
  });
}

/** All cards in the order to study: first what shows something new, then the same the other way round. */
function allCards() {
  const cards = [...entries].sort((a, b) => a.place - b.place).flatMap(cardsOf);
  return [...cards.filter((card) => card.fresh), ...cards.filter((card) => !card.fresh)];
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

/** The first element of a text, in which nothing happens yet. */
function parsed(html) {
  const maker = document.createElement("template");
  maker.innerHTML = html;
  return maker.content.firstElementChild;
}

/** The element of an entry, made when it is first wanted. */
function elementOf(entry) {
  if (entry.element) return entry.element;
  const element = entry.element = document.importNode(parsed(entry.html.slice(0, entry.cut)), true);
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

/** A side's HTML: what its template writes, with the values of the fields between. */
function filled({ frame, values }) {
  const [first, ...others] = data.frames[frame], between = values.split("<!---->");
  return first + others.map((piece, at) => between[at] + piece).join("");
}

/** A side of a card, as an element of its own: the box that the list has, or one like it. */
function sideOf(card, side) {
  const listed = parsed(card.entry.html.slice(0, card.entry.cut));
  const found = listed.querySelector(card[side] === undefined ? `.nt[data-card="${card.number}"]` : ".nt");
  if (card[side] !== undefined) {
    const inner = found.querySelector(".card");
    inner.className = `card card${Number(card.number) + 1}`;
    inner.innerHTML = filled(card[side]);
  }
  const box = document.importNode(found, true);
  fillMedia(box);
  paint(box, isDark());
  return box;
}

{
  const store = $("Store");
  const others = store.textContent.split(END).slice(0, -1).map((piece) => piece.slice(piece.indexOf("<article class=\"Entry\"")));
  const shown = [...$("List").querySelectorAll(".Entry")].map((element) => element.outerHTML);
  media = { ...data.media };
  take([...shown, ...others].map(entryFrom), data);
  store.remove();
}
