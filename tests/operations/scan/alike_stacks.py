"""Stacks that are equal in their addresses, as those of environments are, and not in what is wrong with them."""

import json
from pathlib import Path
from typing import Any, Final

from operations.scan.checkov import Framework

BLOCK: Final = dict.fromkeys(
    ("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"), True
)


def alike_stacks(folder: Path) -> dict[tuple[str, Framework], Path]:
    """Two stacks with the same addresses, of which one blocks public access; their JSON and their plans."""
    found: dict[tuple[str, Framework], Path] = {}
    for name, blocked in (("open", False), ("blocked", True)):
        resources: dict[str, dict[str, Any]] = {"aws_s3_bucket": {"gold": {"bucket": f"{name}-gold"}}}
        if blocked:
            block = {"bucket": "${aws_s3_bucket.gold.id}", **BLOCK}
            resources["aws_s3_bucket_public_access_block"] = {"gold": block}
        target = folder / name
        target.mkdir()
        found[name, "terraform_json"] = target / "cdk.tf.json"
        # Synthesised resources say their construct, on which the scan's addresses rest.
        document = {
            "//": {"metadata": {"backend": "local", "stackName": name, "version": "0.21.0"}},
            "resource": {
                type_: {id_: {"//": {"metadata": {"path": f"{name}/{id_}", "uniqueId": id_}}, **arguments}}
                for type_, held in resources.items()
                for id_, arguments in held.items()
            },
        }
        (target / "cdk.tf.json").write_text(json.dumps(document, indent=2), encoding="utf-8")
        found[name, "terraform_plan"] = target / "plan.json"
        (target / "plan.json").write_text(json.dumps(plan(resources)), encoding="utf-8")
    return found


def plan(resources: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Return as much of a plan that creates resources as checkov reads."""
    flat = [(type_, name, held) for type_, named in resources.items() for name, held in named.items()]
    planned = [
        {
            "address": f"{type_}.{name}",
            "mode": "managed",
            "type": type_,
            "name": name,
            "provider_name": "registry.terraform.io/hashicorp/aws",
            "schema_version": 0,
            "values": held,
        }
        for type_, name, held in flat
    ]
    changes = [
        {key: value for key, value in each.items() if key != "values"}
        | {"change": {"actions": ["create"], "before": None, "after": each["values"]}}
        for each in planned
    ]
    configured = [
        {
            "address": f"{type_}.{name}",
            "mode": "managed",
            "type": type_,
            "name": name,
            "expressions": {"bucket": {"references": ["aws_s3_bucket.gold.id", "aws_s3_bucket.gold"]}}
            if "block" in type_
            else {"bucket": {"constant_value": held["bucket"]}},
        }
        for type_, name, held in flat
    ]
    return {
        "format_version": "1.2",
        "terraform_version": "1.13.0",
        "planned_values": {"root_module": {"resources": planned}},
        "resource_changes": changes,
        "configuration": {"root_module": {"resources": configured}},
    }
