"""A card's HTML made fit for a page that loads nothing: formulas drawn, media inside, links that open elsewhere.

Works on what templates and fields render to, tag by tag, so that nothing inside an attribute or code is touched.
"""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Mapping
from dataclasses import dataclass

from deckgen.anki.media import read_again
from deckgen.html.reading import SOUND
from deckgen.model import MediaFile
from deckgen.model.diagnostics import Finding, warning
from deckgen.web.page.formula import as_text, to_mathml

_OPENING = re.compile(
    r"(?P<code><(?:pre|code)\b)"
    r"|(?P<tag></?[a-zA-Z](?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+>)"
    rf"|(?P<inline>\\\()|(?P<display>\\\[)|(?P<sound>{SOUND})",
    re.IGNORECASE,
)
_CLOSING = {
    **{f"<{name}": re.compile(rf"</{name}\s*+>", re.IGNORECASE) for name in ("pre", "code")},
    "\\(": re.compile(r"\\\)"),
    "\\[": re.compile(r"\\\]"),
}
_SOURCE = re.compile(r"\ssrc=(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.IGNORECASE)
_ALT = re.compile(r"\salt=\"([^\"]*)\"", re.IGNORECASE)
_LINK = re.compile(r"<a\b(?=[^>]*\shref=[\"']?https?:)(?![^>]*\starget=)", re.IGNORECASE)
_ANSWER = re.compile(r"\sid=([\"']?)answer\1(?=[\s/>])", re.IGNORECASE)
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


@dataclass(frozen=True, slots=True)
class Trouble:
    """What of a card a page cannot show as Anki does."""

    what: Finding
    needle: str
    """What to look for in the source."""


class Content:
    """Fits the cards of one deck, and keeps each media file once.

    Args:
        media: The deck's media files, by packed name.
        read: Data URIs of media that were read before, by packed name, which says what they hold.
    """

    def __init__(self, media: Mapping[str, MediaFile], read: dict[str, str] | None = None) -> None:
        self._media = media
        self.read: dict[str, str] = {} if read is None else read
        self._inside: set[str] = set()
        self._troubles: list[Trouble] = []

    def fit(self, text: str, *, inside: bool) -> str:
        """One side of a card.

        Args:
            text: Its HTML.
            inside: Whether it stands in the page itself; what stands in a `template` only names its media.

        Raises:
            DeckgenError: A media file vanished since it was read.
        """
        pieces: list[str] = []
        gone: set[str] = set()
        at = 0
        while opening := _OPENING.search(text, at):
            pieces.append(text[at : opening.start()])
            at, kind, written = opening.end(), opening.lastgroup, opening.group()
            if kind == "tag":
                pieces.append(self._tag(written, inside=inside))
                continue
            if kind == "sound":
                pieces.append(self._sound(html.unescape(written[len("[sound:") : -1]), inside=inside))
                continue
            name = written.lower()
            closing = None if name in gone else _CLOSING[name].search(text, at)
            if closing is None:
                gone.add(name)  # so that nothing looks for its end again
                pieces.append(written)
                continue
            at = closing.end()
            if kind == "code":
                pieces.append(text[opening.start() : at])
            else:
                pieces.append(self._formula(text[opening.end() : closing.start()], display=kind == "display"))
        return "".join([*pieces, text[at:]])

    def leave_out(self) -> None:
        """Say that something of a template is not shown."""
        self._report(
            warning(
                "page-script",
                "the page leaves out a template's script or style element",
                "put styles into style.css, and do without scripts",
            ),
            "",
        )

    def left_over(self) -> dict[str, str]:
        """Packed name → data URI of the media that the page only names so far."""
        return {name: self._data(name) for name in sorted(self._media) if name not in self._inside}

    def take_troubles(self) -> tuple[Trouble, ...]:
        """What could not be shown since the last call, each once."""
        found = tuple(dict.fromkeys(self._troubles))
        self._troubles.clear()
        return found

    def _tag(self, tag: str, *, inside: bool) -> str:
        if tag[:4].lower() == "<img":
            return self._image(tag, inside=inside)
        if tag[:6].lower() in {"<audio", "<video", "<sourc"}:
            return self._played(tag, inside=inside)
        if tag[:3].lower() == "<hr":
            return _ANSWER.sub(" data-answer", tag)
        if tag[:2].lower() == "<a":
            return _LINK.sub('<a target="_blank" rel="noopener noreferrer"', tag)
        return tag

    def _image(self, tag: str, *, inside: bool) -> str:
        match = _SOURCE.search(tag)
        source = html.unescape(next(filter(None, match.groups()), "")) if match else ""
        if match and source in self._media:
            return f"{tag[: match.start()]}{self._source(source, inside=inside)}{tag[match.end() :]}"
        if source.startswith("data:"):
            return tag
        alt = _ALT.search(tag)
        text = alt.group(1) if alt and alt.group(1) else html.escape(source)
        if not _REMOTE.match(source):
            return f"<em>{text}</em>"
        self._report(
            warning(
                "page-remote",
                "'{source}' is elsewhere on the network",
                "the page links to it, since it loads nothing; put the file into media/ to show it",
                source=source,
            ),
            source,
        )
        return f'<a href="{html.escape(source)}" target="_blank" rel="noopener noreferrer">{text}</a>'

    def _played(self, tag: str, *, inside: bool) -> str:
        """A tag that plays a file, with what the page has of it: it loads nothing from elsewhere."""
        match = _SOURCE.search(tag)
        if match is None:
            return tag
        source = html.unescape(next(filter(None, match.groups()), ""))
        return f"{tag[: match.start()]}{self._source(source, inside=inside)}{tag[match.end() :]}"

    def _formula(self, written: str, *, display: bool) -> str:
        formula = html.unescape(written)
        drawn = to_mathml(formula, display=display)
        if drawn is not None:
            return drawn
        first = next((line.strip() for line in formula.splitlines() if line.strip()), "")
        self._report(
            warning(
                "page-formula",
                "'{formula}' cannot be drawn on a page",
                "the page shows its source; Anki's MathJax may still draw it",
                formula=first,
            ),
            first,
        )
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
            self.read[name] = self._read(name)
        return self.read[name]

    def _read(self, name: str) -> str:
        path = self._media[name].path
        data = read_again(self._media[name])
        kind = _MIME.get(path.suffix.lower(), "application/octet-stream")
        return f"data:{kind};base64,{base64.b64encode(data).decode('ascii')}"

    def _report(self, what: Finding, needle: str) -> None:
        self._troubles.append(Trouble(what, needle))
