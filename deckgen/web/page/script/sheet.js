// The sheet for the day: what the deck's tags name. On the screen it is a text to read; on paper it is one side of A4,
// in the largest type that fits there.
const LARGEST = 10, LEAST = 6.5; // points; below it print cannot be read

function showSheet() {
  showFilters(false);
  setMode("sheet");
  $("SheetBody").innerHTML = data.sheet;
  for (const folded of $("SheetBody").querySelectorAll("details")) folded.open = true;
  fillMedia($("SheetBody"));
  setHash("sheet");
  window.scrollTo(0, Math.min(window.scrollY, $("Bar").offsetTop));
}

/** Set it for paper: two columns of one side; where that is too little, as many sides as it takes. */
function layOutSheet() {
  const paper = $("Sheet"), body = $("SheetBody");
  paper.className = "Sheet AsPaper";
  const fits = (points) => {
    paper.style.fontSize = `${points}pt`;
    return body.scrollWidth <= body.clientWidth + 1;
  };
  let points = LARGEST;
  while (points > LEAST && !fits(points)) points -= 0.5;
  paper.classList.toggle("Long", !fits(points));
}

window.addEventListener("beforeprint", () => { if (state.mode === "sheet") layOutSheet(); });
window.addEventListener("afterprint", () => {
  $("Sheet").className = "Sheet";
  $("Sheet").style.fontSize = "";
});
$("ToSheet").addEventListener("click", showSheet);
