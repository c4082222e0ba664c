// The sheet for the day: what the deck's tags name, on one side of paper, in the largest type that fits there.
const LARGEST = 100, LEAST = 65; // tenths of a point; below it print cannot be read
const desk = matchMedia("(min-width: 64em)");

/** Whether the sheet, as paper, needs no third column at a size. */
function sheetFits(tenths) {
  $("Paper").style.fontSize = `${tenths / 10}pt`;
  return $("SheetBody").scrollWidth <= $("SheetBody").clientWidth + 1;
}

/** Set it as paper as large as it fits, in steps of half a point; returns the size in tenths of a point, or 0 where none does. */
function setSheet() {
  for (let tenths = LARGEST; tenths >= LEAST; tenths -= 5) {
    if (sheetFits(tenths)) return tenths;
  }
  return 0;
}

/** As paper where it is printed or there is room for it; on a phone as a text to read. */
function layOutSheet() {
  const paper = $("Paper"), body = $("SheetBody");
  paper.classList.remove("Long");
  paper.classList.add("AsPaper");
  const size = setSheet();
  const pages = Math.ceil((body.scrollWidth + 1) / (body.clientWidth + 1));
  paper.classList.toggle("Long", !size);
  const words = text(size ? "sheet_fits" : "sheet_over", { size: ((size || LEAST) / 10).toFixed(1), pages });
  if ($("SheetFit").textContent !== words) $("SheetFit").textContent = words;
  paper.classList.toggle("AsPaper", printing || desk.matches);
  if (!printing && !desk.matches) paper.style.fontSize = "";
}

function showSheet() {
  showFilters(false);
  setMode("sheet");
  $("SheetBody").innerHTML = data.sheet;
  for (const folded of $("SheetBody").querySelectorAll("details")) folded.open = true;
  fillMedia($("SheetBody"));
  layOutSheet();
  setHash("sheet");
  window.scrollTo(0, Math.min(window.scrollY, $("Bar").offsetTop));
}

desk.addEventListener("change", () => { if (state.mode === "sheet") layOutSheet(); });
$("ToSheet").addEventListener("click", showSheet);
$("SheetPrint").addEventListener("click", () => window.print());
