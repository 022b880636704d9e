"""The platform's own graph as a TypeScript program would state it: what `platform.cjs` builds.

Made of what was synthesised: each resource's class, id and configuration under the names that TypeScript uses. How a
program comes to its names, policies and sizes is not in it, nor what checks them: Node does less than `main.py`.
"""

import importlib
import json
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import fast_bindings
from fast_bindings.kernel.table_store import table_of
from fast_bindings.kernel.values import Mapper

PROVIDERS: Final = {
    "aws": ("cdktf_cdktf_provider_aws", "@cdktf/provider-aws"),
    "databricks": ("cdktf_cdktf_provider_databricks", "@cdktf/provider-databricks"),
}
"""The Python package and the Node package of each provider's classes."""
APART: Final = frozenset({"//", "depends_on", "lifecycle", "provider", "provisioner"})
"""What every resource may have besides its own arguments."""
LIFECYCLE: Final = {
    "prevent_destroy": "preventDestroy",
    "create_before_destroy": "createBeforeDestroy",
    "ignore_changes": "ignoreChanges",
    "replace_triggered_by": "replaceTriggeredBy",
    "precondition": "precondition",
    "postcondition": "postcondition",
}


def platform_graph(outdir: Path) -> list[dict[str, Any]]:
    """Return every synthesised stack of a folder: its providers, resources and outputs. terraform_data is left out."""
    fast_bindings.install()
    importlib.import_module("cdktf")
    documents = {
        folder.name: json.loads((folder / "cdk.tf.json").read_text(encoding="utf-8"))
        for folder in sorted((outdir / "stacks").iterdir())
    }
    # All of them first: the tables of a package are read in one pass.
    modules = {
        kind: _module(kind)
        for document in documents.values()
        for kind in document["resource"]
        if kind != "terraform_data"
    }
    providers = {name: _submodule(name, "provider") for name in PROVIDERS}
    return [
        {
            "stack": name,
            "providers": [
                _provider(providers[kind], kind, given)
                for kind, held in document["provider"].items()
                for given in held
            ],
            "resources": [
                _resource(modules[kind], kind, id_, given)
                for kind, held in document["resource"].items()
                if kind != "terraform_data"
                for id_, given in held.items()
            ],
            "outputs": document.get("output", {}),
        }
        for name, document in documents.items()
    ]


def _submodule(provider: str, name: str) -> ModuleType:
    return importlib.import_module(f"{PROVIDERS[provider][0]}.{name}")


def _module(kind: str) -> ModuleType:
    provider, _, name = kind.partition("_")
    return _submodule(provider, name)


def _resource(module: ModuleType, kind: str, id_: str, given: Mapping[str, Any]) -> dict[str, Any]:
    provider, _, name = kind.partition("_")
    (found,) = [each for each in vars(module).values() if getattr(each, "TF_RESOURCE_TYPE", None) == kind]
    own = {key: value for key, value in given.items() if key not in APART}
    lifecycle = {LIFECYCLE[key]: value for key, value in given.get("lifecycle", {}).items()}
    return {
        "module": f"{PROVIDERS[provider][1]}/lib/{name.replace('_', '-')}",
        "class": found.__jsii_type__.rpartition(".")[2],
        "address": f"{kind}.{id_}",
        "id": id_,
        "config": _configured(found.__jsii_type__, own) | ({"lifecycle": lifecycle} if lifecycle else {}),
        "provider": given.get("provider"),
        "dependsOn": given.get("depends_on"),
        "provisioners": given.get("provisioner"),
    }


def _provider(module: ModuleType, kind: str, given: Mapping[str, Any]) -> dict[str, Any]:
    (name,) = [name for name in vars(module) if name.endswith("Provider")]
    fqn: str = getattr(module, name).__jsii_type__
    alias = {"alias": given["alias"]} if "alias" in given else {}
    own = {key: value for key, value in given.items() if key != "alias"}
    return {
        "module": f"{PROVIDERS[kind][1]}/lib/provider",
        "class": name,
        "name": ".".join([kind, *alias.values()]),
        "config": _configured(fqn, own) | alias,
    }


def _configured(fqn: str, own: Mapping[str, Any]) -> dict[str, Any]:
    """Return the configuration that the generated class writes as these arguments."""
    table = table_of(fqn)
    rules = table["classes"][fqn.rpartition(".")[2]]
    entries = {key: (field, mapper) for key, field, mapper in rules["synth"]}
    return {
        rules["config"][entries[key][0]][0]: _unmapped(entries[key][1], value, table["structs"])
        for key, value in own.items()
    }


def _unmapped(mapper: Mapper, value: Any, structs: Mapping[str, Any]) -> Any:
    if value is None or isinstance(value, str) or isinstance(mapper, str):
        return value
    match mapper[0]:
        case "n":
            return _unmapped(mapper[1], value, structs)
        case "l":
            return [_unmapped(mapper[1], each, structs) for each in value]
        case "h":
            return {key: _unmapped(mapper[1], held, structs) for key, held in value.items()}
        case "s" if isinstance(value, dict):
            return {
                field: _unmapped(held, value[key], structs)
                for key, field, held in structs[mapper[1]]
                if value.get(key) is not None
            }
        case _:
            return value
