"""Compiled modules for a checkout of another revision: most of its modules are those of the working tree."""

import importlib.util
import os
import shutil
from collections.abc import Collection
from pathlib import Path


def take_compiled(repository: Path, checkout: Path, *, changed: Collection[str]) -> None:
    """Give a checkout the compiled modules of the repository's working tree, but for those of changed files.

    Python takes a compiled module for a source of the same time and size, so the sources get the time too. What is not
    compiled stays so, and so does what was compiled in the second in which its source changed: the time has no smaller
    parts there, so that it may be of what the source was before.
    """
    for folder, below, files in os.walk(checkout):
        here = Path(folder).relative_to(checkout)
        below[:] = [name for name in below if name != "__pycache__"]
        for name in files:
            file = here / name
            if file.suffix != ".py" or str(file) in changed:
                continue
            source, target = repository / file, checkout / file
            compiled = Path(importlib.util.cache_from_source(str(source)))
            try:
                stat = source.stat()
                if stat.st_size != target.stat().st_size:
                    continue
                if int(compiled.stat().st_mtime) <= int(stat.st_mtime):
                    continue
            except FileNotFoundError:
                continue
            copy = Path(importlib.util.cache_from_source(str(target)))
            copy.parent.mkdir(exist_ok=True)
            shutil.copyfile(compiled, copy)
            os.utime(target, ns=(stat.st_atime_ns, stat.st_mtime_ns))
