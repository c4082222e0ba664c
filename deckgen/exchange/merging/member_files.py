"""The pictures and sounds of a member's package that the deck has not."""

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from deckgen.anki.archive import PackageArchive
from deckgen.model import MediaFile
from deckgen.model.diagnostics import Finding
from deckgen.sources.media import MediaFolder
from deckgen.system.files import numbered_names, write_atomically


class MemberFiles:
    """Files of a member's package, and the names that they get below `media/`."""

    def __init__(self, package: Path, cards: Path, ours: Iterable[str]) -> None:
        """Look at the files but for those of the deck's own, by their packed names `ours`."""
        self._package = package
        self._folder = cards / "media"
        there = {path.name.casefold(): path for path in self._folder.glob("*")}
        self.paths: dict[str, str] = {}
        """Name in the package → its name below `media/`: another one where the author's file has that name."""
        known = {*ours}
        with PackageArchive(package) as archive:
            for name, file in archive.media_files().items():
                if name not in known:
                    own = there.get(name.casefold())
                    same = own is not None and own.is_file() and own.read_bytes() == archive.media_file(file)
                    free = (each for each in numbered_names(name) if each.casefold() not in there)
                    self.paths[name] = own.name if own and same else next(free)

    def write(self, names: Iterable[str]) -> Iterator[Path]:
        """Write files into `media/` unless they are there, and yield those that are new."""
        with PackageArchive(self._package) as archive:
            files = archive.media_files()
            for name in names:
                path = self._folder / self.paths[name]
                if not path.exists():
                    write_atomically(path, archive.media_file(files[name]))
                    yield path


class FutureMedia(MediaFolder):
    """A deck's media folder with files that are still to be written."""

    def __init__(self, cards: Path, names: Collection[str]) -> None:
        super().__init__(cards)
        self._new = names

    def find(self, written: str) -> MediaFile | Finding:
        """The file that a card names, or why it cannot be packed."""
        name = written.removeprefix("media/")
        return MediaFile(name, Path(name)) if name in self._new else super().find(written)
