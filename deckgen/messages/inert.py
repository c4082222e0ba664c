"""Texts of strangers where people read them: no character that moves the cursor, hides or reverses text.

After "Trojan Source" (CVE-2021-42574): a bidirectional control makes a line read otherwise than it is.
"""

import re

_LIVE = (
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters but tab and line feed: terminals obey them
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # they turn round the text that follows
    "\u180e\u200b\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"  # they take no room
    "\u2028\u2029\ud800-\udfff]"  # line breaks for some programs only; halves of characters
)


def inert(text: str) -> str:
    """A text in which each character that could act is written out, as `<U+202E>`; line ends and tabs stay."""
    if text.replace("\n", "").isprintable():
        return text
    return re.sub(_LIVE, lambda found: f"<U+{ord(found.group()):04X}>", text.replace("\r\n", "\n"))


def escaped(json_text: str) -> str:
    """JSON in which such characters are escaped as JSON has it: what reads it gets the text as it was."""
    return re.sub(_LIVE, lambda found: "".join(f"\\u{unit:04x}" for unit in _units(found.group())), json_text)


def one_line(text: str) -> str:
    """A name or title on one line, so that it cannot pretend to be the next line."""
    return re.sub(r"(?<!\s)\s*\n\s*", " ", text) if "\n" in text else text


def _units(character: str) -> list[int]:
    data = character.encode("utf-16-be", "surrogatepass")
    return [int.from_bytes(data[at : at + 2]) for at in range(0, len(data), 2)]
