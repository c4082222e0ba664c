r"""What is dangerous in a finished field: a tag, something that Anki runs, a formula that reaches out of itself.

A field is looked at as it is and as Anki shows its deletions, since hiding and showing may put together what the
author wrote apart: the hint of `{{c1::x::latex}}` shows as `[latex]`, and in a formula `\{{c1::href}}` as `\href`.
"""

import html
import re
from collections.abc import Collection, Iterator, Sequence
from pathlib import PurePath

from msgspec import Struct

from deckgen.anki.cloze import ClozeNode, ClozeText, parse_cloze, plain
from deckgen.anki.mathjax import UNSAFE_COMMANDS, commands_of, mathjax
from deckgen.anki.media_names import PICTURES, SOUNDS

_TEXT = r'"[^"<>]*+"'
_ADDRESS = r'"(?:(?:https?:|mailto:)[^"<>]*+|#)"'
_PICTURE = r'"(?:https?:[^"<>]*+|[^"<>:]++)"'
_WITH_ATTRIBUTES = (
    rf"a href={_ADDRESS}(?: title={_TEXT})?",
    rf"img src={_PICTURE} alt={_TEXT}(?: title={_TEXT})? ?/?",
    r'(?:th|td) align="(?:left|right|center)"',
    r'ol (?:class="steps"|start="\d++")',
    r'pre class="code" tabindex="0"',
    r'div class="scroll" tabindex="0"',
    r'details class="fold"',
    r'span class="(?:glue|(?:k-[\w-]++ ?)++)"',
)
_LIVE = re.compile(r"\[(?:latex\]|\$\$?\]|anki:)", re.IGNORECASE)
"""What Anki runs or speaks, wherever it is: `[latex]`, `[$]`, `[$$]`, `[anki:tts …]`."""
_COMMON = (
    r"/?+(?:strong|li|t[dhr]|a|code|del|p|em|ul|ol|t(?:able|head|body)|br ?/|h[1-6]|br|hr ?/|blockquote|details|summary"
    r"|div|span|su[bp]|ruby|r[tp]|kbd|mark|u|pre)>"
)
"""The same tags without attributes, as they mostly come: in lower case, the most frequent first."""
_OTHER_TAG = re.compile(rf"<(?!{_COMMON}|(?:{'|'.join(_WITH_ATTRIBUTES)})>)")
_DOUBTFUL = (
    ("<", _OTHER_TAG),
    ("\\", re.compile(rf"\\(?:{'|'.join(sorted(UNSAFE_COMMANDS))})")),
    ("[", re.compile(rf"\[sound:|(?i:{_LIVE.pattern})")),
    ("&", re.compile(r"&(?!(?:amp|lt|gt|quot);)")),
    ("{", re.compile(r"\{\{")),
)
"""What needs a second look, by its first character, which is found much quicker."""
_SOUND = re.compile(r"\[sound:([^\]]*+)")
_MANY = re.compile(r"\{\{c[0-9]*+,[0-9,]*+::")
_MARK = re.compile(r"\{\{c[0-9,]++::|\}\}")
_RUN = re.compile(r"(?:[^<]++|<(?:br|wbr) *+/?>)++", re.IGNORECASE)
"""What MathJax reads as one text: elements part it, line breaks do not."""
_TOKEN = re.compile(r"\\(?:[a-zA-Z]|.)|[{}]", re.DOTALL)
_BEGINS = re.compile(r"(?:<|\[[a-zA-Z$]*+)\Z")
"""A tag or a mark that goes on after the field."""
_TEMPLATE = re.compile(r"\{\{|\[\[|\[sound:|\\[(\[]")
"""What begins a field of a template, a label, a sound, a formula."""
TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Characters that reverse what follows; marks that only say in which direction a word reads are in many names."""
_NAME = re.compile(r"<[a-zA-Z!/?]")


class Danger(Struct, frozen=True):
    """Something that must not leave."""

    case: str
    """What it is: a case of the rule `unsafe`."""
    what: str
    """What to call it, as it is in the field."""


def is_harmless(text: str) -> bool:
    """Whether a text needs no second look: most do not, so this is what the guard costs."""
    return not [begin for begin, doubtful in _DOUBTFUL if begin in text and doubtful.search(text)]


def dangers(field: str, media: Collection[str], *, cloze: bool = False) -> Iterator[Danger]:
    """What is dangerous in a field that the renderer wrote.

    Args:
        media: The packed names of the sounds and pictures that the deck has.
        cloze: Whether a template shows its deletions.
    """
    if is_harmless(field):
        return
    if _OTHER_TAG.search(field):
        from deckgen.anki.guard.html_tags import refused  # most fields need no second look

        yield from (Danger(*found) for found in refused(field, hides=False) if found[0] == "tag")
    for text in _texts_of(field, cloze=cloze):
        yield from _live_dangers(text, media, cloze=cloze)


def html_dangers(
    field: str, media: Collection[str], *, cloze: bool = False, latex: Collection[str] | None = None
) -> Iterator[Danger]:
    """What is dangerous in a finished field that was written as HTML; see `dangers`.

    `media` are what the deck has; members may have others, by plain names. `latex` are the macros that the header of
    its note type defines, where `[latex]` may be there: in a deck that moved in.
    """
    from deckgen.anki.guard.html_tags import refused

    hides = cloze and "{{c" in field
    found = list(refused(field, hides=hides))
    if not found and hides:
        # between deletions and tags only whole tags may be: what is left of a field is the same tags
        found = list(refused(plain(parse_cloze(field)), hides=False))
    if found:
        yield Danger(*min(found, key=lambda each: each[0] == "nesting"))  # of which nothing that shows is lost
        return
    for text in _texts_of(field, cloze=cloze):
        yield from _live_dangers(text, media, cloze=cloze, latex=latex, by_name=True)


def joint_dangers(
    field: str, others: Sequence[str], media: Collection[str], *, cloze: bool, latex: Collection[str] | None = None
) -> Iterator[Danger]:
    """What a harmless field, written as HTML, becomes with another of its note, which a template may put after it.

    It ends in the beginning of a tag, of a mark such as `[latex]`, or in a formula.
    """
    if _BEGINS.search(field) or _is_formula_open(field):
        for other in (*others, "".join(others)):
            yield from html_dangers(f"{field}{other}", media, cloze=cloze, latex=latex)


def _is_formula_open(field: str) -> bool:
    runs = _RUN.findall(field) if "\\" in field else ()
    return any(run.endswith(formula) for run in runs for formula in _formulas_of(run, whole=False))


def _texts_of(field: str, *, cloze: bool) -> tuple[str, ...]:
    """A field as it is, and where a template shows its deletions, as it is with all shown and all hidden."""
    if not (cloze and "{{c" in field):
        return (field,)
    parsed = parse_cloze(field)
    return field, plain(parsed), _hidden(parsed)


def _live_dangers(
    text: str, media: Collection[str], *, cloze: bool, latex: Collection[str] | None = None, by_name: bool = False
) -> Iterator[Danger]:
    """What Anki would play, run or typeset of a text so that it reaches out of it; `by_name` allows any sound's."""
    if cloze and (many := _MANY.search(text)):
        yield Danger("numbers", many.group())
    for written in _SOUND.findall(text):
        name = html.unescape(written)
        if name not in media and not (by_name and _is_sound(name)):
            yield Danger("sound", f"[sound:{name}]"[:60])
    live = _LIVE.search(text)
    if live and (latex is None or "[anki:" in text.lower()):
        yield Danger("live", live.group())
    elif latex is not None:
        from deckgen.anki.typeset import typeset_danger  # moved-in notes may have LaTeX of this kind

        if bad := typeset_danger(text, latex):
            yield Danger("latex", bad)
    yield from _formulas(text, split=cloze)


