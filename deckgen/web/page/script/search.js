// Search in Korean and English: letters' case, composed or not, and spaces do not count; initial consonants find too.
const INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
const FINALS = ["", ..."ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"];
const FIRST = 0xac00, LAST = 0xd7a3, MEDIALS = 21;

/** Text as it is compared: composed, lower case, without spaces. */
const compact = (words) => words.normalize("NFC").toLowerCase().replace(/\s+/g, "");

const syllable = (initial, medial, final) => String.fromCharCode(FIRST + (initial * MEDIALS + medial) * FINALS.length + final);
const span = (from, to) => `[${from}-${to}]`;
const exact = (letter) => letter.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");

/** A character of a query: a lone consonant stands for every syllable that it begins. */
function letterPattern(letter) {
  const initial = INITIALS.indexOf(letter);
  if (initial < 0) return exact(letter);
  return span(syllable(initial, 0, 0), syllable(initial, MEDIALS - 1, FINALS.length - 1));
}

/** A query's last character, which may still be in the making: 자 finds 작, and 각 finds 가구. */
function lastLetter(letter) {
  const code = letter.charCodeAt(0);
  if (code < FIRST || code > LAST) return letterPattern(letter);
  const at = code - FIRST, final = at % FINALS.length, open = code - final;
  if (final === 0) return span(letter, String.fromCharCode(code + FINALS.length - 1));
  const initial = INITIALS.indexOf(FINALS[final]);
  if (initial < 0) return letter;
  return `(?:${letter}|${String.fromCharCode(open)}${letterPattern(FINALS[final])})`;
}

/** What a query looks for: each of its words, anywhere. */
function patterns(query) {
  const words = query.normalize("NFC").toLowerCase().split(/\s+/).filter(Boolean);
  return words.map((word) => {
    const letters = [...word];
    const last = letters.pop();
    return new RegExp(letters.map(letterPattern).join("") + lastLetter(last));
  });
}

const ONLY_INITIALS = /^[ㄱ-ㅎ\s]+$/;

/** What of an entry is searched: its title, and all that a reader of the list can see. */
function wordsOf(entry) {
  if (!entry.words) {
    const shown = entry.html.slice(0, entry.cut);
    const end = shown.indexOf("</summary>");
    const title = compact(plain(shown.slice(shown.indexOf("<h3"), shown.indexOf("</h3>"))));
    entry.words = { title, all: [title, compact(entry.id), compact(plain(shown.slice(end)))].join("\n") };
  }
  return entry.words;
}

// The words are taken out of the cards while the reader looks at the first of them.
const whenIdle = window.requestIdleCallback ?? ((work) => setTimeout(() => work({ timeRemaining: () => 8 }), 60));
function readAhead(from = 0) {
  whenIdle((idle) => {
    let at = from;
    while (at < entries.length && (at === from || idle.timeRemaining() > 1)) {
      for (const end = Math.min(at + 20, entries.length); at < end; at += 1) wordsOf(entries[at]);
    }
    if (at < entries.length) readAhead(at);
  });
}

/** Each entry that a query finds, with how well: 0 the title begins so, 1 the title holds it, 2 the rest does. */
function search(query) {
  const wanted = patterns(query);
  const titlesOnly = ONLY_INITIALS.test(query); // elsewhere two consonants would find nearly everything
  const found = new Map();
  for (const entry of entries) {
    const { title, all } = wordsOf(entry);
    if (wanted.every((pattern) => pattern.test(title))) found.set(entry, title.search(wanted[0]) === 0 ? 0 : 1);
    else if (!titlesOnly && wanted.every((pattern) => pattern.test(all))) found.set(entry, 2);
  }
  return found;
}
