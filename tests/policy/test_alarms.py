"""Every alarm of every environment has an owner, a severity and a runbook that exists; every runbook an alarm."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from constructs_lib.monitoring.alarm_kind import ALARM_KINDS, AlarmKind
from environments.catalogue import ENVIRONMENTS
from tests.support.template import Arguments, Template

RUNBOOKS = Path(__file__).resolve().parents[2] / "docs" / "runbooks"
HEADINGS = ["## What it means", "## First look", "## Usual causes", "## Fix", "## Escalate when"]
TOLD_OTHERWISE = {"threats", "findings", "budget", "cost-anomaly"}
"""Kinds that AWS tells by an event, a budget or an anomaly, not by a CloudWatch alarm."""

STACKS = [f"anthill-{config.name.value}" for config in ENVIRONMENTS]
SEVERITY = {kind.name: kind.severity.value for kind in ALARM_KINDS}


def alarms(template: Template) -> list[Arguments]:
    return [
        *template.resources("aws_cloudwatch_metric_alarm").values(),
        *template.resources("aws_cloudwatch_composite_alarm").values(),
    ]


@pytest.mark.parametrize("stack", STACKS)
def test_every_alarm_is_accountable(stacks: Mapping[str, Template], stack: str) -> None:
    found = alarms(stacks[stack])
    assert found
    for alarm in found:
        tags = alarm["tags"]
        assert tags["severity"] == SEVERITY[tags["runbook"]]
        assert tags["alarm-owner"]
        assert (RUNBOOKS / f"{tags['runbook']}.md").is_file()
        described = alarm["alarm_description"]
        assert described.startswith(f"[{tags['severity']}] ")
        assert f"Owner: {tags['alarm-owner']}." in described
        assert described.endswith(f"/docs/runbooks/{tags['runbook']}.md")
        topic = f"${{aws_sns_topic.alarms_{tags['severity']}_"
        assert [action.startswith(topic) for action in alarm["alarm_actions"]] == [True]
        assert alarm["ok_actions"] == alarm["alarm_actions"]


@pytest.mark.parametrize("stack", STACKS)
def test_every_kind_is_used(stacks: Mapping[str, Template], stack: str) -> None:
    used = {alarm["tags"]["runbook"] for alarm in alarms(stacks[stack])}
    assert used == set(SEVERITY) - TOLD_OTHERWISE


@pytest.mark.parametrize("stack", STACKS)
def test_a_rule_names_alarms_that_exist_and_every_part_of_a_source_is_in_one(
    stacks: Mapping[str, Template], stack: str
) -> None:
    template = stacks[stack]
    metric = {alarm["alarm_name"] for alarm in template.resources("aws_cloudwatch_metric_alarm").values()}
    named = [
        name
        for alarm in template.resources("aws_cloudwatch_composite_alarm").values()
        for name in re.findall(r'ALARM\("([^"]+)"\)', alarm["alarm_rule"])
    ]
    assert len(named) == len(set(named))
    assert set(named) <= metric
    account = re.compile(r"-audit-|-detection-\w+-undelivered$")
    assert not [name for name in metric - set(named) if account.search(name) is None]


def test_kinds_and_pages_are_the_same() -> None:
    pages = {page.stem for page in RUNBOOKS.glob("*.md")} - {"README"}
    assert pages == set(SEVERITY)


@pytest.mark.parametrize("kind", ALARM_KINDS, ids=lambda kind: kind.name)
def test_a_page_says_all_and_is_in_the_index(kind: AlarmKind) -> None:
    name, severity = kind.name, kind.severity.value
    text = (RUNBOOKS / f"{name}.md").read_text()
    assert text.startswith(f"# {name}\n\nSeverity: {severity}.\n")
    assert re.findall(r"^## .*$", text, re.MULTILINE) == HEADINGS
    assert all(part.strip() for part in re.split(r"^## .*$", text, flags=re.MULTILINE))
    assert f"| [{name}]({name}.md) | {severity} |" in (RUNBOOKS / "README.md").read_text()


@pytest.mark.parametrize("stack", STACKS)
def test_a_rule_that_tells_people_is_watched_itself(stacks: Mapping[str, Template], stack: str) -> None:
    """An event that a topic never gets wakes nobody: the rule's failures do."""
    template = stacks[stack]
    rules = template.resources("aws_cloudwatch_event_rule")
    telling = {
        rules[str(target["rule"]).split(".")[1]]["name"]
        for target in template.resources("aws_cloudwatch_event_target").values()
        if "aws_sns_topic." in target["arn"]
    }
    watched = {
        alarm["dimensions"]["RuleName"]
        for alarm in template.resources("aws_cloudwatch_metric_alarm").values()
        if (alarm["namespace"], alarm["metric_name"]) == ("AWS/Events", "FailedInvocations")
    }
    assert telling
    assert telling == watched
