"""How cdktf-cli comes to run a Terraform that leaves records."""

import json
import shlex
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from offline_databricks.files import write_program
from operations.record.entry import Purpose

TERRAFORM: Final = "ANTHILL_RECORDED_TERRAFORM"
"""The Terraform that is run."""

ENVIRONMENTS: Final = "ANTHILL_RECORDED_STACKS"
"""The stacks of the call, each with its environment, as JSON."""

UNREVIEWED: Final = "ANTHILL_DEPLOY_UNREVIEWED"
"""Why something is deployed by hand to an environment that takes only what was approved."""

RECORDED: Final = frozenset({"deploy", "apply", "destroy", "watch"})
"""The commands of cdktf-cli that change something."""

PURPOSES: Final[Mapping[str, Purpose]] = {"apply": "deploy", "destroy": "destroy"}
"""The commands of Terraform that are recorded."""


def recording(home: Path, terraform: str, stacks: Mapping[str, str]) -> dict[str, str]:
    """Return the variables with which cdktf-cli runs the Terraform given, and every apply leaves a record.

    `stacks` are those of the call, each with its environment.
    """
    script = home / "bin" / "recorded-terraform"
    command = f"{shlex.quote(sys.executable)} -P -m operations.cdktf.recorded"
    text = (
        "#!/bin/sh\n"
        f'case "$1" in {"|".join(PURPOSES)}) exec {command} "$@" ;; esac\n'
        f'exec "${TERRAFORM}" "$@"\n'
    )
    write_program(script, text.encode())
    return {
        "TERRAFORM_BINARY_NAME": str(script),
        TERRAFORM: terraform,
        ENVIRONMENTS: json.dumps(dict(stacks)),
    }
