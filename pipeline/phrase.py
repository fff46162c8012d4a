"""What a claim says of a row that it has found, in the words of its header."""

from __future__ import annotations

from pipeline.speech import Texts
from pipeline.sqlfile import SqlFile

# How a claim says in a language what it has found, after its title and before how to mend it.
# By whether it names a field, and a value.
FOUND = {
    "zh": {
        (True, True): "{title}（{field}：{found}）。", (False, True): "{title}（{found}）。",
        (True, False): "{title}（{field} 为空）。", (False, False): "{title}。",
    },
    "en": {
        (True, True): "{title} ({field}: {found}).", (False, True): "{title} ({found}).",
        (True, False): "{title} ({field} is empty).", (False, False): "{title}.",
    },
}  # fmt: skip


def texts_of_claim(file: SqlFile, has_field: bool, has_value: bool) -> dict[str, Texts]:
    """What a claim says, how to mend it, and its title for the summary, in each language."""
    titles = {key: _escaped(title).rstrip("。. ") for key, title in file.title.items()}
    says = {
        key: FOUND.get(key, FOUND["en"])[has_field, has_value].replace("{title}", title)
        for key, title in titles.items()
    }
    return {
        "name": titles,
        "says": says,
        "mend": {key: _escaped(about) for key, about in file.about.items()},
    }


def _escaped(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")
