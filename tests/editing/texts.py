"""Random texts, as fields hold them."""

import re
import unicodedata

from hypothesis import strategies as st

from deckgen.sources.text import FORBIDDEN, has_escape

_FREE = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=40)
_YAML = st.text(st.sampled_from(":#-?,[]{}&*!|>'\"%@`~\\ \n\tab가나0_.$"), max_size=40)
_LONG = st.lists(st.text(st.sampled_from("가a:#-'\"\\."), max_size=12), max_size=40).map(" ".join)
_LINES = st.lists(_YAML, max_size=5).map("\n".join)


def _sound(text: str) -> bool:
    """Whether a source may hold it: without characters that the reader refuses, or that only quotes could hold."""
    return (
        not re.search(FORBIDDEN, text.replace("\n", "").replace("\t", ""))
        and not has_escape(text)
        and "\ufeff" not in text
    )


texts = st.one_of(_FREE, _YAML, _LONG, _LINES).map(lambda text: unicodedata.normalize("NFC", text)).filter(_sound)
"""Without control characters but tab and line break, composed, as the reader gives them."""
