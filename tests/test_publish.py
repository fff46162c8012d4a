"""A site is replaced whole or not at all, and by nothing but a build; equal inputs, equal bytes."""

from __future__ import annotations

import fcntl
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from folders import digest, edit, hashes, listed, write

from pipeline import publish

ROOT = Path(__file__).parents[1]
OLD, NEW = "2026-03-09", "2026-03-12"

Run = Callable[..., Any]


@pytest.fixture
def site(birds: Path, birds_site: Path) -> Path:
    """The site of the unchanged project, where a build of the project would put it."""
    return Path(shutil.copytree(birds_site, birds / "site"))


def start(project: Path, day: str, *options: str, **settings: Any) -> subprocess.Popen[str]:
    """A build in a process of its own."""
    program = settings.pop("program", ["-m", "pipeline"])
    command = [sys.executable, *program, "build", "--project", str(project)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **settings.pop("env", {})}
    return subprocess.Popen(
        [*command, "--as-of", day, *options], env=environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, **{"cwd": ROOT, **settings},
    )  # fmt: skip


def refusal(out: Path, sentence: str) -> tuple[int, str, str]:
    """The answer to a build that may not write to `out`."""
    return 2, "", f"{out}: {sentence}\nNot published: 1 error in 1 file.\n"


# --- what a site holds ----------------------------------------------------------------------------


