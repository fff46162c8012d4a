"""The same register checked by frictionless: prints how many errors it finds."""

import sys

from frictionless import Package, system

with system.use_context(trusted=False):
    package = Package(sys.argv[1] + "/datasets/datapackage.json")
    report = package.validate(limit_errors=1000)
print(sum(len(task.errors) for task in report.tasks))
