"""How one language speaks on the pages: interface words, numbers, dates, prose."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from babel import Locale, UnknownLocaleError, dates, numbers
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po
from babel.support import NullTranslations, Translations
from markupsafe import Markup

from pipeline.confine import Templates
from pipeline.descriptor import DESCRIPTOR
from pipeline.engine import digest_of
from pipeline.marked import to_html
from pipeline.problem import Problem, misconfigured
from pipeline.project import Language, Project
from pipeline.syntax import parse
from pipeline.template import messages_of

SPEAKING = ("html", "xml", "svg", "json", "ics", "txt")  # the templates that may hold words


class Wording:
    """The words, formats and prose of one language.

    Templates are written in the first language of the project; locales/<key>/messages.po holds
    every other language. Raises Refused (configuration) for an unknown language or a broken file.
    """

    def __init__(self, project: Project, language: Language) -> None:
        self.project = project
        self.language = language
        self.is_first = language == project.languages[0]
        self.po = project.templates / "locales" / language.key / "messages.po"
        try:
            self.locale = Locale.parse(language.tag, sep="-")
        except (UnknownLocaleError, ValueError):
            raise misconfigured(DESCRIPTOR, "language-unknown", found=language.tag) from None
        self.translations = NullTranslations()
        self.source = digest_of(self.po.read_bytes() if self.po.is_file() else b"")
        self.messages = {} if self.is_first else self._read()

    def install(self, environment: Templates) -> None:
        """Give templates this language's words, filters and prose."""
        environment.translate = self.translations.gettext
        environment.install_gettext_translations(self.translations, newstyle=True)  # type: ignore[attr-defined]
        environment.filters.update(
            number=self._quick_number(),
            day=lru_cache(4096)(self.day),
            month=lru_cache(512)(self.month),
            markdown=to_html,
        )
        environment.globals["prose"] = self.prose

    def number(self, value: Any) -> str:
        """`1234` → `1,234`; a decimal keeps its places (`75.0`); nothing known → an en dash."""
        if value is None:
            return "–"
        places = -int(value.as_tuple().exponent) if isinstance(value, Decimal) else 0
        form = "#,##0." + "0" * places if places > 0 else None
        return str(numbers.format_decimal(value, format=form, locale=self.locale))

    def _quick_number(self) -> Callable[[Any], str]:
        """`number`, which says each text of a number but once: 6, 6.0 and 6.00 are equal."""

        exact = {"int": int, "float": float, "Decimal": Decimal}

        @lru_cache(4096)
        def said(kind: str, shown: str) -> str:
            return self.number(exact[kind](shown))

        def number(value: Any) -> str:
            kind = type(value).__name__
            return said(kind, str(value)) if kind in exact else self.number(value)

        return number

    def day(self, value: date | None) -> str:
        """A date in words: `2026年11月20日`, `20 November 2026`."""
        return "" if value is None else dates.format_date(value, "long", locale=self.locale)

    def month(self, value: str) -> str:
        """`2026-11` in words: `2026年11月`, `November 2026`."""
        first = date.fromisoformat(f"{value}-01")
        return dates.format_skeleton("yMMMM", first, locale=self.locale)

    def prose(self, name: str) -> Markup:
        """content/<key>/<name>.md as HTML."""
        path = self.project.templates / "content" / self.language.key / f"{name}.md"
        if not path.is_file():
            raise FileNotFoundError(f"content/{self.language.key}/{name}.md")
        return to_html(path.read_text("utf-8"))

    def untranslated(self, environment: Templates) -> list[Problem]:
        """Words in templates that this language has no translation for."""
        if self.is_first:
            return []
        found = []
        for name in environment.list_templates([*SPEAKING]):
            file = self.project.show(self.project.templates / name)
            for line, words in messages_of(parse(environment, name, file)):
                if words not in self.messages:
                    values = {"words": words, "po": self.project.show(self.po)}
                    found.append(Problem(file, "words-untranslated", values, line))
        return found

    def _read(self) -> dict[str, Any]:
        if not self.po.is_file():
            return {}
        try:
            with self.po.open("rb") as file:
                catalog = read_po(file, locale=self.language.key, abort_invalid=True)
        except (PoFileError, UnicodeDecodeError) as error:
            raise misconfigured(self.project.show(self.po), "po-invalid", found=error) from None
        compiled = io.BytesIO()
        write_mo(compiled, catalog)
        compiled.seek(0)
        self.translations = Translations(compiled)
        return {
            str(m.id[0] if isinstance(m.id, (list, tuple)) else m.id): m.string
            for m in catalog
            if m.id and not m.fuzzy and (all(m.string) if isinstance(m.string, tuple) else m.string)
        }
