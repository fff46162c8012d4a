"""What the machine refuses, told as any other problem."""

from __future__ import annotations

import errno

from pipeline.problem import CONFIGURATION, Problem, Refused

KINDS = {
    errno.ENOENT: "system-missing", errno.EACCES: "system-forbidden",
    errno.EPERM: "system-forbidden", errno.EROFS: "system-forbidden",
    errno.ENOSPC: "system-full", errno.EDQUOT: "system-full", errno.EISDIR: "system-folder",
    errno.ENOTDIR: "system-not-folder", errno.EADDRINUSE: "system-port",
}  # fmt: skip


def mishap(error: OSError) -> Refused:
    """The refusal (configuration) for an error of the system, at the file that it names."""
    kind = KINDS.get(error.errno or 0, "system-other")
    place = "--port" if kind == "system-port" else str(error.filename or "baoguangtai")
    return Refused([Problem(place, kind, {"found": error.strerror or error})], CONFIGURATION)
