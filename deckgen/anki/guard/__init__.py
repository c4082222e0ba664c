"""What leaves for Anki or a page is looked at once more when it is done, so that nothing of a stranger's runs there."""

from deckgen.anki.guard.acting import (
    PAGE,
    REMOTE,
    SCRIPT,
    Act,
    acts_of_style,
    acts_of_template,
    leads_to_script,
    loads_elsewhere,
)
from deckgen.anki.guard.deck import as_error, check_config, check_description, check_labels, check_name
from deckgen.anki.guard.field import TURNS, Danger, dangers, in_plain_text
from deckgen.anki.guard.grammar import HARMLESS
from deckgen.anki.guard.html_field import html_dangers, sanitize
from deckgen.anki.guard.style import check_style, finished

__all__ = [
    "HARMLESS",
    "PAGE",
    "REMOTE",
    "SCRIPT",
    "TURNS",
    "Act",
    "Danger",
    "acts_of_style",
    "acts_of_template",
    "as_error",
    "check_config",
    "check_description",
    "check_labels",
    "check_name",
    "check_style",
    "dangers",
    "finished",
    "html_dangers",
    "in_plain_text",
    "leads_to_script",
    "loads_elsewhere",
    "sanitize",
]
