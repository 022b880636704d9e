"""Every kind of difference between two syntheses is found where it is, and nothing else."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from operations.canary.comparison import Comparison, Difference, compare
from tests.operations.canary.synthesised import stack, write

Change = Callable[[dict[str, Any]], object]


def compared(tmp_path: Path, change: Change) -> Comparison:
    changed = stack()
    change(changed)
    return compare(write(tmp_path / "before", one=stack()), write(tmp_path / "after", one=changed))


def lake(document: dict[str, Any]) -> dict[str, Any]:
    return document["resource"]["aws_s3_bucket"]["lake"]


def test_the_same_is_the_same_whatever_the_version_of_the_library_says(tmp_path: Path) -> None:
    found = compared(tmp_path, lambda document: document["//"]["metadata"].update(version="0.24.0"))
    assert found.differences == ()
    (count,) = found.stacks
    assert (count.stack, count.differences) == ("one", 0)
    assert count.elements == {
        "comment": 1,
        "data sources": 1,
        "files": 1,
        "locals": 1,
        "manifest": 1,
        "outputs": 1,
        "providers": 2,
        "resources": 1,
        "settings": 2,
    }


def test_the_folder_of_a_copy_is_no_difference_and_a_path_in_it_is(tmp_path: Path) -> None:
    outputs: list[Path] = []
    for name in ("before", "after"):
        document = stack()
        document["terraform"]["backend"] = {"local": {"path": f"{tmp_path / name}/a.tfstate"}}
        outputs.append(write(tmp_path / name / "cdktf.out", one=document))
    assert compare(*outputs).differences == ()
    file = outputs[1] / "stacks/one/cdk.tf.json"
    file.write_text(file.read_text().replace("a.tfstate", "b.tfstate"))
    (found,) = compare(*outputs).differences
    assert (found.before, found.after) == ('"<project>/a.tfstate"', '"<project>/b.tfstate"')


CHANGES: dict[str, tuple[Change, tuple[str, str, object, object]]] = {
    "a value": (
        lambda document: lake(document).update(bucket="pond"),
        ("aws_s3_bucket.lake", "bucket", "lake", "pond"),
    ),
    "a type that Python takes for equal": (
        lambda document: lake(document)["rule"][0].update(days=True),
        ("aws_s3_bucket.lake", "rule[0].days", 1, True),
    ),
    "a key with a dot": (
        lambda document: lake(document).update(tags={"a": {"b": "c"}}),
        ("aws_s3_bucket.lake", "tags.a.b", None, "c"),
    ),
    "order": (
        lambda document: lake(document)["rule"].reverse(),
        ("aws_s3_bucket.lake", "rule[0].days", 1, 2),
    ),
    "an empty block": (
        lambda document: lake(document).update(rule=[{"days": 1}, {}]),
        ("aws_s3_bucket.lake", "rule[1]", None, {}),
    ),
    "an argument that went": (
        lambda document: lake(document).pop("bucket"),
        ("aws_s3_bucket.lake", "bucket", "lake", None),
    ),
    "the path of a construct": (
        lambda document: lake(document)["//"]["metadata"].update(path="one/Lake"),
        ("aws_s3_bucket.lake", "//.metadata.path", "one/lake", "one/Lake"),
    ),
    "another comment of the stack": (
        lambda document: document["//"]["metadata"].update(stackName="two"),
        ("//", "metadata.stackName", "one", "two"),
    ),
    "a provider": (
        lambda document: document["provider"]["aws"][1].update(region="eu-west-3"),
        ("provider.aws[other]", "region", "eu-west-2", "eu-west-3"),
    ),
    "the backend": (
        lambda document: document["terraform"]["backend"]["s3"].update(encrypt=True),
        ("terraform.backend.s3", "encrypt", None, True),
    ),
    "a required provider": (
        lambda document: document["terraform"]["required_providers"]["aws"].update(source="hashicorp/aws"),
        ("terraform.required_providers.aws", "source", "aws", "hashicorp/aws"),
    ),
    "an output": (
        lambda document: document["output"]["a"].update(sensitive=True),
        ("output.a", "sensitive", None, True),
    ),
    "a local": (lambda document: document["locals"].update(size=2), ("locals.size", "", 1, 2)),
    "a data source": (
        lambda document: document["data"]["aws_region"]["here"].update(name="x"),
        ("data.aws_region.here", "name", None, "x"),
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_argument_is_found_at_its_path(tmp_path: Path, name: str) -> None:
    change, expected = CHANGES[name]
    found = compared(tmp_path, change).differences
    assert expected in [
        (each.address, each.argument, loaded(each.before), loaded(each.after)) for each in found
    ]
    assert {each.address for each in found} == {expected[0]}
    assert not any(each.moves_state for each in found)


def loaded(value: str | None) -> object:
    return None if value is None else json.loads(value)


def test_a_resource_on_one_side_only_is_one_difference_that_moves_state(tmp_path: Path) -> None:
    def rename_lake(document: dict[str, Any]) -> None:
        buckets = document["resource"]["aws_s3_bucket"]
        buckets["lake_1"] = buckets.pop("lake")

    missing, added = compared(tmp_path, rename_lake).differences
    assert (missing.address, missing.argument, missing.after) == ("aws_s3_bucket.lake", "", None)
    assert (added.address, added.argument, added.before) == ("aws_s3_bucket.lake_1", "", None)
    assert missing.moves_state
    assert added.moves_state


def test_a_stack_a_file_and_the_order_of_stacks_are_compared(tmp_path: Path) -> None:
    before = write(tmp_path / "before", one=stack(), two=stack())
    after = write(tmp_path / "after", one=stack())
    (after / "stacks/one/assets/code.zip").write_bytes(b"other code")
    manifest = json.loads((after / "manifest.json").read_text())
    manifest["stacks"]["one"]["dependencies"] = ["two"]
    (after / "manifest.json").write_text(json.dumps(manifest))
    found = compare(before, after).differences
    assert [(each.stack, each.address, each.argument) for each in found] == [
        ("one", "file.assets/code.zip", "sha256"),
        ("one", "manifest", "dependencies"),
        ("one", "manifest", "dependencies[0]"),
        ("two", "stack", ""),
    ]
    assert found[-1] == Difference(stack="two", address="stack", argument="", before='"two"', after=None)
    assert found[-1].moves_state
