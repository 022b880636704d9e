"""The stand-in of Databricks is installed for the stacks that ask for it, beside whatever an engineer has set up."""

import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import offline_databricks as stand_in
from offline_databricks import SOURCE, VERSION
from operations.common.errors import InputError
from operations.terraform import offline_databricks
from operations.terraform.cli_configuration import CACHE, CONFIGURATION, overriding, terraform_settings
from operations.terraform.mirrors import Mirror
from operations.terraform.requirements import satisfies
from tests.operations.terraform.test_mirrors import AWS, unpacked

WANTED = {SOURCE: (VERSION,)}
SERVED = f'include = ["{SOURCE}"]'
LEFT_OUT = f'exclude = ["{SOURCE}"'


@pytest.mark.parametrize(
    ("constraints", "met"),
    [
        ([VERSION], True),
        ([f"= {VERSION}"], True),
        ([VERSION, f"= {VERSION}"], True),
        ([VERSION, ">= 1.0"], False),
        (["1.99.0"], False),
        (["= 1.99.0"], False),
        ([f"!= {VERSION}"], False),
        ([f">= {VERSION}"], False),
        ([f"{VERSION}, {VERSION}"], False),
        (["1.99.0-beta1"], False),
    ],
)
def test_the_stand_in_fits_its_own_exact_version_alone(constraints: list[str], *, met: bool) -> None:
    assert satisfies(VERSION, constraints) is met


numbers = st.integers(0, 200)
versions = st.tuples(numbers, numbers, numbers).map(lambda parts: ".".join(map(str, parts)))
operators = st.sampled_from(["", "= ", ">= ", "<= ", "> ", "< ", "~> ", "!= "])
constraints = st.lists(st.tuples(operators, versions).map("".join), min_size=1, max_size=3).map(", ".join)


@given(st.lists(constraints, min_size=1, max_size=3))
def test_no_constraint_of_a_real_provider_selects_the_stand_in(required: list[str]) -> None:
    assert not satisfies(VERSION, required)
    assert not offline_databricks.wanted({SOURCE: tuple(required)})


@pytest.mark.parametrize(
    ("requirements", "asks"),
    [
        (WANTED, True),
        ({SOURCE: (VERSION, "1.99.0")}, True),
        ({SOURCE: ("1.99.0",)}, False),
        ({SOURCE: (">= 1.0",)}, False),
        ({SOURCE: ()}, False),
        ({AWS: (VERSION,)}, False),
        ({"registry.terraform.io/example/databricks": (VERSION,)}, False),
        ({}, False),
    ],
)
def test_only_the_exact_version_of_its_own_source_asks_for_it(
    requirements: dict[str, tuple[str, ...]], *, asks: bool
) -> None:
    assert offline_databricks.wanted(requirements) is asks


@pytest.mark.parametrize(
    ("terraform", "below"),
    [
        ({"backend": {"local": {"path": "terraform.tfstate"}}}, "stacks/one"),
        ({"backend": {"local": {"path": "../../states/one.tfstate"}}}, "states"),
        ({"backend": {"local": {}}}, "stacks/one"),
        ({"backend": {"s3": {"key": "elsewhere/one.tfstate"}}}, "stacks/one"),
        ({}, "stacks/one"),
    ],
)
def test_the_store_lies_beside_the_state(tmp_path: Path, terraform: object, below: str) -> None:
    stack = tmp_path / "stacks" / "one"
    stack.mkdir(parents=True)
    (stack / "cdk.tf.json").write_text(json.dumps({"terraform": terraform}))
    assert offline_databricks.store_beside_state(stack) == tmp_path / below / offline_databricks.STORE


def test_a_store_of_an_absolute_state_is_there_too(tmp_path: Path) -> None:
    state = tmp_path / "elsewhere" / "one.tfstate"
    (tmp_path / "cdk.tf.json").write_text(
        json.dumps({"terraform": {"backend": {"local": {"path": str(state)}}}})
    )
    assert offline_databricks.store_beside_state(tmp_path) == state.with_name(offline_databricks.STORE)


@pytest.mark.parametrize("mode", ["apply", "plan"])
def test_the_folder_of_the_store_is_made_and_the_mode_is_told(tmp_path: Path, mode: str) -> None:
    store = tmp_path / "states" / offline_databricks.STORE
    told = offline_databricks.variables(tmp_path, store, "apply" if mode == "apply" else "plan")
    assert store.parent.is_dir()
    assert told["ANTHILL_OFFLINE_DATABRICKS"] == mode
    assert told["ANTHILL_OFFLINE_DATABRICKS_STORE"] == str(store)


@pytest.fixture
def own_mirror(tmp_path: Path) -> Mirror:
    return offline_databricks.mirror(tmp_path / "home")


def settled(
    tmp_path: Path, own_mirror: Mirror, theirs: str | None, *mirrors: Mirror
) -> dict[str, str | None]:
    """Return the settings of an engineer whose own file holds a text, or who has none."""
    environment = {"HOME": "/nonexistent"}
    if theirs is not None:
        own = tmp_path / "own.tfrc"
        own.write_text(theirs)
        environment[CONFIGURATION] = str(own)
    requirements = WANTED | ({AWS: (">= 5.0",)} if mirrors else {})
    return terraform_settings(
        environment, tmp_path / "home", requirements, mirrors=mirrors, own_mirrors=[own_mirror]
    )


def written(settings: Mapping[str, str | None]) -> str:
    file = settings[CONFIGURATION]
    assert file is not None
    return Path(file).read_text()


def test_without_a_file_of_their_own_ours_serves(tmp_path: Path, own_mirror: Mirror) -> None:
    text = written(settled(tmp_path, own_mirror, None))
    assert SERVED in text
    assert LEFT_OUT in text


