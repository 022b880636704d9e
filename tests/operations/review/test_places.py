"""Python lines: each resource of the real application has one, and a recorder changes nothing that is written."""

import filecmp
import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from operations.synthesis.locations import Location, Origin, Sources
from operations.synthesis.revisions import synthesise_checkout
from operations.synthesis.stacks import Synthesised
from tests.support.template import Template

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return synthesise_checkout(ROOT, tmp_path_factory.mktemp("recorded") / "cdktf.out", "this checkout")


def test_a_recorder_leaves_every_byte_as_it_is(recorded: Path, synthesised: Path) -> None:
    names = [folder.name for folder in sorted((synthesised / "stacks").iterdir())]
    files = [f"stacks/{name}/cdk.tf.json" for name in names]
    same, different, missing = filecmp.cmpfiles(synthesised, recorded, files, shallow=False)
    assert (sorted(same), different, missing) == (sorted(files), [], [])
    assert (recorded / "sources.json").exists()
    assert not (synthesised / "sources.json").exists()


def test_every_resource_has_a_line_of_code_of_this_repository(
    recorded: Path, stacks: Mapping[str, Template]
) -> None:
    sources = Sources.read(recorded)
    lines: dict[str, list[str]] = {}
    for name, template in stacks.items():
        for path in Synthesised.of(name, template.json).paths.values():
            origin = sources.origin(path)
            assert origin is not None, path
            assert origin.wiring is not None, path
            assert origin.wiring.file.startswith("stacks/")
            for place in (origin.own, origin.wiring):
                text = lines.setdefault(
                    place.file, (ROOT / place.file).read_text(encoding="utf-8").splitlines()
                )
                code = text[place.line - 1].strip()
                assert code, f"{path}: {place} is empty"
                assert not code.startswith(("#", '"""')), f"{path}: {place} is {code}"


def test_the_own_line_names_the_construct_that_is_made(recorded: Path) -> None:
    sources = Sources.read(recorded)
    for path, called in (
        ("anthill-dev/network/egress/nat_a", "NatGateway("),
        ("anthill-dev/lake/gold/bucket", "S3Bucket("),
        ("anthill-dev/lake_key/key", "KmsKey("),
    ):
        origin = sources.origin(path)
        assert origin is not None
        text = (ROOT / origin.own.file).read_text(encoding="utf-8").splitlines()
        assert called in "".join(text[origin.own.line - 1 : origin.own.line + 1]), f"{path}: {origin.own}"


CHAIN = (
    Location("constructs_lib/data_lake/bucket.py", 57),
    Location("constructs_lib/data_lake/medallion_lake.py", 74),
    Location("stacks/lake_layer.py", 30),
    Location("main.py", 66),
)


def test_the_line_to_look_at_is_the_one_that_is_edited() -> None:
    origin = Sources({"a": CHAIN}).origin("a")
    assert origin is not None
    assert origin == Origin(own=CHAIN[0], wiring=CHAIN[2])
    assert origin.place == CHAIN[0]
    edited = (Location("environments/dev.py", 3), Location("environments/shared.py", 4))
    assert origin.with_edited(edited).place == edited[0]
    assert Sources({"a": CHAIN}).origin("b") is None


def test_what_nobody_recorded_has_no_lines(tmp_path: Path) -> None:
    assert Sources.read(tmp_path).origin("a") is None
    (tmp_path / "sources.json").write_text(
        json.dumps({"version": 1, "chains": [[["a.py", 1]]], "paths": {"p": 0}})
    )
    origin = Sources.read(tmp_path).origin("p")
    assert origin == Origin(own=Location("a.py", 1))
