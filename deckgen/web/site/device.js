(() => {
  // The reader's own device first, and a word where the page stands inside another app. Without this all is shown.
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

  // An app's own sign first; what is left is a web view: on Android it says so, on iOS it lacks the browser's name.
  const apps = [["KAKAOTALK|KAKAOSTORY", "kakaotalk"], ["NAVER\\(", "naver"], ["\\bLine/", "line"], ["Barcelona", "threads"],
    ["Instagram", "instagram"], ["FBAN|FBAV|FB_IAB", "facebook"], ["DaumApps", "daum"], ["everytimeApp", "everytime"],
    ["MicroMessenger", "wechat"], ["LinkedInApp", "linkedin"], ["musical_ly|BytedanceWebview|TikTok", "tiktok"],
    ["Twitter", "x"], ["Snapchat", "snapchat"], ["Slack", "slack"], ["Discord", "discord"], ["Telegram", "telegram"]];
  const bare = /; wv\)/.test(agent) || (device === "ios" && !/Safari\//.test(agent) && !navigator.standalone);
  const app = apps.find(([sign]) => new RegExp(sign, "i").test(agent))?.[1] ?? (bare ? "other" : "");
  if (!app) return;
  const notice = find("InApp"), leave = find("Leave"), copy = find("Address");
  const here = location.href.split("#")[0];
  const words = notice.querySelector("strong");
  words.textContent = words.textContent.replace("{app}", () => JSON.parse(notice.dataset.apps)[app]);
  notice.hidden = false;
  if (/^https?:/.test(here)) {
    const [scheme, rest] = here.split("://");
    const way = app === "kakaotalk" ? `kakaotalk://web/openExternal?url=${encodeURIComponent(here)}`
      : app === "line" ? `${here}${here.includes("?") ? "&" : "?"}openExternalBrowser=1`
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
