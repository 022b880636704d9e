"""A real plan with nearly every kind of action, made by Terraform with nothing but its built-in provider."""

import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from operations.terraform.environment import toolchain_environment

IMPORTED: Final = "11111111-2222-4333-8444-555555555551"
IMPORTED_AND_CHANGED: Final = "11111111-2222-4333-8444-555555555552"
DEPOSED: Final = "0a1b2c3d"
SECRET: Final = "hunter2"
CHECKED: Final = "kept is not what it was checked for"

CONFIGURATION: Final[Mapping[str, Any]] = {
    "resource": {
        "terraform_data": {
            "kept": {"input": "same"},
            "imported": {},
            "imported_and_changed": {"input": "planted-import"},
            "moved": {"input": "moved"},
            "moved_and_changed": {"input": "planted-move"},
            "updated": {"input": "planted-update"},
            "replaced": {"input": "same", "triggers_replace": "planted-replacement"},
            "asked_for": {"input": "same"},
            "created": {"input": "planted-creation"},
            "later": {"input": "${terraform_data.updated.output}"},
            "with_deposed": {"input": "same"},
        }
    },
    "import": [
        {"to": "terraform_data.imported", "id": IMPORTED},
        {"to": "terraform_data.imported_and_changed", "id": IMPORTED_AND_CHANGED},
    ],
    "moved": [
        {"from": "terraform_data.moved_before", "to": "terraform_data.moved"},
        {"from": "terraform_data.moved_and_changed_before", "to": "terraform_data.moved_and_changed"},
    ],
    "removed": [{"from": "terraform_data.forgotten", "lifecycle": {"destroy": False}}],
    "output": {
        "changed": {"value": "planted-output"},
        "made": {"value": "planted-new-output"},
        "later": {"value": "${terraform_data.created.id}"},
        "secret": {"value": SECRET, "sensitive": True},
    },
    "data": {
        "terraform_remote_state": {
            "read": {"backend": "local", "config": {"path": "${terraform_data.later.output}"}}
        }
    },
    "check": {
        "health": {
            "assert": [
                {"condition": '${terraform_data.kept.input == "other"}', "error_message": f"{CHECKED}."}
            ]
        }
    },
}

HELD: Final[Mapping[str, tuple[str, str | None]]] = {
    "kept": ("same", None),
    "moved_before": ("moved", None),
    "moved_and_changed_before": ("planted-before-move", None),
    "updated": ("planted-before-update", None),
    "replaced": ("same", "planted-before-replacement"),
    "asked_for": ("same", None),
    "forgotten": ("planted-forgotten", None),
    "destroyed": ("planted-destruction", None),
    "with_deposed": ("same", None),
}
"""What the state holds: input and trigger by name."""


def real_plan(folder: Path) -> dict[str, Any]:
    """Return what `terraform show -json` prints of the plan; one resource is replaced because that is asked for."""
    home = folder / "home"
    environment = toolchain_environment(os.environ, home) | {"TF_CLI_CONFIG_FILE": os.devnull}
    (folder / "main.tf.json").write_text(json.dumps(CONFIGURATION), encoding="utf-8")
    (folder / "terraform.tfstate").write_text(json.dumps(_state()), encoding="utf-8")

    def terraform(*arguments: str) -> str:
        line = [environment["TERRAFORM_BINARY_NAME"], *arguments]
        run = subprocess.run(line, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        assert run.returncode == 0, run.stderr
        return run.stdout

    terraform("init")
    terraform("plan", "-out=plan.bin", "-replace=terraform_data.asked_for")
    return json.loads(terraform("show", "-json", "plan.bin"))


def _state() -> dict[str, Any]:
    resources = [_resource(name, [_instance(name, *held)]) for name, held in HELD.items()]
    resources[-1]["instances"].append(_instance("deposed", "planted-deposed", None) | {"deposed": DEPOSED})
    return {
        "version": 4,
        "terraform_version": "1.9.0",
        "serial": 1,
        "lineage": "every-kind",
        "outputs": {name: _typed(f"planted-{name}-output") for name in ("changed", "removed")},
        "resources": resources,
    }


def _resource(name: str, instances: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "mode": "managed",
        "type": "terraform_data",
        "name": name,
        "provider": 'provider["terraform.io/builtin/terraform"]',
        "instances": instances,
    }


def _instance(name: str, given: str, trigger: str | None) -> dict[str, Any]:
    return {
        "schema_version": 0,
        "attributes": {
            "id": name,
            "input": _typed(given),
            "output": _typed(given),
            "triggers_replace": None if trigger is None else _typed(trigger),
        },
        "sensitive_attributes": [],
    }


def _typed(value: str) -> dict[str, str]:
    return {"value": value, "type": "string"}
