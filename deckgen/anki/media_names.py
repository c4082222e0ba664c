"""Media as a package holds them: under a name that their content decides, and with no other content than that."""

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from deckgen.model import MediaFile
from deckgen.model.diagnostics import DeckgenError
from deckgen.system.inputs import MOST_MEDIA, NotReadError, open_file

_ODD = (  # what a text, an address or a template would misread, and what is invisible or turns names round
    r'[\x00-\x1f\x7f-\x9f<>:"/\\|?*\s\[\]{}%#&\'\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]+'
)
PROGRAMS = frozenset(
    {
        *(".htm", ".html", ".xhtml", ".xht", ".shtml", ".mht", ".mhtml", ".hta", ".xml", ".xsl"),
        *(".xslt", ".js", ".mjs", ".cjs", ".css", ".wasm", ".swf", ".jar", ".py", ".sh"),
        *(".bat", ".cmd", ".com", ".exe", ".scr", ".msi", ".ps1", ".vbs", ".wsf", ".lnk"),
        *(".url", ".desktop", ".apk", ".app", ".dmg", ".pkg"),
    }
)
"""Suffixes of what runs where it is opened. Pictures that were copied from the web have any others."""
PICTURES = frozenset((".jpg", ".jpeg", ".png", ".gif", ".svg", ".webp", ".ico", ".avif", ".bmp", ".tif", ".tiff"))
SOUNDS = frozenset(
    {
        *(".mp3", ".ogg", ".oga", ".opus", ".wav", ".flac", ".m4a", ".aac", ".3gp", ".spx"),
        *(".mp4", ".webm", ".mov", ".mkv", ".avi", ".mpg", ".mpeg", ".ogv", ".ogx", ".flv"),
    }
)
"""Suffixes of what Anki shows, and of what it plays: those that its editor takes, without Flash."""
_HEAD = 64
_SIGNATURES = (
    rb"(?si)\x89PNG|\xff\xd8\xff|GIF8|RIFF|BM|\0\0[\x01\x02]\0|II\*\0|MM\0\*|OggS|fLaC|ID3|\0*\xff[\xe0-\xff]|ADIF"
    rb"|\x1aE\xdf\xa3|FLV|\0\0\x01[\xb3\xba]|.{4}(?:ftyp|moov|mdat|wide|free|skip|pnot)"
    rb"|(?:\xef\xbb\xbf)?\s*<(?:\?xml|!--|!DOCTYPE svg|svg)"
)
"""How files of these formats begin, whichever of their suffixes they have."""
_HASH_DIGITS = 12
_PIECE = 1 << 20


def is_media(path: Path, within: Path) -> bool:
    """Whether a file is a picture, a sound or a film that Anki shows or plays, by its suffix and its first bytes."""
    if path.suffix.lower() not in PICTURES | SOUNDS:
        return False
    try:
        with open_file(path, within, MOST_MEDIA) as file:
            return re.match(_SIGNATURES, file.read(_HEAD)) is not None
    except NotReadError:
        return False


def packed_name(path: Path, data: bytes) -> str:
    """A media file's name in a package: its stem, its content's hash, its suffix."""
    return _name(path, hashlib.sha256(data).hexdigest())


def read_again(media: MediaFile) -> bytes:
    """The content of a media file that was found before; raises what `pieces` does."""
    return b"".join(pieces(media))


def pieces(media: MediaFile) -> Iterator[bytes]:
    """The content of a media file that was found before, piece by piece.

    Raises:
        DeckgenError: It vanished since, or has another content than its name says, which may be known only at the end.
    """
    digest = hashlib.sha256()
    try:
        with open_file(media.path, None, MOST_MEDIA) as file:
            while piece := file.read(_PIECE):
                digest.update(piece)
                yield piece
    except NotReadError as error:
        raise error.named(media.path) from error
    own = unicodedata.normalize("NFC", media.path.name)  # of a file that a template shows by name
    if media.name not in {own, _name(media.path, digest.hexdigest())}:
        raise DeckgenError(
            "no-access.changed", "'{path}' changed while it was read", "run it again", path=str(media.path)
        )


def _name(path: Path, digest: str) -> str:
    stem = re.sub(_ODD, "-", unicodedata.normalize("NFC", path.stem)).strip("-.")[:60] or "media"
    suffix = re.sub(_ODD, "", unicodedata.normalize("NFC", path.suffix.lower()))
    return f"{stem}-{digest[:_HASH_DIGITS]}{suffix}"
