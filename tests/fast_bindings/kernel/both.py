"""The same program asked of both kernels."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeAlias

from tests.fast_bindings.test_equivalence import run

Answers: TypeAlias = dict[str, tuple[dict[str, Any], str]]
"""By kernel, the answers by name and what was said on standard error."""


def asked_of_both(program: str) -> Answers:
    """Return what a program of this folder prints by each kernel."""

    def asked(kernel: str) -> tuple[dict[str, Any], str]:
        path = str(Path(__file__).with_name(program))
        done = run(
            f"import runpy; runpy.run_path({path!r}, run_name='__main__')", stock=False, ANTHILL_KERNEL=kernel
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout), done.stderr

    with ThreadPoolExecutor() as both:
        return dict(zip(("python", "node"), both.map(asked, ("python", "node")), strict=True))