def _is_sound(name: str) -> bool:
    return not re.search(r"[:/\\\[\]]", name) and PurePath(name).suffix.lower() in PICTURES | SOUNDS


def in_plain_text(text: str) -> Danger | None:
    """What is dangerous in a text that goes into a template, a tag or a name: where it would be read as more."""
    live = _LIVE.search(text) or _TEMPLATE.search(text)
    if live:
        return Danger("live", live.group())
    tag = _NAME.search(text)
    return Danger("tag", tag.group()) if tag else None


def _formulas(text: str, *, split: bool) -> Iterator[Danger]:
    """The commands of formulas that reach out of them; `split` where deletions may put commands together."""
    if "\\" not in text:
        return
    for run in _RUN.findall(text):
        for formula in _formulas_of(html.unescape(run) if "&" in run else run, whole=split):
            for _, name in commands_of(formula):
                if name in UNSAFE_COMMANDS:
                    yield Danger("latex", f"\\{name}")
            if split and "{{c" in formula:
                # In formulas Anki leaves out the tags that deletions become: what is at their ends meets.
                for _, name in commands_of(_MARK.sub("", formula)):
                    begun = sorted(filter(name.startswith, UNSAFE_COMMANDS))
                    if begun and (name in UNSAFE_COMMANDS or name not in mathjax().commands):
                        yield Danger("latex", f"\\{begun[0]}")


def _formulas_of(run: str, *, whole: bool) -> Iterator[str]:
    r"""The formulas of a text as MathJax finds them: up to the first `\)` that is in no braces.

    `whole` takes all from the first opening on: hidden deletions may open and close braces.
    """
    end, start, depth = "", 0, 0
    for token in _TOKEN.finditer(run):
        found = token.group()
        if not end:
            if found in {"\\(", "\\["}:
                end, start, depth = {"\\(": "\\)", "\\[": "\\]"}[found], token.end(), 0
                if whole:
                    break
        elif found == end and depth == 0:
            yield run[start : token.start()]
            end = ""
        else:
            depth = max(0, depth + {"{": 1, "}": -1}.get(found, 0))
    if end:
        yield run[start:]


def _hidden(text: ClozeText) -> str:
    """The field with every deletion hidden."""

    def fill(node: ClozeNode) -> str:
        if isinstance(node, str):
            return node
        inner = "".join(fill(child) for child in node.content)
        return f"[{'...' if node.hint is None else node.hint}]{inner}"

    return "".join(fill(node) for node in text.nodes)
