"""Nothing that a plan holds is silent: each kind of action of Terraform's plans, in every form of a review.

The plan is Terraform's own. What no command makes without a cloud or an experiment is added in the documented form
(developer.hashicorp.com/terraform/internals/json-format).
"""

import json
from collections.abc import Mapping
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from operations.delivery.applied import summary
from operations.delivery.plan_comment import write_plan
from operations.delivery.planned import count_changes
from operations.github.client import GitHub
from operations.review.document import as_document
from operations.review.markdown import markdown
from operations.review.page import page
from operations.review.plans import review_plans
from operations.review.report import Review
from operations.review.text import text
from tests.operations.review.entries import entry
from tests.operations.review.manifests import manifest_of
from tests.operations.review.real_plans import (
    CHECKED,
    DEPOSED,
    IMPORTED,
    IMPORTED_AND_CHANGED,
    SECRET,
    real_plan,
)
from tests.support.fake_github import FakeGitHub

STACK = "anthill-experiment"


def queue(name: str, before: str | None, after: str | None, *actions: str) -> dict[str, Any]:
    """An entry of a queue that gets another name."""
    sides = ({"name": side} if side else None for side in (before, after))
    return entry("aws_sqs_queue", *sides, actions=list(actions), name=name)


def imported(name: str, importing: dict[str, Any]) -> dict[str, Any]:
    """An entry of a queue that is imported as it is."""
    found = queue(name, "a", "a", "no-op")
    return found | {"change": found["change"] | {"importing": importing}}


DOCUMENTED: dict[str, Any] = {
    "deferred_changes": [
        {
            "reason": "provider_config_unknown",
            "resource_change": queue("put_off", None, "planted-deferral", "create"),
        }
    ],
    "action_invocations": [
        {
            "address": "action.aws_lambda_invoke.planted_action",
            "config_values": {"function_name": "planted-action-function"},
            "lifecycle_action_trigger": {"triggering_resource_address": "terraform_data.created"},
        }
    ],
    "resource_changes": [
        queue("first", "planted-by-create-first", "b", "create", "delete"),
        queue("left", "planted-left", "b", "create", "forget"),
        queue("strange", "a", "planted-strange", "transmogrify"),
        imported("unnamed", {"unknown": True}),
        imported("identified", {"identity": {"arn": "planted-identity"}}),
    ],
    "something_of_a_later_version": [1],
}

KINDS: Mapping[str, tuple[str, ...]] = {
    "create": ("created", "planted-creation"),
    "update": ("planted-update", "planted-before-update"),
    "delete": ("destroyed", "planted-destruction", "no code makes it any more"),
    "replace": ("planted-replacement", "planted-before-replacement", "triggers_replace"),
    "replace, the new first": ("planted-by-create-first",),
    "replace, the old forgotten": ("planted-left", "what is there is forgotten, not destroyed"),
    "-replace": ("asked_for", "the plan was asked to replace it"),
    "import": (IMPORTED, "it exists already and is imported"),
    "import and change": (IMPORTED_AND_CHANGED, "planted-import"),
    "import by an id that is not known": ("by its id (known after apply)",),
    "import by identity": ("planted-identity",),
    "move": ("terraform_data.moved_before",),
    "move and change": (
        "terraform_data.moved_and_changed_before",
        "planted-move",
        "planted-before-move",
    ),
    "forget": ("planted-forgotten", "forget"),
    "deposed": (f"the deposed object {DEPOSED}", "planted-deposed"),
    "deferred": (
        "planted-deferral",
        "put off until a later plan: the configuration of its provider is not known yet",
        f"an apply of the plan of {STACK} is not all",
    ),
    "read": ("data.terraform_remote_state.read", "read during the apply"),
    "outputs": (
        "output.changed",
        "planted-changed-output",
        "planted-output",
        "planted-new-output",
        "planted-removed-output",
        "output.later",
        "output.secret",
    ),
    "a check that fails": (f"fail: {CHECKED}.", f"1 checks of {STACK} do not hold: check.health"),
    "an action": ("action.aws_lambda_invoke.planted_action", "planted-action-function"),
    "an unknown action": ("planted-strange", "Terraform says transmogrify, which is not known here"),
    "an unknown part": (f"the plan of {STACK} holds something_of_a_later_version",),
}


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    made = real_plan(tmp_path_factory.mktemp("real-plan"))
    changes = [*made["resource_changes"], *DOCUMENTED["resource_changes"]]
    return made | DOCUMENTED | {"resource_changes": changes}


