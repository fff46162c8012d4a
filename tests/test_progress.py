"""How far a build has come is shown at a terminal, and nowhere else."""

from __future__ import annotations

import io
from datetime import date

import pytest

from pipeline.build import build
from pipeline.progress import quiet, shown


class Terminal(io.StringIO):
    """A stream that somebody sits at."""

    def isatty(self) -> bool:
        return True


def test_a_build_tells_how_many_pages_and_files_of_how_many_are_done(birds, tmp_path):
    told: list[tuple[str, int, int]] = []
    built = build(birds, tmp_path / "site", date(2026, 3, 9), watch=lambda *at: told.append(at))
    for stage in ("progress-pages", "progress-files"):
        steps = [(done, total) for name, done, total in told if name == stage]
        assert steps == sorted(steps)
        assert len({total for _, total in steps}) == 1
    assert [at for at in told if at[0] == "progress-pages"][-1] == (
        "progress-pages", built.pages, built.pages,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("lang", "label", "rate"), [("en", "Making pages", "/s"), ("zh", "制作页面", "每秒")]
)
def test_a_terminal_shows_the_stage_the_count_and_the_rate(monkeypatch, lang, label, rate):
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("TERM", "xterm")
    stream = Terminal()
    with shown(stream, lang) as watch:
        watch("progress-pages", 3, 12)
    assert label in stream.getvalue()
    assert "3/12" in stream.getvalue().replace(" ", "")
    assert rate in stream.getvalue()


def test_what_is_no_terminal_is_told_nothing():
    stream = io.StringIO()
    with shown(stream, "en") as watch:
        watch("progress-pages", 3, 12)
    assert watch is quiet
    assert stream.getvalue() == ""
