"""`python -m benchmarks.pipeline_run HOME [JAVA_HOME]`: one run of the lakehouse's pipeline, for the benchmark."""

import re
import signal
import sys
from pathlib import Path
from typing import Final

from anthill_lakehouse.local.pipeline import run
from anthill_lakehouse.local.spark_process import PipelineError

PROGRESS: Final = re.compile(r"making the schemas|\w+\.\w+ (\(\d+ of \d+\)|failed)")
"""What of a run's lines is told; the rest is Spark's own, and in its log."""


def main() -> None:
    """Run it, each table told on standard error; exit code 1 with Spark's last words if it fails."""
    # A shell that starts a command in the background has it ignore Ctrl-C.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        run(
            Path(sys.argv[1]),
            java_home=Path(sys.argv[2]) if sys.argv[2:] else None,
            say=_tell,
        )
    except PipelineError as error:
        raise SystemExit(str(error)) from error
    except KeyboardInterrupt:
        raise SystemExit(130) from None


def _tell(line: str) -> None:
    if PROGRESS.fullmatch(line):
        sys.stderr.write(f"  {line}\n")


if __name__ == "__main__":
    main()
