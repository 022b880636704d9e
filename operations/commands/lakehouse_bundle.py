"""`anthill lakehouse variables`: tells the lakehouse's bundle about the infrastructure that it is deployed to."""

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from configuration.emulator import ACCOUNT
from configuration.stack_ids import environment_stack
from configuration.suggestion import did_you_mean
from environments.configured import configured
from operations.commands.options import AsJson, Emulated
from operations.common.errors import InputError
from operations.common.files import write_file
from operations.common.project import project_root
from operations.common.text_output import read_text
from operations.lakehouse.bundle_variables import (
    bundle_values,
    check_release,
    needed_infrastructure,
    outputs_in,
)

Target = Annotated[str, typer.Argument(help="dev, test or prod.", show_default=False)]
Outputs = Annotated[
    Path,
    typer.Option(
        help="What `terraform output -json` prints, or the file of `cdktf deploy --outputs-file`; - is standard input."
    ),
]


def variables(
    target: Target, outputs: Outputs = Path("-"), emulated: Emulated = False, as_json: AsJson = False
) -> None:
    """Write the bundle's variables of a target from the outputs of anthill-<target>, none of them secret.

    They go where the Databricks CLI looks for them: lakehouse/.databricks/bundle/<target>/. Prints what it takes
    from the process environment: DATABRICKS_HOST, and for tests in the workspace the warehouse and the catalogue.
    """
    targets = {config.name.value: config for config in configured() if not config.is_local}
    if target not in targets:
        raise InputError(
            f"no target {target!r}; known are {', '.join(targets)}{did_you_mean(target, targets)}"
        )
    told = outputs_of(outputs, environment_stack(target))
    bundle = project_root() / "lakehouse"
    check_release(told, needed_infrastructure(bundle))
    values = bundle_values(told, targets[target], account=ACCOUNT if emulated else None)
    file = bundle / ".databricks" / "bundle" / target / "variable-overrides.json"
    text = json.dumps(values.variables, indent=2, sort_keys=True) + "\n"
    is_new = not file.is_file() or file.read_text(encoding="utf-8") != text
    if is_new:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_file(file, text)
    typer.echo(f"lakehouse: {'wrote' if is_new else 'nothing new in'} {file}", err=True)
    if as_json:
        typer.echo(
            json.dumps(
                {"file": str(file), "variables": values.variables, "environment": values.settings}, indent=2
            )
        )
        return
    for name, value in values.settings.items():
        typer.echo(f"{name}={value}")


def outputs_of(file: Path, stack: str) -> dict[str, Any]:
    """Return the outputs of a stack that `--outputs` names. Raises InputError if they are none."""
    source = "standard input" if str(file) == "-" else str(file)
    text = sys.stdin.read() if source == "standard input" else read_text(file, "--outputs")
    try:
        document: object = json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError(f"--outputs: {source} is no JSON: {error}") from error
    return outputs_in(document, stack)
