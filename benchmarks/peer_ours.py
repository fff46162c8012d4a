"""The register checked by this project: prints how many problems it finds."""

import sys
from pathlib import Path

from pipeline.check import check
from pipeline.project import open_project

print(len(check(open_project(Path(sys.argv[1])))))
