"""Read kinds from their folders: the built-in ones next to this file, a deck's own from `cards/kinds/`.

A folder holds `kind.yaml` (key, fields, cards), `labels.yaml` (language → name → text), `NAME.front.html` and
`NAME.back.html` for each card, `style.css` and `example.yaml`. Own kinds obey the same rules and get the
same diagnostics.
"""

from functools import lru_cache
from pathlib import Path

from deckgen.kinds.reader import Common, KindReader
from deckgen.model import FieldSpec, Kind
from deckgen.model.diagnostics import Diagnostic, Span, finding
from deckgen.model.nodes import Mapping
from deckgen.system.files import display_path
from deckgen.system.inputs import refuse_outside

FOLDER = Path(__file__).parent
BUILTIN = ("term", "mechanism", "question", "cloze", "basic")


def builtin_kinds() -> tuple[Kind, ...]:
    """The kinds that come with deckgen, in the order in which they are presented."""
    return _builtin()[0]


@lru_cache(maxsize=1)
def _builtin() -> tuple[tuple[Kind, ...], tuple[Diagnostic, ...]]:
    """They have diagnostics only while somebody works on them."""
    read = [KindReader(FOLDER / name, display_path(FOLDER / name), _common()).read() for name in BUILTIN]
    return tuple(kind for kind, _ in read), tuple(problem for _, problems in read for problem in problems)


def load_kinds(cards: Path) -> tuple[tuple[Kind, ...], tuple[Diagnostic, ...]]:
    """All kinds that a deck can use: the built-in ones, then its own.

    Raises:
        DeckgenError: Its folder of kinds is a link that leads out of it.
    """
    builtin, problems_of_builtin = _builtin()
    kinds, diagnostics = list(builtin), list(problems_of_builtin)
    for path in _own_folders(cards):
        reader = KindReader(path, display_path(path), _common(), within=cards)
        kind, problems = reader.read()
        diagnostics.extend(problems)
        if kind.known:  # what members have goes before what comes with deckgen
            kinds = [k for k in kinds if k.own or not {kind.name, kind.key} & {k.name, k.key}]
        clash = next((k for k in kinds if kind.name == k.name or kind.key == k.key), None)
        if clash is not None:
            names = {"name": kind.name, "key": kind.key, "other": clash.name, "other_key": clash.key}
            diagnostics.append(
                finding(
                    "kind-clash",
                    "kind '{name}' with key '{key}' conflicts with the kind '{other}' with key '{other_key}'",
                    "rename the folder or the key",
                    **names,
                ).at(Span(f"{reader.display}/kind.yaml"))
            )
        elif kind.key:
            kinds.append(kind)
    return tuple(kinds), tuple(diagnostics)


def folder_of(kind: Kind, cards: Path) -> Path:
    """Where the files of a kind are.

    Args:
        kind: A kind that comes with deckgen, or that a deck has of its own.
    """
    return (cards / "kinds" if kind.own else FOLDER) / kind.name


def _own_folders(cards: Path) -> list[Path]:
    """The folders of a deck's own kinds; none is looked for outside the deck."""
    folder = cards / "kinds"
    if not folder.is_dir():
        return []
    refuse_outside(folder, cards)
    return sorted(path for path in folder.iterdir() if path.is_dir() and not path.name.startswith("."))


def common_fields() -> tuple[FieldSpec, ...]:
    """The fields that every kind has after its own."""
    return _common().fields


@lru_cache(maxsize=1)
def _common() -> Common:
    reader = KindReader(FOLDER / "common", "common")
    root = reader.yaml("fields.yaml")
    assert isinstance(root, Mapping)  # noqa: S101 - it comes with deckgen
    fields, helps = reader.fields(reader.mapping_reader(root))
    return Common(fields, helps, reader.labels())