BLOCK = 'provider_installation {\n  network_mirror {\n    url = "https://m.example/"\n  }\n}\n'


def test_a_block_of_theirs_is_set_aside_where_folders_serve_everything(
    tmp_path: Path, own_mirror: Mirror
) -> None:
    theirs = f'{BLOCK}plugin_cache_dir = "/c"\n'
    found = Mirror(tmp_path / "found", {AWS: frozenset({"5.100.0"})})
    settings = settled(tmp_path, own_mirror, theirs, found)
    text = written(settings)
    assert SERVED in text
    assert "m.example" not in text
    assert settings[CACHE] == str(tmp_path / "home/plugin-cache")
    assert (tmp_path / "own.tfrc").read_text() == theirs


def test_what_only_their_block_may_serve_is_refused_with_the_way_out(
    tmp_path: Path, own_mirror: Mirror
) -> None:
    older = Mirror(tmp_path / "older", {AWS: frozenset({"4.0.0"})})
    with pytest.raises(InputError) as refused:
        settled(tmp_path, own_mirror, BLOCK, older)
    assert str(refused.value) == (
        f"{tmp_path / 'own.tfrc'}: its provider_installation cannot be joined with that of the stand-in for "
        f"Databricks, and the mirrors of this machine hold {AWS} in 4.0.0; needed is >= 5.0: run "
        "`terraform providers mirror FOLDER` in cdktf.out/stacks/anthill-dev, which follows your file, and set "
        "ANTHILL_PROVIDER_MIRROR=FOLDER"
    )


def test_a_file_of_theirs_without_a_block_is_kept_and_the_mirrors_of_the_machine_serve(
    tmp_path: Path, own_mirror: Mirror
) -> None:
    theirs = 'plugin_cache_dir = "/c"\n# provider_installation {\n'
    found = Mirror(tmp_path / "found", {AWS: frozenset({"5.100.0"})})
    settings = settled(tmp_path, own_mirror, theirs, found)
    text = written(settings)
    assert theirs in text
    assert SERVED in text
    assert f'path    = "{found.path}"\n    include = ["{AWS}"]' in text
    assert f'exclude = ["{SOURCE}", "{AWS}"]' in text
    assert CACHE not in settings


def test_what_may_hold_their_tokens_is_read_by_them_alone(tmp_path: Path, own_mirror: Mirror) -> None:
    settings = settled(tmp_path, own_mirror, 'credentials "example.com" {\n  token = "secret"\n}\n')
    assert 'token = "secret"' in written(settings)
    assert Path(str(settings[CONFIGURATION])).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("theirs", [None, BLOCK, 'plugin_cache_dir = "/c"\n'])
def test_commands_after_init_run_the_overriding_provider(tmp_path: Path, theirs: str | None) -> None:
    file = tmp_path / "own.tfrc"
    if theirs:
        file.write_text(theirs)
    text = written(overriding({CONFIGURATION: str(file)}, tmp_path, {AWS: tmp_path / "narrow"}))
    assert f'dev_overrides {{\n    "{AWS}" = "{tmp_path / "narrow"}"\n  }}' in text


def test_overrides_of_theirs_win(tmp_path: Path) -> None:
    file = tmp_path / "own.tfrc"
    file.write_text('provider_installation {\n  dev_overrides {\n    "a/b" = "/b"\n  }\n  direct {}\n}\n')
    environment = {CONFIGURATION: str(file)}
    assert overriding(environment, tmp_path, {AWS: tmp_path / "narrow"}) == environment


THEIRS = [
    None,
    "",
    "disable_checkpoint = true\n",
    "provider_installation {\n  direct {}\n}\n",
    'provider_installation {\n  filesystem_mirror {\n    path = "/nonexistent"\n  }\n  direct {}\n}\n',
    "provider_installation { direct {} }\n",
]


@pytest.mark.parametrize("theirs", THEIRS)
def test_terraform_installs_the_stand_in_without_network_whatever_their_file_says(
    tmp_path: Path, own_mirror: Mirror, terraform_binary: str, theirs: str | None
) -> None:
    held = Mirror(unpacked(tmp_path / "machine"), {AWS: frozenset({"5.100.0"})})
    settings = settled(tmp_path, own_mirror, theirs, held)
    required = {
        "databricks": {"source": "databricks/databricks", "version": VERSION},
        "aws": {"source": "hashicorp/aws", "version": ">= 5.0"},
    }
    root = tmp_path / "root"
    root.mkdir()
    (root / "main.tf.json").write_text(json.dumps({"terraform": {"required_providers": required}}))
    offline = {"PATH": os.defpath, "CHECKPOINT_DISABLE": "1", "HTTPS_PROXY": "http://127.0.0.1:1"}
    run = subprocess.run(
        [terraform_binary, "init", "-no-color"],
        cwd=root,
        env=offline | {name: value for name, value in settings.items() if value},
        capture_output=True,
        text=True,
        check=False,
    )
    assert f"Installed databricks/databricks v{VERSION}" in run.stdout, run.stdout + run.stderr
    assert "Installed hashicorp/aws v5.100.0" in run.stdout


def test_installing_again_changes_nothing(tmp_path: Path, own_mirror: Mirror) -> None:
    before = {file: file.stat().st_mtime_ns for file in own_mirror.path.rglob("*")}
    assert offline_databricks.mirror(tmp_path / "home") == own_mirror
    assert {file: file.stat().st_mtime_ns for file in own_mirror.path.rglob("*")} == before
    assert own_mirror.versions == {stand_in.SOURCE: frozenset({stand_in.VERSION})}
