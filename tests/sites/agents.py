"""How browsers and apps introduce themselves, as members' devices do."""

_ANDROID = "Mozilla/5.0 (Linux; Android 14; SM-S918N{}) AppleWebKit/537.36 (KHTML, like Gecko) {}Chrome/124.0 Mobile {}"
_WEB_VIEW = _ANDROID.format("; wv", "Version/4.0 ", "Safari/537.36{}")
_IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) {}"
_MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko){}"
_SAFARI = "Version/17.4 Mobile/15E148 Safari/604.1"

BROWSERS = {
    "Chrome, Windows": (
        "windows",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/124.0 Safari/537.36",
    ),
    "Safari, macOS": ("mac", _MAC.format(" Version/17.4 Safari/605.1.15")),
    "Firefox, Linux": ("linux", "Mozilla/5.0 (X11; Linux x86_64; rv:125.0) Gecko/20100101 Firefox/125.0"),
    "Chrome, Android": ("android", _ANDROID.format("", "", "Safari/537.36")),
    "Samsung Internet": ("android", _ANDROID.format("", "SamsungBrowser/24.0 ", "Safari/537.36")),
    "Safari, iPhone": ("ios", _IPHONE.format(_SAFARI)),
    "Chrome, iPhone": ("ios", _IPHONE.format("CriOS/124.0 Mobile/15E148 Safari/604.1")),
    "Safari, iPad": ("ios", _MAC.format(" Version/17.4 Safari/605.1.15")),
}
"""Browser → the device whose guide comes first, and its user agent."""

FINGERS = frozenset({"android", "ios"})
"""Devices with a touch screen; by it alone an iPad is told from a Mac."""

ADDRESS = "https://example.org/deck/"
_INTENT = (
    "intent://example.org/deck/#Intent;scheme=https;package=com.android.chrome;S.browser_fallback_url=https%3A%2F%2F"
)
_SAFARI_WAY = f"x-safari-{ADDRESS}"
_KAKAO_WAY = "kakaotalk://web/openExternal?url=https%3A%2F%2Fexample.org%2Fdeck%2F"

APPS = {
    "KakaoTalk, Android": (_WEB_VIEW.format(";KAKAOTALK 10.4.2"), _KAKAO_WAY),
    "KakaoTalk, iPhone": (_IPHONE.format("Mobile/15E148 KAKAOTALK/10.5.0"), _KAKAO_WAY),
    "NAVER, Android": (_ANDROID.format("", "", "Safari/537.36 NAVER(inapp; search; 1000; 12.8.0)"), _INTENT),
    "unknown, Android": (_WEB_VIEW.format(""), _INTENT),
    "unknown, iPhone": (_IPHONE.format("Mobile/15E148"), _SAFARI_WAY),
    "unknown, iPad": (_MAC.format(""), _SAFARI_WAY),
}
"""App → its user agent, and where the link that leaves it begins."""