def test_the_manifest_lists_every_file_with_its_hash(site):
    assert listed(site) == hashes(site)
    names = [line.split("  ", 1)[1] for line in (site / "MANIFEST.sha256").open(encoding="utf-8")]
    assert names == sorted(names)


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="sha256sum is not installed")
def test_the_manifest_is_what_sha256sum_reads(site):
    done = subprocess.run(
        ["sha256sum", "--check", "--strict", "--quiet", "MANIFEST.sha256"],
        cwd=site, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_git_keeps_nothing_of_a_site_but_its_gitignore(site):
    assert (site / ".gitignore").read_text("utf-8") == "*\n!.gitignore\n"


def test_the_answer_says_what_was_published_and_where(birds, run):
    answer = run("build")
    assert re.fullmatch(
        r"Published 6 pages \(55 files\) in \d+\.\d s\. Look at (.*)\n"
        r"Release 2026-03-09 is version 1\.0\.0: the first publication, with nothing to compare it "
        r"with\.\n",
        answer.out,
    )[1] == str(birds / "site/index.html")
    assert re.fullmatch(
        r"已发布 6 个页面（55 个文件），用时 \d+\.\d 秒。请查看 .*/site/index\.html\n"
        r"数据与发布编号 2026-03-09（版本 1\.0\.0）相同，没有新的发布。\n",
        run("build", "--lang", "zh", "--full").out,
    )
    assert re.fullmatch(
        r"Published 6 pages \(55 files\) in \d+\.\d s; 6 of the pages were the same as before and "
        r"were kept\. Look at .*/site/index\.html\n"
        r"The data are those of release 2026-03-09, version 1\.0\.0; there is no new release\.\n",
        run("build").out,
    )
    assert re.fullmatch(
        r"已发布 6 个页面（55 个文件），其中 6 个页面与上次相同，沿用未动；用时 \d+\.\d 秒。"
        r"请查看 .*/site/index\.html\n"
        r"数据与发布编号 2026-03-09（版本 1\.0\.0）相同，没有新的发布。\n",
        run("build", "--lang", "zh").out,
    )


def test_nothing_is_left_beside_a_site_but_its_lock(birds, run):
    before = {path.name for path in birds.iterdir()}
    assert run("build").code == 0
    assert run("build").code == 0
    assert {path.name for path in birds.iterdir()} - before == {"site", ".site.lock"}


def test_what_a_row_no_longer_gives_is_gone_from_the_site(birds, site, run):
    edit(birds / "datasets/counts.csv", "3,reeds,", "3,north,")
    assert (site / "sites/reeds.html").exists()
    assert run("build").code == 0
    assert not (site / "sites/reeds.html").exists()
    assert listed(site) == hashes(site)


# --- where a site may be written ------------------------------------------------------------------


@pytest.mark.parametrize("out", [".", "..", "../..", "sites/..", "sites/../../birds"])
def test_the_project_and_what_lies_above_it_are_no_place_for_a_site(birds, run, out):
    before = digest(birds)
    assert run("build", "--out", birds / out) == refusal(
        birds / out,
        "The output folder is the project itself or lies above it. Name another with --out.",
    )
    assert digest(birds) == before


def test_a_place_above_the_project_is_refused_in_chinese(birds, run):
    assert run("build", "--out", birds.parent, "--lang", "zh").err == (
        f"{birds.parent}: 输出文件夹就是项目本身或其上级。请用 --out 另指定一个。\n"
        "未发布：1 个文件中有 1 处错误。\n"
    )


@pytest.mark.parametrize("out", ["datasets", "datasets/site", "site_templates/x/y", "sql/2_tables"])
def test_the_sources_are_no_place_for_a_site(birds, run, out):
    before = digest(birds)
    assert run("build", "--out", birds / out) == refusal(
        birds / out, "The output folder lies among the sources. Name another with --out."
    )
    assert digest(birds) == before


def test_a_place_that_leads_into_the_sources_is_refused(birds, run, tmp_path):
    (tmp_path / "way").symlink_to(birds / "datasets")
    assert run("build", "--out", tmp_path / "way" / "site").err.splitlines()[0] == (
        f"{tmp_path}/way/site: The output folder lies among the sources. Name another with --out."
    )


def test_a_file_and_a_link_are_no_place_for_a_site(birds, run, tmp_path, birds_site):
    write(birds / "site", "mine")
    said = "The output is a file or a link, not a folder. Name a folder with --out."
    assert run("build") == refusal(birds / "site", said)
    assert (birds / "site").read_text("utf-8") == "mine"
    shutil.copytree(birds_site, tmp_path / "real")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert run("build", "--out", tmp_path / "link") == refusal(tmp_path / "link", said)
    assert hashes(tmp_path / "real") == hashes(birds_site)


def test_a_folder_with_something_of_someone_else_is_no_place_for_a_site(birds, run):
    write(birds / "site/thesis.txt", "mine")
    assert run("build") == refusal(
        birds / "site",
        'The output folder holds something that no build has made ("thesis.txt"). '
        "Name an empty folder with --out.",
    )
    assert (birds / "site/thesis.txt").read_text("utf-8") == "mine"


def test_an_empty_folder_and_the_folder_kept_in_git_are_good_places(birds, run, tmp_path):
    (tmp_path / "empty").mkdir()
    assert run("build", "--out", tmp_path / "empty").code == 0
    write(birds / "site/.gitignore", "*\n!.gitignore\n")
    assert run("build").code == 0
    assert hashes(birds / "site") == hashes(tmp_path / "empty")


def test_a_place_whose_parents_do_not_exist_is_made(run, tmp_path):
    assert run("build", "--out", tmp_path / "a/b/site").code == 0
    assert listed(tmp_path / "a/b/site") == hashes(tmp_path / "a/b/site")


# --- a build that does not end well ---------------------------------------------------------------


@pytest.mark.parametrize(
    "failing", ["build.copy_assets", "build.render", "publish._finish", "publish._swap"]
)
def test_an_error_in_the_middle_leaves_the_old_site_and_no_draft(
    birds, site, run, monkeypatch, failing
):
    def fail(*_: object) -> None:
        raise RuntimeError("a bug of ours")

    before = digest(site)
    monkeypatch.setattr(f"pipeline.{failing}", fail)
    with pytest.raises(RuntimeError, match="a bug of ours"):
        run("build", "--as-of", NEW)
    assert digest(site) == before
    assert not (birds / ".site.draft").exists()


def test_a_full_disk_is_said_without_a_traceback_and_leaves_the_old_site(
    birds, site, run, monkeypatch
):
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device", str(birds / ".site.draft/index.html"))

    before = digest(site)
    full = "There is no space left to write this. Free some, and try again."
    monkeypatch.setattr(publish, "_finish", fail)
    assert run("build") == (2, "", f"{birds}/.site.draft/index.html: {full}\n")
    assert digest(site) == before
    assert not (birds / ".site.draft").exists()


def test_the_draft_of_a_killed_build_is_cleared_away(birds, site, run):
    write(birds / ".site.draft/data/half.csv", "a,b")
    assert run("build", "--as-of", NEW).code == 0
    assert not (birds / ".site.draft").exists()
    assert listed(site) == hashes(site)
    assert "data/half.csv" not in listed(site)


def test_a_second_build_of_the_same_site_is_refused(birds, site, run):
    before = digest(site)
    with (birds / ".site.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert run("build") == refusal(
            site, "Another build is writing this site. Try again when it has ended."
        )
        assert run("build", "--lang", "zh").err.splitlines()[0] == (
            f"{site}: 另一个构建正在写入此网站。请待其结束后再试。"
        )
        assert digest(site) == before
    assert run("build").code == 0


def test_where_names_cannot_be_swapped_at_once_the_site_is_still_replaced(
    birds, site, run, monkeypatch
):
    monkeypatch.setattr(publish, "_exchange", lambda *_: False)
    write(birds / ".site.old/left.html", "from a build that was killed")
    assert run("build", "--as-of", NEW).code == 0
    assert NEW in (site / "data/build.csv").read_text("utf-8")
    assert listed(site) == hashes(site)
    assert not (birds / ".site.old").exists()


DIE = "os.kill(os.getpid(), signal.SIGKILL)"
MOMENTS = {
    "before the swap": f"publish._swap = lambda *_: {DIE}",
    "after the swap": f"swap = publish._exchange; publish._exchange = lambda *a: [swap(*a), {DIE}]",
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_build_killed_at_the_swap_leaves_a_whole_site(birds, site, run, moment):
    script = (
        "import os, signal\nfrom pipeline import publish\nfrom pipeline.__main__ import app\n"
        f"{MOMENTS[moment]}\napp()\n"
    )
    words = ["build", "--project", str(birds), "--as-of", NEW]
    done = subprocess.run([sys.executable, "-c", script, *words], cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL
    assert (birds / ".site.draft").exists()
    day = OLD if moment == "before the swap" else NEW
    assert (site / "data/build.csv").read_text("utf-8") == f"as_of\n{day}\n"
    assert listed(site) == hashes(site)
    assert run("build", "--as-of", NEW).code == 0
    assert not (birds / ".site.draft").exists()


def test_a_build_killed_at_any_moment_leaves_the_old_or_the_new_site_whole(birds, site, tmp_path):
    began = time.perf_counter()
    new = ["--out", str(tmp_path / "new"), "--previous", str(site)]
    assert start(birds, NEW, *new).wait() == 0
    lasting = time.perf_counter() - began
    whole = {(folder / "MANIFEST.sha256").read_bytes() for folder in (site, tmp_path / "new")}
    moments = random.Random(10)
    for _ in range(10):
        # The first half of a build only starts Python: kill in the other, and somewhat later.
        build = start(birds, NEW, start_new_session=True)
        time.sleep(lasting * moments.uniform(0.5, 1.1))
        build.kill()
        build.communicate()
        assert (site / "MANIFEST.sha256").read_bytes() in whole
        assert listed(site) == hashes(site)
    done = start(birds, NEW)
    assert done.wait() == 0
    assert hashes(site) == hashes(tmp_path / "new")
    assert not (birds / ".site.draft").exists()


# --- stopped or killed while others work ----------------------------------------------------------

# A terminal sends the signal to every process of the command.
STOPPED = """
import contextlib, os, signal, threading
from pipeline import crew, render, sift
from pipeline.__main__ import main
crew.FEW = render.PIECE = sift.FEW_BATCHES = 1
sift.BATCH_BYTES = 2_000
def stop():
    {stop}
{moment}
main()
"""
STOP = "os.killpg(0, signal.SIGINT)"
WORKING = {
    "a query runs": "threading.Timer(2, stop).start()",
    "others make pages": """
drain = crew.Crew.drain
crew.Crew.drain = lambda self: [stop() if self._workers else None, drain(self)]
""",
    "others judge files": """
batches = sift._batches
def stopping(files):
    for number, batch in enumerate(batches(files)):
        if number == 3:
            stop()
        yield batch
sift._batches = stopping
""",
    "somebody keeps it to himself": """
note = render._note
def keeping(*given):
    render._note = note
    with contextlib.suppress(KeyboardInterrupt):
        stop()
    note(*given)
render._note = keeping
""",
}


def ended(project: Path, moment: str, stop: str) -> tuple[int, str, str]:
    """How a build ended, once every process that it has started has ended too."""
    script = STOPPED.format(stop=stop, moment=WORKING[moment])
    build = start(project, NEW, "--jobs", "2", program=["-c", script], start_new_session=True)
    try:
        out, err = build.communicate(timeout=60)
    except subprocess.TimeoutExpired:
        os.killpg(build.pid, signal.SIGKILL)
        raise
    return build.returncode, out, err


@pytest.mark.parametrize("moment", WORKING)
def test_a_build_that_is_stopped_says_nothing_and_leaves_nothing(birds, site, moment):
    if moment == "a query runs":
        sql = "-- Long\n--\n-- A long query.\nselect count(*) as n from range(1000000000000)\n"
        write(birds / "sql/4_pages/long.sql", sql)
    before = digest(site)
    assert ended(birds, moment, STOP) == (130, "", "")
    assert digest(site) == before
    assert not (birds / ".site.draft").exists()


@pytest.mark.parametrize("moment", [m for m in WORKING if m.startswith("others")])
def test_the_processes_of_a_build_that_is_killed_end_with_it(birds, site, moment):
    code, *_ = ended(birds, moment, DIE)
    assert code == -signal.SIGKILL


# --- equal bytes ----------------------------------------------------------------------------------


def test_two_builds_of_the_same_rows_for_the_same_day_are_the_same_bytes(birds, birds_site, run):
    assert run("build").code == 0
    assert hashes(birds / "site") == hashes(birds_site)


def test_the_machine_leaves_no_trace_in_the_bytes(birds, birds_site, tmp_path):
    elsewhere = Path(shutil.copytree(birds, tmp_path / "another place/项目"))
    write(elsewhere / "README.md", "Not a source.\n")
    for path in elsewhere.rglob("*"):
        os.utime(path, (86400, 86400))
    strange = {
        "PYTHONHASHSEED": "7", "TZ": "America/St_Johns", "LC_ALL": "C", "LANG": "tr_TR.UTF-8",
        "HOME": str(tmp_path), "COLUMNS": "20",
    }  # fmt: skip
    build = start(elsewhere, OLD, "--out", "../out", env=strange, cwd=elsewhere)
    assert build.wait() == 0, build.communicate()
    assert hashes(tmp_path / "another place/out") == hashes(birds_site)


def test_a_project_may_be_named_by_a_relative_path_or_through_a_link(birds, birds_site, tmp_path):
    (tmp_path / "way").symlink_to(birds)
    build = start(Path("way"), OLD, "--out", "out", cwd=tmp_path)
    assert build.wait() == 0, build.communicate()
    assert hashes(tmp_path / "out") == hashes(birds_site)


def test_another_day_may_be_another_site(birds, run):
    site = birds / "early"
    assert run("build", "--as-of", "2026-03-05", "--out", site).code == 0
    assert (site / "data/counts.csv").read_text("utf-8").count("\n") == 4
    assert not (site / "sites/reeds.html").exists()
