/** A part of the page. Its id begins with a character that no card's id begins with, so that a card may be called `Data`. */
const $ = (part) => document.getElementById(`-${part}`);
const data = JSON.parse($("Data").textContent);

/** A text of the page, its `{names}` filled in. */
const text = (key, values = {}) => data.texts[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);

/** A new element. */
const make = (tag, className, textContent = "", more = {}) => Object.assign(document.createElement(tag), { className, textContent, ...more });

/** Say something to a screen reader. */
const say = (words) => { $("Say").textContent = words; };

const storage = (area) => ({
  // A page opened from a file, or in a private window, may have no storage: it then forgets, and says nothing.
  get(key) { try { return JSON.parse(window[area].getItem(key)); } catch (_) { return null; } },
  set(key, value) { try { window[area].setItem(key, JSON.stringify(value)); } catch (_) { /* see above */ } },
});
const kept = storage("localStorage");
const session = storage("sessionStorage");
