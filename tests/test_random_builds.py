"""Projects made at random are built, audited, changed and built again, or refused with a place.

A longer run of the same is `make fuzz`; a seed is enough to see a case again.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from fuzz_builds import judged

pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning")  # of patterns made at random


@pytest.mark.parametrize("seed", [f"{number}" for number in range(24)])
def test_a_project_is_built_as_if_anew_or_refused(tmp_path: Path, seed: str) -> None:
    came, wrong = judged(seed, tmp_path)
    assert wrong == "", came
