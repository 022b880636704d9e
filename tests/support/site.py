"""The documentation site of this repository, built in a copy, and served."""

import shutil
import threading
from collections.abc import Generator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[2]


def copied(folder: Path) -> Path:
    """Copy what the site is made from: a build must not disturb another of the same folder."""
    for name in ("docs", "lakehouse"):
        shutil.copytree(
            ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", ".databricks")
        )
    for name in ("mkdocs.yml", "cdktf.json", "README.md"):
        shutil.copy(ROOT / name, folder / name)
    # What pages lead to outside of docs; no cache, and no site that was built here.
    for beside in ROOT.iterdir():
        shown = beside.name == ".github" or not beside.name.startswith(".")
        if shown and beside.name != "site" and not (folder / beside.name).exists():
            (folder / beside.name).symlink_to(beside)
    return folder


@contextmanager
def served(folder: Path) -> Generator[str]:
    """Serve a folder on this machine alone; yield its address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


class Quiet(SimpleHTTPRequestHandler):
    """Serves without telling of every request."""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - named so by the class above
        """Tell nothing."""
