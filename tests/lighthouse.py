"""Rate one page of each template with Lighthouse, as on a phone: python tests/lighthouse.py.

Prints the four scores of each page, and what a page below 100 is marked down for. Exits 1 if
any is. A rating of speed means little while the machine is busy.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from browser import SWITCHES, executable, serving
from site_fixture import DAY, PAGES, ROOT, build

LIGHTHOUSE = ROOT / "tests/tools/lighthouse/node_modules/lighthouse/cli/index.js"
KINDS = ("performance", "accessibility", "best-practices", "seo")


def main() -> int:
    """Build the demonstration, rate it, and say whether every score is 100."""
    with tempfile.TemporaryDirectory() as folder:
        site = build(Path(folder) / "site", DAY)
        with serving(site) as url:
            wanted = sys.argv[1:] or PAGES.values()
            rated = [
                report(path, rate(url + path, "noindex" in (site / path).read_text("utf-8")))
                for path in dict.fromkeys(wanted)
            ]
    return 0 if all(rated) else 1


def rate(url: str, is_hidden: bool) -> dict:
    """Lighthouse's report on a page; one that is not to be found on purpose may say so."""
    skipped = ["--skip-audits=is-crawlable"] if is_hidden else []
    done = subprocess.run(
        ["node", str(LIGHTHOUSE), url, "--output=json", "--quiet",
         f"--only-categories={','.join(KINDS)}", *skipped,
         f"--chrome-flags=--headless=new {' '.join(SWITCHES)}"],
        env={**os.environ, "CHROME_PATH": executable() or ""},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return json.loads(done.stdout)


def report(path: str, found: dict) -> bool:
    """Print the scores of a page and its faults; whether there are none."""
    scores = [round(100 * (found["categories"][kind]["score"] or 0)) for kind in KINDS]
    print(path, *scores)
    for kind, score in zip(KINDS, scores, strict=True):
        if score < 100:
            for ref in found["categories"][kind]["auditRefs"]:
                audit = found["audits"][ref["id"]]
                if ref["weight"] and (audit["score"] or 0) < 1:
                    print(f"  {kind}: {audit['title']} {audit.get('displayValue', '')}")
    return scores == [100] * len(KINDS)


if __name__ == "__main__":
    sys.exit(main())