@pytest.fixture(scope="module")
def reviewed(plan: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Review:
    file = tmp_path_factory.mktemp("review") / "plan.json"
    file.write_text(json.dumps(plan), encoding="utf-8")
    return review_plans({STACK: file})


@pytest.fixture
def forms(reviewed: Review, plan: dict[str, Any], hub: FakeGitHub, github: GitHub) -> dict[str, str]:
    hub.state.open_pull(7, author="ada", head="1" * 40)
    manifest = manifest_of("dev", STACK, changes=count_changes(plan))
    assert write_plan(github, 7, manifest, markdown(reviewed))
    (comment,) = hub.state.comments.values()
    return {
        "Markdown": unescape(markdown(reviewed)),
        "text": text(reviewed, width=10_000),
        "page": unescape(page(reviewed).replace("<wbr>", "")),
        "JSON": json.dumps(as_document(reviewed), ensure_ascii=False),
        "comment": unescape(comment["body"]),
    }


def test_every_form_of_the_report_tells_every_kind(forms: dict[str, str]) -> None:
    silent = [
        (form, kind, told)
        for form, text in forms.items()
        for kind, all_told in KINDS.items()
        for told in all_told
        if told not in (text if form != "JSON" else text.replace('\\"', '"'))
    ]
    assert silent == []


def test_what_does_not_change_and_what_is_secret_is_in_no_form(forms: dict[str, str]) -> None:
    assert [form for form, text in forms.items() if SECRET in text] == []
    assert [form for form, text in forms.items() if "terraform_data.kept" in text] == []


def test_the_headlines_count_what_terraform_counts(plan: dict[str, Any], forms: dict[str, str]) -> None:
    """Terraform says of its own part: "2 to import, 3 to add, 3 to change, 4 to destroy"; replacements are both."""
    assert count_changes(plan) == {
        "create": 2,
        "defer": 1,
        "delete": 2,
        "forget": 1,
        "import": 4,
        "invoke": 1,
        "move": 1,
        "replace": 4,
        "transmogrify": 1,
        "update": 3,
    }
    assert (
        f"### Plan for {STACK}: 2 to create, 1 to defer, 2 to delete, 1 to forget, 4 to import"
        in forms["comment"]
    )
    lines = summary(plan)
    assert "import terraform_data.imported" in lines
    assert "import/update terraform_data.imported_and_changed" in lines
    assert "move terraform_data.moved" in lines
    assert not any(line.startswith("no-op") for line in lines)


def test_a_plan_of_outputs_alone_is_no_plan_of_nothing() -> None:
    outputs = {"output_changes": {"a": {"actions": ["update"], "before": 1, "after": 2}}}
    assert count_changes(outputs) == {"output": 1}
    assert count_changes({}) == {}


@pytest.mark.parametrize(
    ("facts", "caveat"),
    [
        ({"errored": True, "complete": False}, "Terraform could not finish the plan"),
        ({"complete": False}, "Terraform will want another plan after it"),
    ],
)
def test_a_plan_that_is_not_whole_says_so(tmp_path: Path, facts: dict[str, bool], caveat: str) -> None:
    plan = {"format_version": "1.2", "terraform_version": "1.13.0", "resource_changes": []} | facts
    (tmp_path / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
    review = review_plans({STACK: tmp_path / "plan.json"})
    assert caveat in unescape(markdown(review))
    assert caveat in unescape(page(review))
