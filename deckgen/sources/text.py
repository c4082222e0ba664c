"""Text files as authors leave them: any line ends, composed or decomposed, with or without a byte-order mark."""

import re
from contextlib import suppress
from pathlib import Path

from deckgen.model.diagnostics import Diagnostic, Span, finding
from deckgen.sources.places import normalised, place
from deckgen.system.inputs import MOST_TEXT, NotReadError, read_file

FORBIDDEN = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufdd0-\ufdef\ufffe\uffff]"
"""What no source may hold: Anki refuses the first ones; the line separators break lines for YAML, but for no editor."""

_SYLLABLES = "[가-힣]{2}"
_LATEX = (
    r"\r(?:ho|ight|angle|ceil|floor)|\n(?:abla|e|eq|eg|ot|otin|orm|u)\b"
    r"|\t(?:heta|imes|au|ext|extbf|ilde|o|op|an|anh|riangle|frac)\b"
)


def has_escape(text: str) -> bool:
    r"""Whether double quotes made something else of LaTeX: of `\theta` a tab and `heta`."""
    return not text.isprintable() and re.search(f"{FORBIDDEN}|{_LATEX}", text) is not None


def read_text(path: Path, name: str, within: Path | None) -> str | Diagnostic:
    """Read a text file.

    Args:
        within: The folder that it must lie in, wherever links lead; None for what comes with deckgen.

    Returns:
        Its text, or what is wrong with it; see `clean_text`.
    """
    data = read_data(path, name, within)
    return data if isinstance(data, Diagnostic) else decode(data, name)


def read_data(path: Path, name: str, within: Path | None, most: int = MOST_TEXT) -> bytes | Diagnostic:
    """Read a file's bytes, or say why they are not read; see `read_text`."""
    try:
        return read_file(path, within, most)
    except NotReadError as error:
        if error.case == "missing":
            return finding("missing-file", "there is no such file", "write it, or fix its name").at(Span(name))
        return error.named(name).at(Span(name))


def decode(data: bytes, name: str) -> str | Diagnostic:
    """The text of a file's bytes, or what is wrong with it; see `clean_text`."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # `error.object` is the text after a byte-order mark; offsets count from there
        good = error.object[: error.start].decode()
        byte = f"0x{error.object[error.start]:02x}"
        found = finding("not-utf8", "byte {byte} is not UTF-8", "save the file as UTF-8", byte=byte)
        if _is_korean(data):
            found = finding(
                "not-utf8.korean",
                "the file is saved in CP949 (EUC-KR), not in UTF-8",
                "save it as UTF-8: in Notepad under 'Save as', in VS Code by 'Reopen with Encoding', then 'Save with "
                "Encoding'",
            )
        return found.at(place(name, good, len(good)))
    return clean_text(text, name)


def _is_korean(data: bytes) -> bool:
    """Whether bytes are Korean in the encoding that Korean authors meet."""
    with suppress(UnicodeDecodeError):
        return re.search(_SYLLABLES, data.decode("cp949")) is not None
    return False


def clean_text(text: str, name: str) -> str | Diagnostic:
    """Normalised text without invisible characters that Anki refuses, or the first of them."""
    text = normalised(text)
    bad = None if text.replace("\n", "").isprintable() else re.search(FORBIDDEN, text)
    if bad is None:
        return text
    return finding(
        "control-character",
        "invisible character {code} in the file",
        "delete it: Anki refuses such fields",
        code=f"U+{ord(bad.group()):04X}",
    ).at(place(name, text, bad.start()))
