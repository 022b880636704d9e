"""The page of permissions leaves out no role, no policy and no denial."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from operations.documentation.reference.material import Material
from operations.documentation.reference.permissions import permissions
from operations.documentation.reference.policy_reading import PolicyReader
from operations.review.security.policies import POLICIES
from operations.synthesis.stacks import Synthesised
from tests.operations.documentation.pages import rows, whole

SHOWN = ("anthill-prod", "anthill-prod-bootstrap", "anthill-account")


def statements(stack: Synthesised) -> Iterator[dict[str, Any]]:
    """Yield every statement of every policy of a stack."""
    for address, held in stack.resources.items():
        where = POLICIES.get(address.partition(".")[0])
        text = held.get(where.argument) if where else None
        if text:
            yield from json.loads(text)["Statement"]


def listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


@pytest.mark.parametrize("name", SHOWN)
def test_every_role_and_every_action_is_told(material: Material, made: Mapping[str, str], name: str) -> None:
    page, stack = whole(made, "permissions"), material.stacks[name]
    roles = [path for address, path in stack.paths.items() if address.startswith("aws_iam_role.")]
    assert roles
    for path in roles:
        assert f"\n## {path.partition('/')[2].removesuffix('/role').removesuffix('/role')}\n" in page
    cells = [(row.get("effect", "allow"), row.get("actions") or row.get("action", "")) for row in rows(page)]
    told = {(effect, action) for effect, cell in cells for action in actions(cell)}
    for statement in statements(stack):
        for action in listed(statement.get("Action", [])):
            assert (statement["Effect"].lower(), action.lower()) in told


def actions(cell: str) -> Iterator[str]:
    for part in cell.split("<br>"):
        service, _, names = part.partition(": ")
        for name in names.replace("`", "").split(", "):
            yield f"{service}:{name}".lower() if names else "*"


def test_accounts_environments_and_tokens_are_neutral(made: Mapping[str, str], material: Material) -> None:
    page = whole(made, "permissions")
    for config in material.environments:
        assert config.account.id not in page
    assert "anthill-prod-" not in page
    assert "${aws_" not in page


def test_what_one_environment_has_beside_prod_is_told(material: Material) -> None:
    dev = material.stacks["anthill-dev"]
    (address,) = [each for each, path in dev.paths.items() if path == "anthill-dev/audit/delivery/policy"]
    policy = json.loads(dev.resources[address]["policy"])
    policy["Statement"][0]["Action"].append("logs:DeleteLogGroup")
    held = {**dev.resources[address], "policy": json.dumps(policy)}
    changed = replace(dev, resources={**dev.resources, address: held})
    pages = permissions(replace(material, stacks={**material.stacks, "anthill-dev": changed}))
    told = [row for row in rows(pages["permissions/elsewhere.md"]) if row.get("environment") == "dev"]
    assert [row["role"] for row in told] == ["audit/delivery"]
    assert "more: " in told[0]["instead of what `prod` has"] or "DeleteLogGroup" in str(told[0])


def test_a_name_of_databricks_with_prod_in_it_stays(material: Material) -> None:
    config, stack = list(material.platforms())[-1]
    reader = PolicyReader(stack, config)
    assert (
        reader.neutral("databricks-prod-artifacts anthill-prod-lake")
        == "databricks-prod-artifacts anthill-ENV-lake"
    )
