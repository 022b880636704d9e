"""`python -m benchmarks.pipeline_run HOME ENGINE`: one run of the lakehouse's pipeline, for the benchmark."""

import re
import signal
import sys
from pathlib import Path
from typing import Final

from anthill_lakehouse.local.child import PipelineError
from anthill_lakehouse.local.engine import Engine
from anthill_lakehouse.local.pipeline import run
from operations.lakehouse.spark_environment import spark_environment

PROGRESS: Final = re.compile(r"making the schemas|\w+\.\w+ (\(\d+ of \d+\)|failed)")
"""What of a run's lines is told; the rest is the engine's own, and in its log."""


def main() -> None:
    """Run it, each table told on standard error; exit code 1 with the engine's last words if it fails."""
    # A shell that starts a command in the background has it ignore Ctrl-C.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    engine = Engine(sys.argv[2])
    try:
        run(
            Path(sys.argv[1]),
            engine=engine,
            spark=spark_environment(_tell) if engine is Engine.SPARK else None,
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
