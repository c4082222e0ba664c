"""Texts filled with values, so that they read as if written for them: plurals, and Korean particles after any word."""

import re
from collections.abc import Mapping

from deckgen.messages.inert import one_line
from deckgen.messages.translations import translated_text

_VALUE = re.compile(r"\{\{|\}\}|\{(\w+)(?::([^{}]*))?\}")
"""A brace, or where a value goes and how it is written."""
PARTICLE = r"(['’\"”)\]}」』/+]*)(은/는|이/가|을/를|과/와|으로/로|이나/나|이라/라|이란/란|이에요/예요)"
"""Right after a value and its quotes or brackets; each pair names the form after a final consonant first."""
_WORD = r"[가-힣]+|[A-Za-z]+|[0-9]+"
_FIRST, _FINALS, _RIEUL = 0xAC00, 28, 8
"""Where Hangul syllables begin in Unicode, how many finals each can have, and which of these is ㄹ."""
_DIGITS = {"0": 21, "1": _RIEUL, "3": 16, "6": 1, "7": _RIEUL, "8": _RIEUL}
"""Finals of the digits as they are read: 영, 일, 삼, 육, 칠, 팔; the others end in a vowel."""
_LETTERS = {"L": _RIEUL, "M": 16, "N": 4, "R": _RIEUL}
"""The same for Latin letters that are read one by one: 엘, 엠, 엔, 알."""
_SPELLED = frozenset({"apkg", "csv", "gif", "jpeg", "jpg", "mp3", "mp4", "pdf", "png", "svg", "tsv", "txt", "url"})
"""Words of small letters that are read letter by letter."""
_STOPS = r"(?:^|[^aeiouy])[aeiouy][ckpt]$|[aeiouy]ck$"
"""A word whose last letter Koreans write as a final: set 셋, map 맵, block 블록; but code 코드, link 링크."""


def worded(template: str, values: Mapping[str, object], language: str = "en") -> str:
    """Fill a text.

    Args:
        template: Text with `{name}` for values and `{{` for a brace. 1200 as `{n}` is 1,200, as `{n:d}` 1200, as
            `{n:?card|cards}` 1,200 cards, as `{n:!card|cards}` cards; `{why:system}` is what the operating system says;
            other formats are Python's. In Korean, a pair such as `을/를` right after a value becomes what fits it.
        values: What fills it; nothing in them is read as a format or a particle, and each stays on one line.

    Raises:
        KeyError: A value is missing.
    """
    pieces: list[str] = []
    end = 0
    for match in (*_VALUE.finditer(template), None):
        literal = template[end : match.start() if match else None]
        particle = re.match(PARTICLE, literal) if pieces and language == "ko" else None
        pieces.append(_fitting(particle, pieces[-1]) + literal[particle.end() :] if particle else literal)
        if match:
            end = match.end()
            spec = match[2] or ""
            pieces.append(one_line(_formatted(values[match[1]], spec, language)) if match[1] else match[0][0])
    return "".join(pieces)


def _formatted(value: object, spec: str, language: str) -> str:
    number = f"{value:,}" if isinstance(value, int) else str(value)
    if spec.startswith(("?", "!")):
        one, _, many = spec[1:].partition("|")
        word = one if value == 1 else many
        return f"{number} {word}" if spec[0] == "?" else word
    if spec in {"", "d", "system"}:
        return number if not spec else str(value) if spec == "d" else system_words(str(value), language)
    return format(value, spec)


def system_words(said: str, language: str) -> str:
    """What the operating system says of a file or a connection, in a language; as it is where it is not known."""
    return translated_text(f"system.{said}", language) or said


def with_particle(word: str, pair: str) -> str:
    """A word with the form of a Korean particle that fits it: `("카드", "을/를")` → `카드를`."""
    with_final, _, without = pair.partition("/")
    final = _final(word)
    if pair == "으로/로" and final == _RIEUL:
        return word + without
    return word + (with_final if final else without)


def _fitting(match: re.Match[str], word: str) -> str:
    return match[1] + with_particle(word, match[2])[len(word) :]


def _final(word: str) -> int:
    """The number of the final consonant with which a word ends when a Korean reads it; 0 for none."""
    found = re.findall(_WORD, word)
    if not found:
        return 0
    last: str = found[-1]
    end = last[-1]
    if ord(end) >= _FIRST:
        return (ord(end) - _FIRST) % _FINALS
    if end.isdigit():
        return _DIGITS.get(end, 0)
    if last.isupper() or len(last) == 1 or last in _SPELLED:
        return _LETTERS.get(end.upper(), 0)
    return _english_final(last.lower())


def _english_final(word: str) -> int:
    if word.endswith(("l", "le")):
        return _RIEUL
    if word.endswith(("m", "n", "ng", "me", "ne")):
        return 4
    return 1 if re.search(_STOPS, word) else 0


def size_text(size: int) -> str:
    """A number of bytes: `92 kB`, `1.2 MB`."""
    step = 1_000
    return f"{max(size, step) / step:.0f} kB" if size < step * step else f"{size / step / step:.1f} MB"
