"""What a newcomer's tools and people read first says the same as the code: the devcontainer, SECURITY.md, README.md."""

import json
import re
import tomllib
from pathlib import Path

from environments.shared import GITHUB, ON_CALL, TEAM

ROOT = Path(__file__).resolve().parents[2]
DEVCONTAINER = json.loads((ROOT / ".devcontainer/devcontainer.json").read_text())
PINNED = r"\d+\.\d+\.\d+"


def test_the_devcontainer_has_the_python_that_the_project_is_checked_with() -> None:
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]
    image = re.fullmatch(
        rf"mcr\.microsoft\.com/devcontainers/python:{PINNED}-(\d+\.\d+)-\w+", DEVCONTAINER["image"]
    )
    assert image
    assert image[1] == tools["basedpyright"]["pythonVersion"]


def test_the_devcontainer_leaves_everything_to_the_locks() -> None:
    """Node, Terraform, uv and Java are locked: a feature that brought them would be a second pin."""
    assert "features" not in DEVCONTAINER
    assert DEVCONTAINER["postCreateCommand"] == "make setup"


def test_a_vulnerability_is_reported_to_whom_the_configuration_names() -> None:
    text = (ROOT / "SECURITY.md").read_text()
    assert set(re.findall(r"[\w.-]+@[\w.-]+\w", text)) == {*TEAM.emails, *ON_CALL.emails}
    hosts = set(re.findall(r"https://[^)\s]+", text))
    assert hosts == {f"https://github.com/{GITHUB.owner}/{GITHUB.repository}/security/advisories/new"}


def test_links_of_security_lead_somewhere() -> None:
    links = re.findall(r"\]\((?!https:)([^)#]+)", (ROOT / "SECURITY.md").read_text())
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_readme_says_that_no_licence_is_chosen_as_long_as_there_is_none() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    chosen = [*ROOT.glob("LICEN[CS]E*"), *({"license", "license-files"} & project.keys())]
    said = "No licence has been chosen" in (ROOT / "README.md").read_text()
    assert said != bool(chosen)
