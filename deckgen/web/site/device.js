(() => {
  // The reader's own device first, and a notice where the page is inside another app. Without this all is shown.
  const agent = navigator.userAgent;
  const find = (id) => document.getElementById(`-${id}`);
  const device = /Android|CrOS/.test(agent) ? "android"
    : /iPhone|iPad|iPod/.test(agent) || (/Macintosh/.test(agent) && navigator.maxTouchPoints > 1) ? "ios"
    : /Windows/.test(agent) ? "windows" : /Macintosh/.test(agent) ? "mac" : /Linux|X11/.test(agent) ? "linux" : "";
  const others = document.querySelector(".Others");
  const all = [...others.querySelectorAll(".Device")];
  const own = all.filter((one) => device && [device, device === "ios" ? "web" : "", "update"].includes(one.dataset.device));
  if (own.length) {
    for (const one of all) one.open = one === own[0];
    others.open = false;
    others.before(...own);
    own[0].querySelector(".Here").hidden = false;
  }

  // Inside another app downloads often fail. On Android a web view says so, on iOS it lacks the browser's name; these do neither.
  const inApp = /; wv\)|KAKAOTALK|NAVER\(|\bLine\/|Twitter/i.test(agent)
    || (device === "ios" && !/Safari\//.test(agent) && !navigator.standalone);
  if (!inApp) return;
  const notice = find("InApp"), leave = find("Leave"), copy = find("Address");
  const here = location.href.split("#")[0];
  notice.hidden = false;
  if (/^https?:/.test(here)) {
    const [scheme, rest] = here.split("://");
    const way = /KAKAOTALK/i.test(agent) ? `kakaotalk://web/openExternal?url=${encodeURIComponent(here)}`
      : device === "android" ? `intent://${rest}#Intent;scheme=${scheme};package=com.android.chrome;S.browser_fallback_url=${encodeURIComponent(here)};end`
      : device === "ios" ? `x-safari-${here}` : "";
    if (way) Object.assign(leave, { href: way, hidden: false });
  }
  copy.addEventListener("click", () => {
    const copied = navigator.clipboard?.writeText(here) ?? Promise.reject(new Error("no clipboard"));
    copied.then(() => { copy.textContent = copy.dataset.done; }, () => {
      const shown = Object.assign(document.createElement("code"), { textContent: here }); // to be copied by hand
      copy.replaceWith(shown);
      getSelection().selectAllChildren(shown);
    });
  });
})();
