"""The real providers say which updates replace; nothing of AWS or Databricks is asked."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from operations.common.errors import OperationError
from operations.review import replacement
from operations.review.change import Action
from operations.review.comparison import compare
from operations.review.placeholders import placeholder, without_references
from operations.review.replacement import ask_providers
from operations.synthesis.stacks import Synthesised
from tests.operations.review.entries import allow, deny, policy
from tests.support.template import Template

STACK = "anthill-dev"
GOLD = "${aws_s3_bucket.lake_gold_bucket_2A5F0F5C.arn}"


def edited(template: Template, edits: Mapping[tuple[str, str], Mapping[str, Any]]) -> Synthesised:
    """The stack with arguments of single resources changed: by type and the end of their construct path."""
    document = json.loads(json.dumps(template.json))
    for (type_, suffix), arguments in edits.items():
        (found,) = [
            held
            for held in document["resource"][type_].values()
            if held["//"]["metadata"]["path"].endswith(suffix)
        ]
        found.update(arguments)
    return Synthesised.of(STACK, document)


def test_providers_decide(stacks: Mapping[str, Template], tmp_path: Path) -> None:
    template = stacks[STACK]
    written = template.by_path("aws_s3_bucket_policy", "lake/silver/policy")["policy"]
    before = Synthesised.of(STACK, template.json)
    after = edited(
        template,
        {
            ("aws_s3_bucket", "lake/gold/bucket"): {"bucket": "another-name"},
            ("aws_s3_bucket", "lake/silver/bucket"): {"tags": {"new": "tag"}},
            ("aws_s3_bucket_policy", "lake/silver/policy"): {
                "policy": json.dumps(json.loads(written), indent=1)
            },
            ("aws_kinesis_stream", "ingestion/intraday_trades/stream"): {"shard_count": 2},
            ("aws_s3_bucket_lifecycle_configuration", "lake/gold/lifecycle"): {
                "rule": [{"id": "x", "status": "Enabled", "filter": [{}], "expiration": [{"days": 3}]}]
            },
            ("databricks_schema", "governance/catalog/gold"): {"name": "renamed"},
            ("databricks_schema", "governance/catalog/silver"): {"comment": "another"},
            ("terraform_data", "databricks/members/settling/wait"): {"triggers_replace": {"members": "x"}},
        },
    )
    pairs = {STACK: (before, after)}
    answered = ask_providers(pairs, {STACK: compare(before, after)}, tmp_path)
    assert answered.caveats == ()
    found = {change.relative_path: (change.action, change.forcing) for change in answered.changes[STACK]}
    assert found["lake/gold/bucket"] == (Action.REPLACE, ("bucket",))
    assert found["governance/catalog/gold"][0] is Action.REPLACE
    assert found["databricks/members/settling/wait"] == (Action.REPLACE, ("triggers_replace",))
    updates = {path for path, (action, _) in found.items() if action is Action.UPDATE}
    assert {
        "lake/silver/bucket",
        "lake/gold/lifecycle",
        "ingestion/intraday_trades/stream",
        "governance/catalog/silver",
    } <= updates
    # Written otherwise it says the same: neither this program nor the provider sees a difference.
    assert "lake/silver/policy" not in found


def test_what_terraform_refuses_is_left_open_and_the_rest_is_answered(
    stacks: Mapping[str, Template], tmp_path: Path
) -> None:
    before = Synthesised.of(STACK, stacks[STACK].json)
    after = edited(
        stacks[STACK],
        {
            ("aws_s3_bucket", "lake/gold/bucket"): {"bucket": "another-name"},
            ("aws_kinesis_stream", "ingestion/intraday_trades/stream"): {"retention_period": "no number"},
        },
    )
    answered = ask_providers({STACK: (before, after)}, {STACK: compare(before, after)}, tmp_path)
    assert {change.relative_path: change.action for change in answered.changes[STACK]} == {
        "lake/gold/bucket": Action.REPLACE,
        "ingestion/intraday_trades/stream": Action.MAY_REPLACE,
    }
    (caveat,) = answered.caveats
    assert caveat.startswith("1 may be updates or replacements")


def test_without_providers_everything_stays_open(
    stacks: Mapping[str, Template], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def absent(*_: object) -> None:
        raise OperationError(
            "terraform init failed in x:\nError: Failed to query available provider packages"
        )

    monkeypatch.setattr(replacement, "TerraformRun", absent)
    before = Synthesised.of(STACK, stacks[STACK].json)
    after = edited(stacks[STACK], {("aws_s3_bucket", "lake/gold/bucket"): {"bucket": "another-name"}})
    answered = ask_providers({STACK: (before, after)}, {STACK: compare(before, after)}, tmp_path)
    assert [change.action for change in answered.changes[STACK]] == [Action.MAY_REPLACE]
    assert answered.caveats == (
        "1 may be updates or replacements, for the providers could not be asked: "
        "Error: Failed to query available provider packages",
    )


def test_nothing_is_asked_where_nothing_may_replace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(replacement, "TerraformRun")
    assert ask_providers({}, {STACK: ()}, tmp_path).changes == {STACK: ()}


def test_equal_references_become_equal_texts_that_fit() -> None:
    document = policy(
        allow("s3:GetObject", f"{GOLD}/*"), deny(resource='${join(",", [for x in y : "${x}"])}')
    )
    plain = without_references({"policy": document, "list": [GOLD, "$${kept}"], "number": 3})
    assert "${aws" not in json.dumps(plain)
    assert json.loads(plain["policy"])
    assert plain["list"][0] in plain["policy"]
    assert plain["list"][1] == "$${kept}"
    assert plain["list"][0].startswith("arn:aws:s3:")
    assert placeholder("databricks_mws_workspaces.w.workspace_id").isdigit()
    assert placeholder("a.b.c") != placeholder("a.b.d")
