"""Each page says all of what it is made of, and says it rightly."""

import inspect
import re
from collections import Counter
from collections.abc import Mapping
from importlib import import_module
from pkgutil import walk_packages

import pytest
from constructs import Construct

import constructs_lib
from configuration.schema import environment_schema
from environments.catalogue import DATABRICKS_ACCOUNT, ENVIRONMENTS
from operations.documentation.reference.common_arguments import COMMON
from operations.documentation.reference.configured_values import values_of
from operations.documentation.reference.construct_reading import classes
from operations.documentation.reference.material import Material
from operations.documentation.reference.rules import guard_rules
from policies.prices import load_prices
from policies.waivers import load_waivers
from tests.operations.documentation.conftest import ROOT
from tests.operations.documentation.pages import rows, whole
from tests.support.template import Template

Made = Mapping[str, str]
Stacks = Mapping[str, Template]
NAMES = [config.name.value for config in ENVIRONMENTS]
APART = ("bootstrap", "registration")
"""What the stacks beside an environment's own are called."""


def test_every_field_of_every_model_has_a_meaning(made: Made) -> None:
    page = whole(made, "configuration")
    models = environment_schema()["$defs"] | {"EnvironmentConfig": environment_schema()}
    for name, node in models.items():
        if "properties" not in node:
            continue
        held = {row["field"]: row for row in rows(page, name) if "field" in row}
        assert list(held) == list(node["properties"]), name
        assert all(row["meaning"] and row["allowed"] and row["default"] for row in held.values()), name


def test_values_that_differ_stand_beside_each_other(made: Made) -> None:
    page = whole(made, "configuration")
    differing = {
        (row.get("entry", ""), row["where environments differ"]): [row[name] for name in NAMES]
        for row in rows(page)
        if "where environments differ" in row
    }
    assert differing["", "nat"] == [config.network.nat.value for config in ENVIRONMENTS]
    assert differing["landing", "retention_days"] == [
        str(next(each.retention_days for each in config.lake.layers if each.name == "landing"))
        for config in ENVIRONMENTS
    ]
    (alike,) = [row["value"] for row in rows(page, "NetworkConfig") if row.get("field") == "private_prefix"]
    assert {alike} == {str(config.network.private_prefix) for config in ENVIRONMENTS}
    (host,) = [
        row["value"] for row in rows(page, "DatabricksAccountConfig") if row.get("field") == "hosted_by"
    ]
    assert host == DATABRICKS_ACCOUNT.hosted_by


def test_entries_of_a_list_are_named_by_what_tells_them_apart() -> None:
    prod = next(config for config in ENVIRONMENTS if config.name == "prod")
    found = {field.entry for field in values_of({"prod": prod}) if field.model == "LakeLayer"}
    assert found == {layer.name.value for layer in prod.lake.layers}


def test_no_resource_is_missing_in_the_counts(made: Made, stacks: Stacks) -> None:
    columns = {
        **{name: [f"anthill-{name}"] for name in NAMES},
        **{f"each {kind}": [each for each in stacks if each.endswith(f"-{kind}")] for kind in APART},
        "account": ["anthill-account"],
    }
    types = {row["type"]: row for row in rows(made["resources/types.md"])}
    for column, held in columns.items():
        counts = [Counter(address.partition(".")[0] for address in stacks[each].addresses) for each in held]
        # Not each of them has as many: that of the host has a role more.
        assert {
            name: {int(number) for number in row[column].split(" or ")}
            for name, row in types.items()
            if row[column]
        } == {name: {each[name] for each in counts} for name in set[str]().union(*counts)}
    for name in NAMES:
        total = len(stacks[f"anthill-{name}"].addresses)
        for page, section in (("resources", "Layers of the environments"), ("resources/environments", "")):
            found = [
                int(row[name] or 0) for row in rows(made[f"{page}.md"], section) if row["layer"] != "all"
            ]
            assert sum(found) == total
    lost = {row["type"]: row for row in rows(made["resources/data.md"])}
    assert lost["aws_s3_bucket"]["where data is retained"] == "never destroyed"
    assert lost["aws_sqs_queue"]["where data is retained"] == "reviewed"


