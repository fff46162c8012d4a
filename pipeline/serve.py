"""Show the site on this machine, and build it again when a source changes."""

from __future__ import annotations

import functools
import threading
import time
from collections.abc import Callable
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

SECONDS_BETWEEN_LOOKS = 0.5
SOURCES = ("datasets", "site_templates", "sql", "pipeline/sql")


def serve(
    project: Path, out: Path, port: int, rebuild: Callable[[], str], say: Callable[[str], None]
) -> None:
    """Serve `out` on 127.0.0.1 until interrupted; `rebuild` publishes and says what it did."""
    say(rebuild())
    handler = functools.partial(_Quiet, directory=str(out))
    with ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        say(f"http://127.0.0.1:{server.server_port}/")
        threading.Thread(target=_watch, args=(project, rebuild, say), daemon=True).start()
        server.serve_forever()


def _watch(project: Path, rebuild: Callable[[], str], say: Callable[[str], None]) -> None:
    seen = _state(project)
    while True:
        time.sleep(SECONDS_BETWEEN_LOOKS)
        if (now := _state(project)) != seen:
            seen = now
            say(rebuild())


def _state(project: Path) -> dict[str, tuple[int, int]]:
    """Size and time of every source file."""
    paths = (p for folder in SOURCES for p in (project / folder).rglob("*") if p.is_file())
    return {str(p): ((s := p.stat()).st_size, s.st_mtime_ns) for p in paths}


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing of each request."""

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        super().end_headers()
