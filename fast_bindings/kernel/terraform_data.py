"""cdktf's DataResource, whose table is in no provider, and the version of Terraform that it asks for."""

import re
import shlex
import subprocess
from typing import Any, ClassVar, Final

from fast_bindings.kernel import beginning
from fast_bindings.kernel.unknown import StockRefusesError

DATA_RESOURCE: Final = "cdktf.DataResource"
TABLE: Final[dict[str, Any]] = {
    "structs": {},
    "classes": {
        "DataResource": {
            "base": "TerraformResource",
            "type": "terraform_data",
            "meta": {"providerName": "terraform"},
            "get": {"id": ["String", "id"]},
            "config": {"input": ["input", False], "triggersReplace": ["triggersReplace", False]},
            "synth": [
                ["input", "input", ["h", "Any"]],
                ["triggers_replace", "triggersReplace", ["h", "Any"]],
            ],
            "set": {"input": "input", "triggersReplace": "triggersReplace"},
            "put": {},
            "reset": {},
        }
    },
}
"""Source: cdktf 0.21, lib/data-resource.js (terraform-data-resource.js)."""
LEAST: Final = (1, 4, 0)


class TerraformVersion:
    """The validation that Terraform has terraform_data. It is asked once, beside the rest of the work."""

    _process: ClassVar[subprocess.Popen[str] | None] = None
    _answer: ClassVar[str] = ""

    def __init__(self) -> None:
        if TerraformVersion._process is None:
            binary = beginning.variables().get("TERRAFORM_BINARY_NAME", "terraform")
            try:
                TerraformVersion._process = subprocess.Popen(
                    [*shlex.split(binary), "version"],
                    cwd=beginning.working_folder(),
                    env=beginning.variables(),
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    text=True,
                )
            except OSError:
                raise StockRefusesError("Terraform, which cannot be run") from None

    def validate(self) -> list[str]:
        """Return nothing, or leave what is wrong to cdktf to say."""
        process = TerraformVersion._process
        if process is not None and not TerraformVersion._answer:
            TerraformVersion._answer = process.communicate()[0] or "none"
        version = re.search(r"(\d+)\.(\d+)\.(\d+)", TerraformVersion._answer)
        if process is None or process.returncode or not version or tuple(map(int, version.groups())) < LEAST:
            raise StockRefusesError("the version of Terraform")
        return []
