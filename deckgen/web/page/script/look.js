const system = matchMedia("(prefers-color-scheme: dark)");
let look = "auto";
try { look = localStorage.getItem("deckgen:look") || "auto"; } catch (_) { /* as in the head */ }

/** Put Anki's night mode on the page or on a part of it, as Anki does: on an ancestor of the card and on the card. */
function paint(root, dark) {
  for (const element of root.querySelectorAll(".Sky, .card")) element.classList.toggle("nightMode", dark);
}

let printing = false; // paper is light
const isDark = () => !printing && (look === "dark" || (look === "auto" && system.matches));

function applyLook() {
  document.documentElement.classList.toggle("nightMode", isDark());
  document.documentElement.classList.toggle("light", !isDark());
  document.documentElement.dataset.look = look;
  paint(document, isDark());
  $("Look").setAttribute("aria-label", text(`look_${look}`));
  $("Look").title = text(`look_${look}`);
}

$("Look").addEventListener("click", () => {
  const order = system.matches ? ["auto", "light", "dark"] : ["auto", "dark", "light"];
  look = order[(order.indexOf(look) + 1) % 3];
  try { localStorage.setItem("deckgen:look", look); } catch (_) { /* forgotten with the page */ }
  applyLook();
  say(text(`look_${look}`));
});
system.addEventListener("change", applyLook);

// On paper everything is there and open.
let openedForPrint = [];
window.addEventListener("beforeprint", () => {
  printing = true;
  applyLook();
  if (state.mode === "sheet") return;
  arrange();
  fillAll();
  openedForPrint = [...state.shown].filter((entry) => !entry.element.querySelector("details").open);
  for (const entry of openedForPrint) entry.element.querySelector("details").open = true;
});
window.addEventListener("afterprint", () => {
  printing = false;
  for (const entry of openedForPrint) entry.element.querySelector("details").open = false;
  openedForPrint = [];
  applyLook();
});
$("Print").addEventListener("click", () => window.print());
