"""What Databricks tries when it makes an object, and what it answers for what was left out."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer

from provider_facts.databricks import LEVELS, rules
from tests.offline_databricks.project import Project, Resources
from tests.offline_databricks.wrong import WORKSPACE

LOCATION = {"name": "l", "credential_name": "c", "provider": WORKSPACE}
VOLUME = {
    "name": "v",
    "catalog_name": "c",
    "schema_name": "s",
    "volume_type": "EXTERNAL",
    "provider": WORKSPACE,
}
NOT_READABLE = "AWS IAM role does not have READ permissions on url"


@pytest.fixture(scope="module")
def s3() -> Iterator[Any]:
    """An embedded S3 with one bucket, which holds one object under `full/`."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    client: Any = boto3.client(
        "s3",
        endpoint_url=f"http://{host}:{port}",
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    client.create_bucket(Bucket="lake")
    client.put_object(Bucket="lake", Key="full/_marker", Body=b"\n")
    yield client
    server.stop()


@pytest.fixture
def beside_s3(project: Project, s3: Any, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.setenv("AWS_ENDPOINT_URL", s3.meta.endpoint_url)
    return project


def location(url: str, **more: Any) -> Resources:
    return {"databricks_external_location": {"l": {**LOCATION, "url": url, **more}}}


@pytest.mark.parametrize(
    "given",
    [
        location("s3://lake/full", read_only=True),
        location("s3://lake", read_only=True),
        location("s3://lake/empty", read_only=False),
        location("s3://lake/empty", read_only=True, skip_validation=True),
    ],
)
def test_a_place_that_databricks_can_try_is_taken(beside_s3: Project, given: Resources):
    beside_s3.write(given)
    beside_s3.apply()


@pytest.mark.parametrize(
    "given",
    [
        location("s3://lake/empty", read_only=True),
        location("s3://lake/ful", read_only=True),
        location("s3://nowhere", read_only=True),
        location("s3://nowhere/x", read_only=False),
    ],
)
def test_a_location_over_nothing_is_refused(beside_s3: Project, given: Resources):
    beside_s3.write(given)
    (error,) = beside_s3.errors("apply")
    assert NOT_READABLE in error.text
    assert not beside_s3.store.objects()


def test_a_location_that_becomes_read_only_is_tried_again(beside_s3: Project):
    beside_s3.write(location("s3://lake/empty", read_only=False))
    beside_s3.apply()
    beside_s3.write(location("s3://lake/empty", read_only=True))
    (error,) = beside_s3.errors("apply")
    assert NOT_READABLE in error.text


def test_without_an_embedded_s3_nothing_is_asked(project: Project, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "https://s3.example.com")
    project.write(location("s3://nowhere", read_only=True))
    project.apply()


@pytest.mark.parametrize(("place", "error"), [("full", None), ("full/below", "does not exist")])
def test_an_external_volume_lies_where_something_is(beside_s3: Project, place: str, error: str | None):
    volume = {
        **VOLUME,
        "storage_location": f"s3://lake/{place}",
        "depends_on": ["databricks_external_location.l"],
    }
    beside_s3.write({**location("s3://lake", read_only=True), "databricks_volume": {"v": volume}})
    if error is None:
        beside_s3.apply()
    else:
        assert error in beside_s3.errors("apply")[0].text


@pytest.mark.parametrize(
    ("type_", "arguments"),
    [
        ("catalog", {"name": "c", "storage_root": "s3://lake/tables"}),
        ("schema", {"name": "s", "catalog_name": "c", "storage_root": "s3://lake/tables/s"}),
        ("volume", {key: value for key, value in VOLUME.items() if key != "provider"}
         | {"storage_location": "s3://lake/tables/v"}),
    ],
)  # fmt: skip
def test_what_no_location_covers_is_refused(project: Project, type_: str, arguments: dict[str, Any]):
    of_type = {f"databricks_{type_}": {"it": {**arguments, "provider": WORKSPACE}}}
    project.write(of_type)
    (error,) = project.errors("apply")
    assert (
        f"no external location covers {arguments.get('storage_root') or arguments['storage_location']}"
        in error.text
    )
    project.store.put("databricks_external_location", "l", {"name": "l", "url": "s3://lake/table"})
    assert project.errors("apply"), "a name that begins alike is another place"
    project.store.put("databricks_external_location", "l", {"name": "l", "url": "s3://lake/tables"})
    project.apply()


def test_that_file_events_are_off_arrives_when_a_location_is_made(project: Project):
    def held() -> tuple[bool | None, bool]:
        (one,) = project.store.objects("databricks_external_location")
        return one.attributes.get("enable_file_events"), one.attributes["effective_enable_file_events"]

    # Left out they are on: Databricks' default.
    for given, expected in (
        (False, (False, False)),
        (True, (True, True)),
        (None, (None, True)),
        (False, (False, False)),
    ):
        chosen = {} if given is None else {"enable_file_events": given}
        project.write(location("s3://lake", read_only=True, **chosen))
        project.apply()
        assert held() == expected
        assert project.plan_exit() == 0
    project.write(location("s3://lake", read_only=True, enable_file_events=False, comment="c"))
    project.apply()
    assert held() == (False, False)


def access_list(list_type: str, *addresses: str, **more: Any) -> Resources:
    arguments = {"label": "l", "list_type": list_type, "ip_addresses": list(addresses), "provider": WORKSPACE}
    return {"databricks_ip_access_list": {"l": {**arguments, **more}}}


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        (access_list("ALLOW", "198.51.100.0/24"), False),
        (access_list("ALLOW", "203.0.113.0/24"), True),
        (access_list("ALLOW", "203.0.113.0/24", enabled=False), False),
        (access_list("BLOCK", "198.51.100.7"), True),
        (access_list("BLOCK", "203.0.113.0/24"), False),
    ],
)
def test_a_list_that_shuts_out_the_caller_is_refused(project: Project, given: Resources, *, refused: bool):
    calling = project.copied(project.folder / "calling", caller="198.51.100.7")
    calling.write(given)
    if refused:
        (error,) = calling.errors("apply")
        assert "your current IP 198.51.100.7 will not be allowed to access the workspace" in error.text
    else:
        calling.apply()


