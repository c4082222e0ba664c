{
  // The preview's part of the page: it shows what changed, and what is wrong at its place.
  const extra = JSON.parse($("Extra").textContent);
  const text = (key, n) => extra.texts[key].replace("{n}", n);

  const panel = make("section", "Problems");
  panel.setAttribute("aria-label", text("problems"));
  panel.hidden = true;
  const pill = Object.assign(make("button", "ProblemsPill"), { type: "button", hidden: true });
  const live = make("div", "Hidden");
  live.setAttribute("role", "alert");
  document.body.append(panel, pill, live);

  const show = (open) => {
    panel.hidden = !open;
    pill.hidden = open || !pill.textContent;
    document.documentElement.style.paddingBottom = open ? `${panel.offsetHeight}px` : "";
  };
  pill.addEventListener("click", () => { show(true); panel.querySelector("button").focus(); });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !panel.hidden) { show(false); pill.focus(); }
  });

  function problem(found) {
    const item = make("li", `Problem Problem-${found.severity}`);
    const head = make("p", "ProblemHead");
    head.append(make("strong", "ProblemPlace", found.place), make("span", "ProblemRule", found.rule));
    item.append(head, make("p", "ProblemWords", found.message));
    if (found.line.trim()) {
      const at = found.column - 1;
      const code = make("pre", "ProblemLine");
      code.tabIndex = 0;
      code.append(make("span", "ProblemNumber", `${found.number} `), found.line.slice(0, at), make("mark", "", found.line.slice(at, at + 1) || " "), found.line.slice(at + 1));
      item.append(code);
    }
    if (found.hint) item.append(make("p", "ProblemHint", found.hint));
    return item;
  }

  /** Put changed entries in the place of the old ones, and leave the reader in place. */
  function takeStep(step) {
    const before = place(), held = document.activeElement, focused = held?.closest(".Entry")?.id;
    for (const html of step.entries) {
      const entry = entryFrom(html), old = byId.get(entry.id);
      if (!old) byId.set(entry.id, entry);
      else {
        const { element, open } = old; // the list keeps its entry, so that it need not be made anew
        Object.assign(old, entry, { open });
        element?.replaceWith(elementOf(old));
      }
    }
    const order = step.order.length ? step.order : entries.map((entry) => entry.id);
    Object.assign(data, step.data);
    Object.assign(media, step.media);
    take(order.map((id) => byId.get(id)), data);
    if (step.data) {
      showChoices();
      showFacts();
    }
    restorePlace(before);
    if (held?.isConnected && held !== document.body) held.focus({ preventScroll: true });
    else if (focused && state.mode === "list") byId.get(focused)?.element?.querySelector("summary").focus({ preventScroll: true });
    readAhead();
  }

  function report({ problems, page, errors, warnings }) {
    const counts = [["errors", errors], ["warnings", warnings]];
    const words = counts.filter(([, n]) => n).map(([key, n]) => text(key, n)).join(" · ");
    pill.textContent = words;
    pill.classList.toggle("HasErrors", errors > 0);
    if (!problems.length) {
      panel.replaceChildren();
      live.textContent = "";
      show(false);
      return;
    }
    const head = make("div", "ProblemsHead");
    const close = Object.assign(make("button", "", text("close")), { type: "button" });
    close.addEventListener("click", () => { show(false); pill.focus(); });
    head.append(make("h2", "", words), ...(page ? [make("p", "", text(page))] : []), close);
    const list = make("ul", "");
    list.append(...problems.map(problem));
    panel.replaceChildren(head, list);
    const first = problems.find((found) => found.severity === "error");
    live.textContent = first ? `${words}: ${first.place} ${first.message}` : "";
    show(errors > 0);
  }

  const stream = new EventSource("news");
  stream.addEventListener("message", (event) => {
    const news = JSON.parse(event.data);
    if (news.build !== extra.build) {
      if (!news.step || news.step.anew || news.before !== extra.build) {
        location.reload();
        return;
      }
      takeStep(news.step);
      extra.build = news.build;
    }
    report(news);
  });
  stream.addEventListener("error", () => {
    if (!panel.hidden || pill.textContent) return;
    pill.textContent = text("lost");
    pill.hidden = false;
  });
  stream.addEventListener("open", () => { pill.textContent = ""; show(false); });
  window.addEventListener("pagehide", () => stream.close());
}
