"""A steward's way through the gate: what the check says, how one finding is let stand, how it ends.

The bird walks have a remark on line 3 of counts.csv, in its sixth column.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from folders import describe, digest, edit, write
from site_fixture import read_rows

REMARK = '"Standing.\nThen it flew <b>off</b>."'
PLACE = "datasets/counts.csv:3:6"
FORMULA = (
    "remark begins with a sign that makes Excel and WPS take text for a formula (= + - @, also in "
    "full width). Begin it with another character; write a list with * and a number in a number "
    f"field. If it may stand: baoguangtai allow {PLACE}"
)
FORMULA_ZH = (
    "remark 以 = + - @（含全角）开头，Excel 和 WPS 会把文字当作公式执行。请以其他字符开头；"
    f"列表请用 *，数字请填入数值字段。确可保留的，运行 baoguangtai allow {PLACE}。"
)
NOTHING = (
    "remark holds only a word or sign for nothing (such as 无, N/A, NULL or a dash). Leave the "
    f"cell empty, or write what is known. If it may stand: baoguangtai allow {PLACE}"
)
NOTHING_ZH = (
    "remark 只写了表示“没有”的词或符号（如 无、N/A、NULL、横线）。请留空，或写明已知内容。"
    f"确可保留的，运行 baoguangtai allow {PLACE}。"
)


@pytest.fixture
def remark(birds: Path) -> Callable[[str], Path]:
    """The birds with another remark on line 3, written as it stands in a CSV file."""

    def remark(text: str) -> Path:
        edit(birds / "datasets/counts.csv", REMARK, text)
        return birds

    return remark


@pytest.fixture
def allow(birds: Path, run: Callable[..., object]) -> Callable[..., object]:
    """Let something stand; `reason`, `role` and `until` are as usual unless told otherwise."""

    def allow(place: str, *options: str, **changes: str) -> object:
        said = {"reason": "official line", "role": "duty officer", "until": "2026-12-31", **changes}
        words = [word for name, text in said.items() for word in (f"--{name}", text)]
        return run("allow", place, *words, "--as-of", "2026-03-09", *options)

    return allow


# --- formulas and words for nothing ---------------------------------------------------------------


@pytest.fixture
def remarks(birds: Path, run: Callable[..., object]) -> Callable[..., list[str]]:
    """What is said of these remarks, each in a row of its own below the others, without places."""

    def remarks(*texts: str) -> list[str]:
        rows = [f"{n},reeds,2026-03-08,Coot,1,{text}" for n, text in enumerate(texts, 10)]
        with (birds / "datasets/counts.csv").open("a", encoding="utf-8") as file:
            file.write("".join(f"{row}\n" for row in rows))
        starts, line = [], 6
        for text in texts:
            starts.append(line)
            line += 1 + text.count("\n")
        said = {text.split(": ")[0]: text for text in run("check").err.splitlines()}
        return [said.get(f"datasets/counts.csv:{at}:6", "") for at in starts]

    return remarks


def here(said: str, line: int) -> str:
    return said.replace(PLACE, f"datasets/counts.csv:{line}:6")


def test_text_that_a_spreadsheet_would_run_is_refused(remarks):
    texts = ["=1+1", '"=HYPERLINK(""https://example.org"")"', "+86", "-5", "@now", "＝1+1", "＋1",
             "－1", "＠now", "﹦1", "﹢1", "﹣1", "﹫now", "+", "=", '"- one\n- two"']  # fmt: skip
    assert remarks(*texts) == [here(f"{PLACE}: {FORMULA}", line) for line, _ in enumerate(texts, 6)]


def test_text_that_a_spreadsheet_shows_passes(remarks):
    texts = ["'=1+1", "a=1", "1-2", "*one", "“=1”", "−5", "—x", "N/A or so", "无人"]
    assert remarks(*texts) == [""] * len(texts)


def test_a_formula_in_both_languages_through_the_check(remark, run):
    remark("=1+1")
    ending = "Not published: 1 error in 1 file.\n"
    assert run("check") == (1, "", f"{PLACE}: {FORMULA}\n{ending}")
    assert run("check", "--lang", "zh").err.splitlines()[0] == f"{PLACE}: {FORMULA_ZH}"


def test_a_tab_before_a_sign_is_an_unseen_character(remark, run):
    remark("\t=1")
    assert run("check").err.startswith(f"{PLACE}: There is an invisible character here (U+0009)")


def test_a_number_in_a_number_field_may_have_a_sign(birds, run):
    def allow_less_than_none(descriptor: dict) -> None:
        birds_field = descriptor["resources"][1]["schema"]["fields"][4]
        birds_field["constraints"] = {"required": True}

    describe(birds, allow_less_than_none)
    edit(birds / "datasets/counts.csv", "Grey heron,1,", "Grey heron,-1,")
    assert run("build").code == 0  # also in the published files


def test_a_word_for_nothing_is_warned_of(remarks):
    texts = ["无", "暂无", "N/A", "n/a", "NULL", "None", "-", "--", "—", "／"]
    assert remarks(*texts) == [
        here(f"{PLACE}: warning: {NOTHING}", line) for line, _ in enumerate(texts, 6)
    ]


def test_a_word_for_nothing_in_both_languages_through_the_check(remark, run):
    remark("无")
    ending = "2 files checked; 1 warning and no error, so nothing stops publication.\n"
    assert run("check") == (0, ending, f"{PLACE}: warning: {NOTHING}\n")
    assert run("check", "--lang", "zh").err == f"{PLACE}: 警告：{NOTHING_ZH}\n"


def test_letters_that_look_like_others_are_warned_of(remarks):
    texts = ["示例МАХ公司", "ΑBC", "Cоot", "No. 3а"]
    said = (
        f"{PLACE}: warning: remark holds Greek or Cyrillic letters that look like Latin ones, so "
        "that nobody who searches for the word will find it. Type it again in Latin letters. "
        f"If it may stand: baoguangtai allow {PLACE}"
    )
    assert remarks(*texts) == [here(said, line) for line, _ in enumerate(texts, 6)]


def test_words_of_another_script_are_no_disguise(remarks):
    texts = ["Москва", "α粒子", "Ω", "μm", "ΔΕΗ", "café", "MAX公司"]
    assert remarks(*texts) == [""] * len(texts)


def test_a_code_may_be_called_none(birds, run):
    """Where a list or a pattern says which words there are, none of them is a word for nothing."""

    def list_the_birds(descriptor: dict) -> None:
        descriptor["resources"][1]["schema"]["fields"][5]["constraints"] = {
            "pattern": "[A-Za-z .<>/()\\[\\]\n:1]*"
        }

    describe(birds, list_the_birds)
    edit(birds / "datasets/counts.csv", REMARK, "none")
    assert run("check").err == ""


# --- the way through ------------------------------------------------------------------------------


def test_a_finding_is_let_stand_by_its_place_and_no_hash_passes_through_a_hand(remark, run, allow):
    birds = remark("=1+1")
    assert allow(f"{PLACE}:") == (
        0,
        "Allowed until 2026-12-31: formula in counts 2. "
        "Have the change of datasets/allowances.csv reviewed.\n",
        "",
    )
    [row] = read_rows(birds / "datasets/allowances.csv")
    assert {k: v for k, v in row.items() if k != "sha256"} == {
        "rule": "formula", "resource": "counts", "record": "2", "reason": "official line",
        "role": "duty officer", "expires_on": "2026-12-31",
    }  # fmt: skip
    assert run("check") == (0, "2 files checked; no problems.\n", "")
    assert run("build").code == 0
    assert "=1+1" in (birds / "site/data/counts.csv").read_text("utf-8")


def test_in_chinese(remark, allow):
    remark("=1+1")
    assert allow(PLACE, "--lang", "zh").out == (
        "已许可至 2026-12-31：counts 2 的 formula。请将 datasets/allowances.csv 的改动提交复核。\n"
    )


def test_the_same_text_in_another_row_is_not_let_stand(remark, run, allow):
    birds = remark("=1+1")
    edit(birds / "datasets/counts.csv", "See [the map](javascript:alert(1)).", "=1+1")
    allow(PLACE)
    assert run("check").err.splitlines()[0].startswith("datasets/counts.csv:4:6: remark begins")
    allow("datasets/counts.csv:4:6")
    assert run("check").code == 0
    assert len(read_rows(birds / "datasets/allowances.csv")) == 2


def test_another_text_in_the_same_row_is_not_let_stand_and_the_line_is_idle(remark, run, allow):
    birds = remark("=1+1")
    allow(PLACE)
    edit(birds / "datasets/counts.csv", "=1+1", "=1+2")
    assert run("check").err.splitlines() == [
        f"{PLACE}: {FORMULA}",
        "datasets/allowances.csv:2: The allowance matches nothing. Remove the line, or correct "
        "rule, hash, resource and record.",
        "Not published: 2 errors in 2 files.",
        "  datasets/counts.csv: 1 error (text like a formula)",
        "  datasets/allowances.csv: 1 error (allowance without use)",
    ]


def test_after_its_last_day_it_ends_and_can_be_decided_anew(remark, run, allow):
    birds = remark("=1+1")
    allow(PLACE, until="2026-03-09")
    assert run("check", "--as-of", "2026-03-09").code == 0
    assert run("check", "--as-of", "2026-03-10").err.splitlines() == [
        f"{PLACE}: {FORMULA}",
        "datasets/allowances.csv:2: The allowance expired on 2026-03-09. Remove it together with "
        "what it allowed, or have it decided anew.",
        "Not published: 2 errors in 2 files.",
        "  datasets/counts.csv: 1 error (text like a formula)",
        "  datasets/allowances.csv: 1 error (allowance expired)",
    ]
    allow(PLACE, "--as-of", "2026-03-10", until="2026-04-01")
    [row] = read_rows(birds / "datasets/allowances.csv")
    assert row["expires_on"] == "2026-04-01"
    assert run("check", "--as-of", "2026-03-10").code == 0


def test_a_warning_can_be_let_stand_too(remark, run, allow):
    remark("无")
    allow(PLACE)
    assert run("check").err == ""


def test_of_two_rules_at_a_place_one_may_be_named(remark, run, allow):
    birds = remark("=电话13912345678")
    assert allow(PLACE, "--rule", "formula").code == 0
    assert [row["rule"] for row in read_rows(birds / "datasets/allowances.csv")] == ["formula"]
    assert run("check").err.splitlines()[0] == (
        f"{PLACE}: remark holds a mobile number. It is not repeated here. Remove it, or name a "
        f"public hotline such as 12345. If it may stand: baoguangtai allow {PLACE}"
    )


def test_a_finding_on_a_page_is_let_stand_on_that_page(birds, run, allow):
    edit(birds / "site_templates/pages/index.html", "<ul>", "<p>Call 139<b>1234</b>5678</p><ul>")
    place = run("build").err.split(": ")[0]
    assert place.startswith("index.html:")
    assert run("check").code == 0  # a check makes no pages
    assert allow(place).out.startswith(
        "Allowed until 2026-12-31: privacy-mobile in site index.html"
    )
    assert run("build").code == 0


def test_a_picture_in_the_assets_is_let_stand_on_the_site_until_it_changes(birds, run, allow):
    picture = birds / "site_templates/assets/lake.jpg"
    telling = Path(__file__).parent / "pictures" / "telling"
    write(picture, (telling / "comment.jpg").read_bytes())
    assert allow("site_templates/assets/lake.jpg").code == 0
    assert run("build").code == 0
    assert (birds / "site/assets/lake.jpg").is_file()
    write(picture, (telling / "exif.jpg").read_bytes())
    assert run("check").err.startswith("site_templates/assets/lake.jpg: The file holds an image")


# --- what is not let through ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"reason": " "},
            "reason cannot be read in this allowance; its value is not repeated here.",
        ),
        ({"role": "王小明，负责人王小明"}, "role cannot be read in this allowance"),
        ({"reason": "see 13912345678"}, "reason cannot be read in this allowance"),
        ({"reason": "=1"}, "reason cannot be read in this allowance"),
        ({"reason": "a\nb"}, "reason cannot be read in this allowance"),
        ({"until": "2026-03-08"}, "An allowance until 2026-03-08 would have run out already."),
    ],
)
def test_a_decision_that_cannot_be_written_down_is_refused(remark, allow, changes, said):
    birds = remark("=1+1")
    before = digest(birds)
    answer = allow(PLACE, **changes)
    assert answer.code == 2
    assert answer.err.startswith(f"datasets/allowances.csv: {said}")
    assert answer.err.endswith("Nothing was allowed: 1 error.\n")
    assert digest(birds) == before


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "Nothing that could be allowed is found at {0}. Give the place as the message "
               "writes it, such as datasets/x.csv:12:3.\nNothing was allowed: 1 error.\n"),
        ("zh", "在 {0} 没有可以许可的发现。请照提示所写的位置填写，"
               "例如 datasets/x.csv:12:3。\n未作许可：有 1 处错误。\n"),
    ],
)  # fmt: skip
def test_a_place_where_nothing_is_found(remark, allow, lang, said):
    birds = remark("=1+1")
    place = "datasets/counts.csv:3"
    answer = allow(place, "--lang", lang)
    assert (answer.code, answer.err) == (2, f"{place}: {said.format(place)}")
    assert not (birds / "datasets/allowances.csv").exists()


def test_what_is_wrong_otherwise_has_to_be_mended_first(birds, allow):
    edit(birds / "datasets/counts.csv", "Grey heron,1,", "Grey heron,some,")
    answer = allow(PLACE)
    assert answer.code == 1
    assert answer.err.splitlines()[0].startswith(
        "datasets/counts.csv:3:5: birds is not a whole number"
    )