def constructs() -> dict[str, type[Construct]]:
    """Return every public construct class as Python has it."""
    found: dict[str, type[Construct]] = {}
    for module in walk_packages(constructs_lib.__path__, "constructs_lib."):
        for name, held in vars(import_module(module.name)).items():
            own = inspect.isclass(held) and held.__module__ == module.name and not name.startswith("_")
            if own and issubclass(held, Construct):
                found[name] = held
    return found


def test_every_construct_is_there_with_the_arguments_that_python_takes(made: Made) -> None:
    pages = {file: text for file, text in made.items() if file.startswith("constructs/")}
    known = constructs()
    assert len(known) > 50
    for name, held in known.items():
        (page,) = [text for text in pages.values() if f"\n## {name}\n" in text]
        taken = {row["argument"]: row for row in rows(page, name) if "argument" in row}
        parameters = list(inspect.signature(held.__init__).parameters.values())[3:]
        assert list(taken) == [each.name for each in parameters], name
        required = [each.name for each in parameters if each.default is inspect.Parameter.empty]
        assert [each for each, row in taken.items() if row["default"] == "required"] == required
        assert f"[{name}](" in pages["constructs/README.md"]


def test_every_argument_of_a_construct_says_what_it_means(made: Made) -> None:
    told = {
        f"{held.name}.{row.get('argument') or row['field']}": row["meaning"]
        for held in classes(ROOT)
        for row in rows(whole(made, f"constructs/{held.domain or 'shared'}"), held.name)
        if "meaning" in row
    }
    assert len(told) > 500
    assert [name for name, meaning in told.items() if not meaning] == []


def test_what_no_argument_switches_off_is_said(made: Made) -> None:
    page = made["constructs/data_lake.md"]
    bucket = page[page.index("## EncryptedBucket") :]
    assert re.search(r"\*\*Always on:\*\* all of `PrivateBucket`, SSE-KMS .+ access logs", bucket)
    assert "[CustomerKey](iam.md#customerkey)" in bucket


def test_a_common_meaning_is_common() -> None:
    used = Counter(
        (each.name, each.type) for held in classes(ROOT) if held.is_construct for each in held.takes
    )
    assert [key for key in COMMON if used[key] < 2] == [], "say it in the construct's docstring instead"


def test_every_rule_and_every_waiver_is_told(made: Made) -> None:
    page = made["rules.md"]
    written = {
        id_
        for file in (ROOT / "guards").glob("*.py")
        for id_ in re.findall(r'"(ANT-[A-Z]+-\d\d)"', file.read_text())
    }
    assert {row["rule"] for row in rows(page, "Rules of synthesis")} == written == guard_rules(ROOT).keys()
    told = [
        (row["check"], row["owner"], row["last day"])
        for row in rows(made["rules/exceptions.md"], "Accepted findings")
    ]
    assert Counter(told) == Counter((each.check, each.owner, str(each.expires)) for each in load_waivers())


@pytest.mark.parametrize("name", NAMES[1:])
def test_a_month_is_what_its_parts_cost(made: Made, stacks: Stacks, name: str) -> None:
    page = made["costs.md"]
    *layers, whole = [float(row[name].replace(",", "") or 0) for row in rows(page, "A month, by layer")]
    parts = [float(row[name].replace(",", "") or 0) for row in rows(page, "A month, by what it is for")]
    assert sum(layers) == pytest.approx(whole, abs=0.05)
    assert sum(parts) == pytest.approx(whole, abs=0.05)
    prices = load_prices()
    price = next(each for each in prices.price if each.type == "aws_nat_gateway")
    gateways = len(stacks[f"anthill-{name}"].resources("aws_nat_gateway"))
    (told,) = [row[name] for row in rows(page, "A month, by what it is for") if row["what"] == "gateway"]
    assert float(told) == pytest.approx(gateways * prices.monthly(price), abs=0.005)


def test_what_has_no_price_is_said_and_not_summed(made: Made, material: Material) -> None:
    page = made["costs.md"]
    assert "estimate" in page
    assert str(load_prices().as_of) in page
    assert "In no list at all" not in page, "a type is in no list of prices.toml"
    used = {row["type"]: row["paid for"] for row in rows(page, "Paid by use: in no sum")}
    assert used["aws_s3_bucket"] == "storage and requests"
    assert "local" not in next(iter(rows(page, "A month, by layer")))
    assert any(config.is_local for config in material.environments)
