"""The matrices of the use case, and the rule that every cell of any matrix keeps."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from configuration.databricks.access import KIND, SCHEMAS, VOLUMES, Access, Securable
from configuration.databricks.groups import Group, Principal, Robot
from environments.catalogue import ENVIRONMENTS
from environments.rights import DEVELOPMENT, OPERATION
from provider_facts.privileges import PRIVILEGES

MATRICES = {"development": DEVELOPMENT, "operation": OPERATION}
EVERY_PRIVILEGE = sorted({privilege for taken in PRIVILEGES.values() for privilege in taken})
CHANGING = {"ALL_PRIVILEGES", "MANAGE", "MODIFY", "REFRESH", "WRITE_VOLUME", "APPLY_TAG"}
"""With every CREATE_...: what changes data, its description or who may see it."""

PRINCIPALS: tuple[Group | Robot, ...] = (*Group, *Robot)
securables = st.sampled_from(Securable)
principals = st.sampled_from(PRINCIPALS)


def row(matrix: tuple[Access, ...], principal: Principal) -> Mapping[Securable, tuple[str, ...]]:
    return {access.on: access.privileges for access in matrix if access.principal is principal}


def changing(privileges: tuple[str, ...]) -> set[str]:
    return {each for each in privileges if each in CHANGING or each.startswith("CREATE_")}


@given(principals, securables, st.data())
def test_any_privilege_of_a_securable_is_accepted(
    principal: Principal, on: Securable, data: st.DataObject
) -> None:
    chosen = data.draw(st.lists(st.sampled_from(PRIVILEGES[KIND[on]]), min_size=1, unique=True))
    assert Access(principal=principal, on=on, privileges=tuple(chosen)).privileges == tuple(chosen)


@given(principals, securables, st.sampled_from(EVERY_PRIVILEGE) | st.text(max_size=30), st.data())
def test_a_privilege_is_refused_exactly_if_the_securable_lacks_it(
    principal: Principal, on: Securable, privilege: str, data: st.DataObject
) -> None:
    taken = PRIVILEGES[KIND[on]]
    others = data.draw(st.lists(st.sampled_from(taken), unique=True))
    privileges = tuple(dict.fromkeys((*others, privilege)))
    if privilege in taken:
        assert Access(principal=principal, on=on, privileges=privileges)
        return
    with pytest.raises(ValidationError) as refusal:
        Access(principal=principal, on=on, privileges=privileges)
    told = str(refusal.value)
    assert f"privileges[{len(others)}]: is no privilege of a {KIND[on].replace('_', ' ')} ({on})" in told
    assert ", ".join(taken) in told


def test_every_securable_has_a_kind_whose_privileges_are_known() -> None:
    assert set(KIND) == set(Securable)
    assert set(KIND.values()) <= set(PRIVILEGES)
    assert {KIND[on] for on in SCHEMAS} == {"schema"}
    assert {KIND[on] for on in VOLUMES} == {"volume"}


@pytest.mark.parametrize("matrix", MATRICES.values(), ids=MATRICES)
def test_jobs_write_every_layer_and_read_what_arrives(matrix: tuple[Access, ...]) -> None:
    jobs = row(matrix, Robot.JOBS)
    for on in (Securable.BRONZE, Securable.SILVER, Securable.GOLD, Securable.FEATURES, Securable.OPS):
        assert {"USE_SCHEMA", "SELECT", "MODIFY", "CREATE_TABLE"} <= set(jobs[on]), on
    assert "CREATE_MODEL" in jobs[Securable.MODELS]
    assert jobs[Securable.LANDING] == jobs[Securable.ARRIVALS] == ("READ_VOLUME",)
    assert jobs[Securable.STREAMS] == ("ACCESS",)
    assert jobs[Securable.CATALOG] == ("USE_CATALOG",)


@pytest.mark.parametrize("matrix", MATRICES.values(), ids=MATRICES)
def test_analysts_read_and_never_write(matrix: tuple[Access, ...]) -> None:
    analysts = row(matrix, Group.ANALYSTS)
    assert {"USE_SCHEMA", "SELECT"} <= set(analysts[Securable.GOLD])
    assert set(analysts) == {Securable.CATALOG, Securable.SILVER, Securable.GOLD}
    assert not any(map(changing, analysts.values()))


@pytest.mark.parametrize("matrix", MATRICES.values(), ids=MATRICES)
@pytest.mark.parametrize("reader", [Group.BI_READERS, Robot.POWER_BI])
def test_power_bi_and_its_readers_see_gold_and_nothing_else(
    matrix: tuple[Access, ...], reader: Principal
) -> None:
    assert row(matrix, reader) == {
        Securable.CATALOG: ("USE_CATALOG",),
        Securable.GOLD: ("USE_SCHEMA", "SELECT"),
    }


@pytest.mark.parametrize("matrix", MATRICES.values(), ids=MATRICES)
def test_whoever_has_rights_inside_a_catalogue_may_enter_it(matrix: tuple[Access, ...]) -> None:
    for principal in PRINCIPALS:
        rights = row(matrix, principal)
        if any(on in rights for on in (*SCHEMAS, *VOLUMES)):
            assert "USE_CATALOG" in rights[Securable.CATALOG], principal
        for on in SCHEMAS:
            assert on not in rights or "USE_SCHEMA" in rights[on], (principal, on)


@pytest.mark.parametrize("matrix", MATRICES.values(), ids=MATRICES)
def test_the_deployer_is_no_matter_of_choice_and_each_cell_is_given_once(matrix: tuple[Access, ...]) -> None:
    cells = [(access.principal, access.on) for access in matrix]
    assert len(set(cells)) == len(cells)
    assert {principal for principal, _ in cells} == set(PRINCIPALS) - {Robot.DEPLOY, Robot.PLAN}


def test_in_operation_only_jobs_write() -> None:
    writers = {
        (access.principal, access.on): changing(access.privileges)
        for access in OPERATION
        if access.principal is not Robot.JOBS and changing(access.privileges)
    }
    assert writers == {(Group.PLATFORM_ADMINS, Securable.CATALOG): {"ALL_PRIVILEGES", "MANAGE"}}


def test_in_development_engineers_write_layers_and_scientists_features() -> None:
    engineers, scientists = row(DEVELOPMENT, Group.DATA_ENGINEERS), row(DEVELOPMENT, Group.DATA_SCIENTISTS)
    assert {on for on in SCHEMAS if changing(engineers[on])} == {
        Securable.BRONZE,
        Securable.SILVER,
        Securable.GOLD,
        Securable.OPS,
    }
    assert {on for on, rights in scientists.items() if changing(rights)} == {
        Securable.FEATURES,
        Securable.MODELS,
    }


@pytest.mark.parametrize(
    ("environment", "matrix"),
    [("local", OPERATION), ("dev", DEVELOPMENT), ("test", OPERATION), ("prod", OPERATION)],
)
def test_only_dev_is_built_in(environment: str, matrix: tuple[Access, ...]) -> None:
    (config,) = (config for config in ENVIRONMENTS if config.name.value == environment)
    assert config.databricks.governance.access == matrix
