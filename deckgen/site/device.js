(() => {
  // The reader's own device first, and a word where the page stands inside another app. Without this all is shown.
  const agent = navigator.userAgent;
  const find = (id) => document.getElementById(`-${id}`);
  const device = /Android|CrOS/.test(agent) ? "android"
    : /iPhone|iPad|iPod/.test(agent) || (/Macintosh/.test(agent) && navigator.maxTouchPoints > 1) ? "ios"
    : /Windows/.test(agent) ? "windows" : /Macintosh/.test(agent) ? "mac" : /Linux|X11/.test(agent) ? "linux" : "";
  const others = document.querySelector(".Others");
  const all = [...others.querySelectorAll(".Device")];
  const own = all.filter((one) => device && (one.dataset.device === device || (device === "ios" && one.dataset.device === "web")));
  if (own.length) {
    for (const one of all) one.open = one === own[0];
    others.open = false;
    others.before(...own);
    own[0].querySelector(".Here").hidden = false;
  }

  const apps = [["KAKAOTALK", "KakaoTalk"], ["NAVER\\(", "NAVER"], ["Line/", "LINE"], ["Instagram", "Instagram"],
    ["FBAN|FBAV", "Facebook"], ["DaumApps", "Daum"], ["everytimeApp", "Everytime"], ["; wv\\)", ""]];
  const app = apps.find(([sign]) => new RegExp(sign, "i").test(agent));
  if (!app) return;
  const notice = find("InApp"), leave = find("Leave"), copy = find("Address");
  const here = location.href.split("#")[0];
  const words = notice.querySelector("strong");
  words.textContent = words.textContent.replace("{app}", () => app[1] || notice.dataset.app);
  notice.hidden = false;
  if (/^https?:/.test(here)) {
    const [scheme, rest] = here.split("://");
    const way = app[1] === "KakaoTalk" ? `kakaotalk://web/openExternal?url=${encodeURIComponent(here)}`
      : app[1] === "LINE" ? `${here}${here.includes("?") ? "&" : "?"}openExternalBrowser=1`
      : device === "android" ? `intent://${rest}#Intent;scheme=${scheme};package=com.android.chrome;S.browser_fallback_url=${encodeURIComponent(here)};end` : "";
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
