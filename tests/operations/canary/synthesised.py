"""Output folders as a synthesis writes them, small and by hand."""

import copy
import json
from pathlib import Path
from typing import Any

STACK: dict[str, Any] = {
    "//": {"metadata": {"stackName": "one", "version": "0.21.0"}, "outputs": {"one": {"a": "a"}}},
    "data": {"aws_region": {"here": {}}},
    "locals": {"size": 1},
    "output": {"a": {"value": "${aws_s3_bucket.lake.id}"}},
    "provider": {"aws": [{"region": "eu-west-1"}, {"alias": "other", "region": "eu-west-2"}]},
    "resource": {
        "aws_s3_bucket": {
            "lake": {
                "//": {"metadata": {"path": "one/lake", "uniqueId": "lake"}},
                "bucket": "lake",
                "tags": {"a.b": "c"},
                "rule": [{"days": 1}, {"days": 2}],
            }
        }
    },
    "terraform": {
        "backend": {"s3": {"bucket": "state"}},
        "required_providers": {"aws": {"source": "aws", "version": "6.25.0"}},
    },
}


def stack() -> dict[str, Any]:
    return copy.deepcopy(STACK)


def write(output: Path, **stacks: dict[str, Any]) -> Path:
    """Write an output folder with a manifest and one file beside each stack."""
    for name, document in stacks.items():
        folder = output / "stacks" / name
        (folder / "assets").mkdir(parents=True)
        (folder / "cdk.tf.json").write_text(json.dumps(document))
        (folder / "assets/code.zip").write_bytes(b"code")
    manifest = {"version": "0.21.0", "stacks": {name: {"name": name, "dependencies": []} for name in stacks}}
    (output / "manifest.json").write_text(json.dumps(manifest))
    return output