def test_lists_hold_a_thousand_addresses(project: Project):
    project.write(access_list("ALLOW", *(f"10.0.{number // 250}.{number % 250}" for number in range(1001))))
    (error,) = project.errors("apply")
    assert "QUOTA_EXCEEDED" in error.text


FILLED: dict[str, tuple[dict[str, Any], str, str]] = {
    "tag_policy": ({"tag_key": "k"}, "description", WORKSPACE),
    "entity_tag_assignment": (
        {"entity_type": "schemas", "entity_name": "c.s", "tag_key": "k"}, "tag_value", WORKSPACE),
    "policy_info": (
        {"name": "p", "on_securable_type": "CATALOG", "on_securable_fullname": "c", "for_securable_type": "TABLE",
         "policy_type": "POLICY_TYPE_ROW_FILTER", "to_principals": ["account users"]}, "comment", WORKSPACE),
    "alert_v2": (
        {"display_name": "a", "query_text": "SELECT 1", "warehouse_id": "w",
         "schedule": {"quartz_cron_schedule": "0 0 7 * * ?", "timezone_id": "UTC"},
         "evaluation": {"comparison_operator": "GREATER_THAN", "source": {"name": "n"}}}, "parent_path", WORKSPACE),
}  # fmt: skip


@pytest.mark.parametrize("type_", FILLED)
def test_a_text_that_databricks_fills_fails_the_apply_and_taints_the_object(project: Project, type_: str):
    arguments, left_out, provider = FILLED[type_]
    address = f"databricks_{type_}.it"
    project.write({f"databricks_{type_}": {"it": {**arguments, "provider": provider}}})
    (error,) = project.errors("apply")
    assert "Provider produced inconsistent result after apply" in error.text
    assert f".{left_out}: was null, but now" in error.text
    assert project.actions() == {address: ["delete", "create"]}

    project.write({f"databricks_{type_}": {"it": {**arguments, left_out: "given", "provider": provider}}})
    project.apply()
    assert project.plan_exit() == 0


def test_each_tag_has_an_id_of_its_own_and_its_rules_are_only_set(project: Project):
    tags = {key: {"tag_key": key, "description": "d", "provider": WORKSPACE} for key in ("a", "b")}
    rules_of = {
        key: {
            "name": f"accounts/a/tagPolicies/${{databricks_tag_policy.{key}.id}}/ruleSets/default",
            "grant_rules": [{"role": "roles/tagPolicy.assigner", "principals": ["groups/g"]}],
            "provider": WORKSPACE,
        }
        for key in tags
    }
    project.write({"databricks_tag_policy": tags, "databricks_access_control_rule_set": rules_of})
    project.apply()
    names = {one.id for one in project.store.objects("databricks_access_control_rule_set")}
    assert len(names) == len(tags)
    # Source: permissions/resource_access_control_rule_set.go, whose create is an update.
    project.write({"databricks_tag_policy": tags})
    (project.folder / "terraform.tfstate").unlink()
    for key in tags:
        project.store.delete("databricks_tag_policy", key)
    project.write({"databricks_tag_policy": tags, "databricks_access_control_rule_set": rules_of})
    project.apply()


def test_every_text_known_to_be_filled_is_tried():
    filled = {
        (name.removeprefix("databricks_"), path)
        for name in LEVELS
        for path, text in rules(name).texts_to_set.items()
        if text.filled is not None
    }
    assert filled == {(type_, left_out) for type_, (_, left_out, _) in FILLED.items()}
