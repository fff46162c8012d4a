"""Chromium for tests: found, started, given a site to look at, and watched."""

from __future__ import annotations

import contextlib
import functools
import importlib.util
import os
import shutil
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

# The first has no windows at all, and shows the same pages in half the time.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
# No sandbox, since tests run as root in containers; and nothing that calls home.
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def executable() -> str | None:
    """The Chromium that CHROMIUM names, else the first one installed."""
    if named := os.environ.get("CHROMIUM"):
        return named if Path(named).is_file() else None
    return next(filter(None, map(shutil.which, NAMES)), None)


def absence() -> str:
    """Why no browser test can run here; empty if they can."""
    if importlib.util.find_spec("playwright") is None:
        return "playwright is not installed"
    if executable() is None:
        return "Chromium is not installed, and CHROMIUM names no other"
    return ""


@contextlib.contextmanager
def started() -> Iterator[Any]:
    """A Chromium without a window."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=SWITCHES)
        yield browser
        browser.close()


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The address on this machine at which a folder can be read."""
    handler = functools.partial(_Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def follow(link: Any) -> None:
    """Click a link and wait for the page that it leads to.

    A click returns when it is made; what is read next may still be the page one was on.
    """
    with link.page.expect_navigation():
        link.click()


class Watch:
    """All that the pages of a browser context say and ask for."""

    def __init__(self, context: Any) -> None:
        self.context = context
        self.complaints: list[str] = []
        self.asked: list[str] = []
        context.on("console", lambda message: self.complaints.append(message.text))
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        context.on("request", lambda request: self.asked.append(request.url))
        context.on("requestfailed", self._failed)
        context.on("response", self._answered)

    def _failed(self, request: Any) -> None:
        """Note what could not be loaded, but not what the visitor left before it came."""
        if request.failure != "net::ERR_ABORTED":
            self.complaints.append(request.url)

    def _answered(self, response: Any) -> None:
        if response.status >= 400:
            self.complaints.append(f"{response.status} {response.url}")

    def strangers(self, home: str) -> list[str]:
        """Every address asked for that is neither at home nor on this disk."""
        return [url for url in self.asked if not url.startswith((home, "file:///", "data:"))]


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing of each request."""
