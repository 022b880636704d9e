"""A real browser for tests: the one the lock holds, else Playwright's own, else the one that is named."""

import os
import platform
import subprocess
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

from playwright.sync_api import Browser, Error, Page, sync_playwright

from operations.common.node import node_binary

ROOT: Final = Path(__file__).resolve().parents[2]
NAMED: Final = "ANTHILL_BROWSER"
"""The variable that names another Chromium or Chrome."""
UNPACK: Final = """
import chromium from "@sparticuz/chromium";
process.stdout.write(await chromium.executablePath());
"""
FONTS: Final = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
</fontconfig>
"""
"""The package's own settings look for its fonts in /tmp/fonts, wherever it unpacked them; Chromium ends without any."""
BEYOND: Final = """
() => document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll("body *")]
  .filter(each => each.getBoundingClientRect().right > innerWidth + 1)
  .map(each => `${each.tagName.toLowerCase()}.${each.className}: ${each.getBoundingClientRect().right}`)
"""
AXE: Final = ROOT / "node_modules/axe-core/axe.min.js"
BROKEN_RULES: Final = """
async () => (await axe.run()).violations
  .flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.target.join(" ")}: ${node.failureSummary}`))
"""
CAPTURE: Final = "Unable to capture screenshot"
TRIES: Final = 6
PAUSE: Final = 2_000
"""Milliseconds between two tries of a picture."""
QUIET: Final = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
)
"""Whoever looks at pages of this machine asks nobody else."""


@contextmanager
def browser(folder: Path) -> Generator[Browser]:
    """Open a browser; the folder takes what is unpacked for it.

    On macOS, Windows and ARM it is the one that `playwright install chromium` brings: Playwright says so itself.
    """
    named = os.environ.get(NAMED)
    locked = sys.platform == "linux" and platform.machine() == "x86_64"
    if named:
        executable, environment = named, {}
    elif locked:
        executable, environment = _unpacked(folder)
    else:
        executable, environment = None, {}
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=executable, args=list(QUIET), env={**os.environ, **environment}
        )
        try:
            yield opened
        finally:
            opened.close()


class Watch:
    """Everything that goes wrong on a page, as it goes wrong."""

    def __init__(self, page: Page) -> None:
        self.faults: list[str] = []
        self.asked: list[str] = []
        page.on("console", lambda said: self.faults.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        # What is still under way when a reader leaves a page is given up: no fault.
        page.on(
            "requestfailed",
            lambda request: (
                None
                if request.failure == "net::ERR_ABORTED"
                else self.faults.append(f"{request.url}: {request.failure}")
            ),
        )
        page.on("request", lambda request: self.asked.append(request.url))
        page.on(
            "response",
            lambda answer: (
                self.faults.append(f"{answer.url}: {answer.status}") if answer.status >= 400 else None
            ),
        )


def picture(page: Page, name: str, folder: Path) -> Path:
    """Keep a picture of the whole page, in the folder that ANTHILL_PICTURES names if it names one."""
    file = Path(os.environ.get("ANTHILL_PICTURES", folder)) / f"{name}.png"
    for left in reversed(range(TRIES)):
        try:
            page.screenshot(path=file, full_page=True)
        except Error as error:
            # A busy machine has no frame ready for it now and then; nothing of the page is wrong.
            if CAPTURE not in error.message or not left:
                raise
            page.wait_for_timeout(PAUSE)
        else:
            break
    return file


def beyond_the_edge(page: Page) -> list[str]:
    """Return what makes the page wider than the window, whose reader then has to scroll to and fro."""
    return page.evaluate(BEYOND)


def violations(page: Page) -> list[str]:
    """Return what keeps people from reading a page, as axe-core finds it: each rule, and where it is broken."""
    # Run by the browser itself and not by the page, whose policy admits no foreign script.
    page.evaluate(AXE.read_text(encoding="utf-8"))
    return page.evaluate(BROKEN_RULES)


def _unpacked(folder: Path) -> tuple[str, Mapping[str, str]]:
    """Return the locked browser and what it runs with: libraries and fonts that a bare machine has not."""
    folder.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        [node_binary(), "--input-type=module", "--eval", UNPACK],
        cwd=ROOT,
        # The package brings its libraries only where it takes itself for a Lambda function.
        env={**os.environ, "TMPDIR": str(folder), "AWS_EXECUTION_ENV": "AWS_Lambda_nodejs22.x"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"the locked browser cannot be unpacked (run scripts/setup): {done.stderr}")
    settings = folder / "fonts.conf"
    settings.write_text(
        FONTS.format(fonts=escape(str(folder / "fonts")), cache=escape(str(folder / "fonts-cache")))
    )
    libraries = [str(folder / "al2023" / "lib"), os.environ.get("LD_LIBRARY_PATH", "")]
    return done.stdout, {
        "LD_LIBRARY_PATH": os.pathsep.join(filter(None, libraries)),
        "FONTCONFIG_FILE": str(settings),
    }
