"""A Chromium for the browser tests: found on this machine, or fetched."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--process-per-site",  # pages of one site share what is compiled of the client
]


def find() -> str | None:
    """Return the path of a Chromium or Chrome on this machine, or ``None``."""
    wanted = os.environ.get("CHROMIUM")
    if wanted:
        return wanted
    for name in NAMES:
        path = shutil.which(name)
        if path:
            return path
    with sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
    return str(own) if own.exists() else None


def get() -> str:
    """Return a Chromium's path, fetching one where there is none.

    Playwright's installer comes first, Debian's package second. Raises ``RuntimeError`` when
    neither gives a browser, so that the tests fail and are not skipped.
    """
    found = find()
    if found:
        return found
    installers = (
        [sys.executable, "-m", "playwright", "install", "--with-deps", "chromium"],
        ["sh", "-c", "apt-get update -qq && apt-get install -y -qq chromium fonts-noto-core"],
    )
    complaints = []
    for command in installers:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
        found = find()
        if found:
            return found
        complaints.append(f"{' '.join(command)}: {done.stderr.strip()[-300:]}")
    raise RuntimeError(
        "No Chromium here, and none could be installed; set CHROMIUM to a browser's path.\n"
        + "\n".join(complaints)
    )
