"""Synthesises the checkout in the working directory and records which Python lines made each construct.

A script of its own, with nothing but the standard library: it runs against other revisions, which may not have
this module, with their own code first on the path. Usage: `python sources_recorder.py OUTPUT_FOLDER`, in the
checkout. It writes what `python main.py` writes, and `sources.json` beside `stacks`.
"""

import functools
import importlib
import json
import os
import sys
from pathlib import Path
from typing import Any

FILE = "sources.json"
ARGUMENTS = 2


class Recorder:
    """Records, per construct path, the lines of the checkout that were running when it was created.

    Innermost first. Chains that several constructs share are kept once.
    """

    def __init__(self, root: Path) -> None:
        self._root = f"{root}{os.sep}"
        self._paths: dict[str, str] = {}
        self._chains: dict[tuple[tuple[str, int], ...], int] = {}
        self._of_path: dict[str, int] = {}

    def install(self) -> None:
        """Watch every object that jsii creates from now on in this process."""
        jsii: Any = importlib.import_module("jsii")
        create = jsii.create

        @functools.wraps(create)
        def recorded(class_: Any, made: Any, arguments: Any = None) -> Any:
            result = create(class_, made, arguments)
            self._record(made, arguments or ())
            return result

        jsii.create = recorded

    def document(self) -> dict[str, Any]:
        """Return what was recorded: the chains, and the number of each path's chain."""
        return {"version": 1, "chains": list(self._chains), "paths": self._of_path}

    def _record(self, made: Any, arguments: Any) -> None:
        reference = made.__jsii_ref__.ref
        if len(arguments) < ARGUMENTS or not isinstance(arguments[1], str):
            self._paths[reference] = ""
            return
        scope = getattr(arguments[0], "__jsii_ref__", None)
        above = self._paths.get(scope.ref) if scope is not None else None
        if above is None:
            return
        path = f"{above}/{arguments[1]}".lstrip("/")
        self._paths[reference] = path
        chain = self._chain()
        if chain:
            self._of_path[path] = self._chains.setdefault(chain, len(self._chains))

    def _chain(self) -> tuple[tuple[str, int], ...]:
        found: list[tuple[str, int]] = []
        frame = sys._getframe(3)  # pyright: ignore[reportPrivateUsage]
        while frame is not None:
            file = frame.f_code.co_filename
            if file.startswith(self._root) and "site-packages" not in file and file != __file__:
                found.append((file[len(self._root) :].replace(os.sep, "/"), frame.f_lineno))
            frame = frame.f_back
        return tuple(found)


def run(root: Path, output: Path) -> int:
    """Synthesise the checkout into a folder with the recorder in place; return its exit code."""
    # The folder of this script must not answer for the modules of the checkout.
    sys.path[0] = str(root)
    os.environ["CDKTF_OUTDIR"] = str(output)
    application: Any = importlib.import_module("main")
    recorder = Recorder(root)
    recorder.install()
    code = int(application.main() or 0)
    if code == 0:
        (output / FILE).write_text(json.dumps(recorder.document(), separators=(",", ":")), encoding="utf-8")
    return code


if __name__ == "__main__":
    raise SystemExit(run(Path.cwd().resolve(), Path(sys.argv[1]).resolve()))
