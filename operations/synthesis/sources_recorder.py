"""Synthesises the checkout in the working directory and records which Python lines made each construct.

A script of its own, with nothing but the standard library: it runs against other revisions, which may not have
this module, with their own code first on the path. Usage: `python sources_recorder.py OUTPUT_FOLDER [asking]`, in
the checkout. It writes what `python main.py` writes, and `sources.json` beside `stacks`.

With `asking` it first prints a line that begins with ANSWER: what each stack is made of, as a digest, or null. Then it
reads a line: the stacks to synthesise as a JSON list, null for all.
"""

import functools
import hashlib
import importlib
import inspect
import io
import json
import os
import pickle
import sys
from pathlib import Path
from typing import Any

ANSWER = "made of: "
ASKING = "asking"
CONFIGURED = "environments"
FILE = "sources.json"
OF_ENVIRONMENT = {"self", "scope", "id_", "config", "protection"}
"""What an environment's own stack is made with; the protection follows from the configuration."""
ARGUMENTS = 2


class Recorder:
    """Records, per construct path, the lines of the checkout that were running when it was created.

    Innermost first. Chains that several constructs share are kept once.
    """

    def __init__(self, root: Path) -> None:
        self._root = f"{root}{os.sep}"
        # By the identity of the Python object, which stays if Node takes over from the Python kernel.
        self._paths: dict[int, str] = {}
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
        if len(arguments) < ARGUMENTS or not isinstance(arguments[1], str):
            self._paths[id(made)] = ""
            return
        above = self._paths.get(id(arguments[0]))
        if above is None:
            return
        path = f"{above}/{arguments[1]}".lstrip("/")
        self._paths[id(made)] = path
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


class _Values(pickle.Pickler):
    """Writes values, and refuses code of the environments' modules: nobody compares that by its name."""

    def reducer_override(self, obj: Any) -> Any:
        """Refuse a class or a function whose code is not in the digest."""
        if getattr(obj, "__module__", "").partition(".")[0] == CONFIGURED and hasattr(obj, "__qualname__"):
            raise pickle.PicklingError(f"{obj} is code")
        return NotImplemented


def _digest(*values: Any) -> str:
    written = io.BytesIO()
    _Values(written).dump(values)
    return hashlib.sha256(written.getvalue()).hexdigest()


def inputs(application: Any) -> dict[str, str] | None:
    """Return a digest of the configuration that each stack is made of, None where this revision does not say.

    Where two revisions differ in values of their environments alone, stacks of the same digest are the same: an
    environment's own stack is made of its configuration, the others also of the Databricks account and of the
    environment that hosts it (`build_app`).
    """
    try:
        ids = importlib.import_module("configuration.stack_ids")
        found = importlib.import_module("environments.configured").everything_configured()
        made_of = set(inspect.signature(application.EnvironmentStack.__init__).parameters)
        if made_of != OF_ENVIRONMENT or "stacks" not in inspect.signature(application.build_app).parameters:
            return None
        account = found.account
        host = next(config for config in found.environments if config.name is account.hosted_by)
        digests = {ids.ACCOUNT_STACK: _digest(account, host)}
        registered = ids.registration_stacks(host.name, account)
        for config in found.environments:
            digests[ids.environment_stack(config.name)] = _digest(config)
            shared = _digest(config, account, host)
            if config.github is not None:
                digests[ids.bootstrap_stack(config.name)] = shared
            registration = ids.registration_stack(config.name)
            if registration in registered and config.databricks.parts_to_register is not None:
                digests[registration] = shared
    # Whatever another revision does instead: all of it is synthesised then.
    except Exception:  # noqa: BLE001
        return None
    return digests


def run(root: Path, output: Path, *, asking: bool = False) -> int:
    """Synthesise the checkout into a folder with the recorder in place; return its exit code."""
    # The folder of this script must not answer for the modules of the checkout.
    sys.path[0] = str(root)
    os.environ["CDKTF_OUTDIR"] = str(output)
    application: Any = importlib.import_module("main")
    if asking:
        sys.stdout.write(f"{ANSWER}{json.dumps(inputs(application))}\n")
        sys.stdout.flush()
        line = sys.stdin.readline()
        if not line:
            return 0
        stacks = json.loads(line)
        if stacks == []:
            (output / "stacks").mkdir(parents=True)
            (output / FILE).write_text('{"version": 1, "chains": [], "paths": {}}', encoding="utf-8")
            return 0
        if stacks is not None:
            os.environ["ANTHILL_STACKS"] = ",".join(stacks)
    recorder = Recorder(root)
    recorder.install()
    code = int(application.main() or 0)
    if code == 0:
        (output / FILE).write_text(json.dumps(recorder.document(), separators=(",", ":")), encoding="utf-8")
    return code


if __name__ == "__main__":
    raise SystemExit(run(Path.cwd().resolve(), Path(sys.argv[1]).resolve(), asking=ASKING in sys.argv[2:]))
