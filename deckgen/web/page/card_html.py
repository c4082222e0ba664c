"""A card's HTML made fit for a page that loads nothing: confined, formulas drawn, media inside, links open elsewhere.

Works on what templates and fields render to, tag by tag, so that nothing inside an attribute or code is touched.
"""

import base64
import html
import re
from collections.abc import Mapping
from typing import NamedTuple

from deckgen.anki.media_names import read_again
from deckgen.html.reading import SOUND
from deckgen.html.tokens import Tag, tokens
from deckgen.model import MediaFile
from deckgen.model.diagnostics import Finding, warning
from deckgen.web.page.confine import confined
from deckgen.web.page.formula import as_text, to_mathml

_LIVE = re.compile(
    r"\\\((?P<inline>(?:[^\\]|\\[^()])*+)\\\)|\\\[(?P<display>(?:[^\\]|\\[^\[\]])*+)\\\]"
    rf"|(?P<sound>{SOUND.pattern})"
)
_ABROAD = re.compile(r"\s*https?:", re.IGNORECASE)
_REMOTE = re.compile(r"(?:https?:)?//", re.IGNORECASE)
_MIME = {
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".mp3": "audio/mpeg",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
    ".m4a": "audio/mp4",
    ".flac": "audio/flac",
    ".wav": "audio/wav",
    ".mp4": "video/mp4",
    ".webm": "video/webm",
}


_ELSEWHERE = ' target="_blank" rel="noopener noreferrer"'
_LEFT_OUT = warning(
    "page-script",
    "the page leaves out a template's script or style element",
    "put styles into style.css, and do without scripts",
)


class Trouble(NamedTuple):
    """What of a card a page cannot show as Anki does."""

    what: Finding
    needle: str = ""
    """What to look for in the source; empty where it is in a template."""


class PageContent:
    """Fits the cards of one deck, and keeps each media file once; `read` has data URIs by packed name."""

    def __init__(self, media: Mapping[str, MediaFile], read: dict[str, str] | None = None) -> None:
        self._media = media
        self.read: dict[str, str] = {} if read is None else read
        self._inside: set[str] = set()
        self._troubles: list[Trouble] = []

    def fit(self, text: str, *, inside: bool) -> str:
        """One side of a card, with its media in it where they are the first, or else only named.

        Raises:
            DeckgenError: A media file vanished since it was read.
        """
        fitted = text
        if "<" in text:
            fitted, left_out = confined(text, lambda tag, attributes: self._tag(tag, attributes, inside=inside))
            if left_out:
                self._troubles.append(Trouble(_LEFT_OUT))
        if "\\" not in fitted and "[sound:" not in fitted:
            return fitted
        pieces: list[str] = []
        code = begun = 0  # a run of text goes on over line breaks, as it does for MathJax
        for token in tokens(fitted):
            if not isinstance(token, Tag) or token.name == "br":
                continue
            pieces.append(self._run(fitted[begun : token.start], inside=inside, code=code > 0))
            pieces.append(fitted[token.start : token.end])
            code += (-1 if token.closing else 1) * (token.name in {"pre", "code"})
            begun = token.end
        return "".join((*pieces, self._run(fitted[begun:], inside=inside, code=code > 0)))

    def left_over(self) -> dict[str, str]:
        """Packed name → data URI of the media that the page only names so far."""
        return {name: self._data(name) for name in sorted(self._media) if name not in self._inside}

    def take_troubles(self) -> tuple[Trouble, ...]:
        """What could not be shown since the last call, each once."""
        found = tuple(dict.fromkeys(self._troubles))
        self._troubles.clear()
        return found

    def _tag(self, tag: Tag, attributes: dict[str, str], *, inside: bool) -> str:
        source = tag.get("src")
        if tag.name == "a" and _ABROAD.match(tag.get("href") or ""):
            attributes = {"target": _ELSEWHERE, **attributes}
        elif tag.name == "hr" and tag.get("id") == "answer":
            attributes = {"id": " data-answer"}
        elif tag.name == "img" and source is not None and source not in self._media:
            if not source.startswith("data:"):
                return _missing(source, tag.get("alt") or source)
        elif tag.name in {"img", "audio", "video", "source"} and source is not None:
            attributes["src"] = self._source(source, inside=inside)
        return f"<{tag.name}{''.join(attributes.values())}>"

    def _run(self, text: str, *, inside: bool, code: bool) -> str:
        """Text between two tags, with its formulas drawn and its sounds as players."""
        if code or ("\\" not in text and "[sound:" not in text):
            return text

        def shown(found: re.Match[str]) -> str:
            if found["sound"]:
                return self._sound(html.unescape(found["sound"][len("[sound:") : -1]), inside=inside)
            return self._formula(found["inline"] or found["display"] or "", display=found["display"] is not None)

        return _LIVE.sub(shown, text)

    def _formula(self, written: str, *, display: bool) -> str:
        formula = html.unescape(written)
        drawn = to_mathml(formula, display=display)
        if drawn is not None:
            return drawn
        first = next((line.strip() for line in formula.splitlines() if line.strip()), "")
        problem = warning(
            "page-formula",
            "'{formula}' cannot be drawn on a page",
            "the page shows its source; Anki's MathJax may still draw it",
            formula=first,
        )
        self._troubles.append(Trouble(problem, first))
        return as_text(formula, display=display)

    def _sound(self, name: str, *, inside: bool) -> str:
        suffix = name[name.rfind(".") :].lower()
        element = "video" if _MIME.get(suffix, "").startswith("video") else "audio"
        return f"<{element} controls preload=none{self._source(name, inside=inside)}></{element}>"

    def _source(self, name: str, *, inside: bool) -> str:
        written = f' data-media="{html.escape(name)}"'
        if name not in self._media:
            return ""
        if not inside or name in self._inside:
            return written
        self._inside.add(name)
        return f'{written} src="{self._data(name)}"'

    def _data(self, name: str) -> str:
        if name not in self.read:
            file = self._media[name]
            kind = _MIME.get(file.path.suffix.lower(), "application/octet-stream")
            self.read[name] = f"data:{kind};base64,{base64.b64encode(read_again(file)).decode('ascii')}"
        return self.read[name]


def _missing(source: str, words: str) -> str:
    """The words in place of a picture that the page does not have, with a link where it is elsewhere."""
    shown = html.escape(words)
    if not _REMOTE.match(source):
        return f"<em>{shown}</em>"
    return f'<a href="{html.escape(source)}"{_ELSEWHERE}>{shown}</a>'
