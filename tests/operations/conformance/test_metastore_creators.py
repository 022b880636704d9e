"""What a deployment makes in a metastore that it does not own is granted to it."""

from unittest.mock import Mock

import pytest

from operations.conformance.material import Material
from operations.conformance.metastore_creators import PRIVILEGES, metastore_creators
from operations.conformance.synthesised import Stack
from operations.conformance.violation import Violation
from tests.operations.conformance.between.parts import METASTORE, application
from tests.operations.conformance.between.planting import Plant, add, adding
from tests.operations.conformance.between.stacks import Stacks, clean
from tests.support.locked import ROOT

DEV = "anthill-dev"
GRANTED = {"CREATE_CATALOG", "CREATE_CONNECTION", "CREATE_EXTERNAL_LOCATION", "CREATE_STORAGE_CREDENTIAL"}


def found(stacks: Stacks, *plants: Plant) -> list[Violation]:
    for plant in plants:
        plant(stacks)
    judged = tuple(Stack(name, document) for name, document in stacks.items())
    return metastore_creators(
        Material(
            root=ROOT,
            stacks=judged,
            everything={each.name: each for each in judged},
            published=Mock(),
            widths=Mock(),
        )
    )


def granting(stack: str, type_: str, who: str, *privileges: str) -> Plant:
    entry = {"principal": who, "privileges": list(privileges)}
    arguments = entry if type_ == "databricks_grant" else {"grant": [entry]}
    return adding(stack, f"{type_}.planted", metastore=METASTORE, **arguments)


@pytest.mark.parametrize(("type_", "privilege"), PRIVILEGES.items())
def test_each_type_needs_its_privilege(type_: str, privilege: str) -> None:
    violations = found(clean(), adding(DEV, f"{type_}.planted", name="it"))
    if privilege in GRANTED:
        assert violations == []
        return
    (violation,) = violations
    assert (violation.check, violation.stack, violation.address) == (
        "run-as.metastore",
        DEV,
        f"{type_}.planted",
    )
    assert violation.given == f"no {privilege} on the metastore for anthill-dev-deploy, which makes it"


@pytest.mark.parametrize("type_", ["databricks_grant", "databricks_grants"])
@pytest.mark.parametrize("privilege", ["CREATE_SERVICE_CREDENTIAL", "ALL_PRIVILEGES"])
def test_a_credential_of_a_service_needs_another_privilege_than_one_of_storage(
    type_: str, privilege: str
) -> None:
    stacks = clean()
    assert found(stacks, adding(DEV, "databricks_credential.storage", purpose="STORAGE")) == []
    (violation,) = found(stacks, adding(DEV, "databricks_credential.service", purpose="SERVICE"))
    assert "no CREATE_SERVICE_CREDENTIAL" in violation.given
    # What another environment's deployer has does not help.
    assert found(stacks, granting("anthill-test-registration", type_, application("test"), privilege)) == [
        violation
    ]
    assert found(stacks, granting("anthill-dev-registration", type_, application("dev"), privilege)) == []


def test_a_registration_without_the_grant_is_found_for_all_that_is_made() -> None:
    stacks = clean()
    del stacks["anthill-dev-registration"]["resource"]["databricks_grant"]
    for type_ in ("databricks_catalog", "databricks_connection"):
        add(stacks, DEV, f"{type_}.it", {"name": "it"})
        add(stacks, "anthill-prod", f"{type_}.it", {"name": "it"})
    assert [(each.stack, each.address) for each in found(stacks)] == [
        (DEV, "databricks_catalog.it"),
        (DEV, "databricks_connection.it"),
    ]


def test_without_the_registration_nothing_can_be_said() -> None:
    stacks = clean()
    del stacks["anthill-dev-registration"]
    assert found(stacks, adding(DEV, "databricks_share.it", name="it")) == []
