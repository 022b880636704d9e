"""What pages tell people to type exists: commands, their options, verbs of make, variables, stacks, files."""

from pathlib import Path

import pytest

from tests.operations.documentation.typed import EXAMPLES, ROOT, faults, files, spans

PAGES = sorted(
    [
        # An example of a review shows the files of the revisions that it compares.
        *(page for page in (ROOT / "docs").rglob("*.md") if "examples" not in page.parts),
        *(ROOT / name for name in ("README.md", "lakehouse/README.md", "samples/README.md")),
    ]
)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_what_a_page_tells_people_to_type_exists(page: Path) -> None:
    assert faults(page) == []


def test_what_people_are_to_write_is_named_by_a_page_and_not_there_yet() -> None:
    assert not EXAMPLES & files()
    assert {span for page in PAGES for span in spans(page)} >= EXAMPLES


WRONG = {
    "uv run anthill confg check": "no command confg",
    "anthill config show prod --yaml": "--yaml",
    "anthill plan": "lacks stack",
    "anthill local status now": "too many arguments: now",
    "anthill deploy": "names a group",
    'eval "$(uv run anthill local enw)" && aws s3 ls': "no command enw",
    "ANTHILL_ALLOW_DESTRUCTION=dev uv run cdktf deploy anthill-dev": "no variable ANTHILL_ALLOW_DESTRUCTION",
    "aws kms rotate --key-id 1": "no operation kms rotate of AWS",
    "aws cms rotate-key-on-demand --key-id 1": "no operation cms rotate-key-on-demand of AWS",
    "aws kms rotate-key-on-demand --key 1": "no option --key",
    "aws kms rotate-key-on-demand --key-id alias/anthill-dev-lake": "takes no alias",
    "aws kms rotate-key-on-demand": "lacks --key-id",
    "aws sns subscribe --topic-arn arn --protocol email --endpoint a@example.com": "no option --endpoint",
    "cdktf deploy anthill-stage": "no stack anthill-stage",
    "cdktf diff anthill-dev --auto-approve": "no option --auto-approve",
    "cdktf undeploy anthill-dev": "no command of cdktf",
    "make updown": "no verb updown",
    "Plan: 17 to add": "Plan: is no command",
}


@pytest.mark.parametrize("line", WRONG)
def test_a_line_that_nobody_could_type_is_told(line: str, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"# Page\n\n```console\n{line}   # why\n```\n")
    (told,) = faults(page)
    assert WRONG[line] in told


@pytest.mark.parametrize(
    ("span", "right"),
    [
        ("environments/dev.py", True),
        ("environments/staging.py", False),
        ("resource_types.py", True),
        ("security/resource_types.py", False),
        ("constructs_lib/monitoring/", True),
        ("constructs_lib/monitor/", False),
        ("plan.bin", True),
        ("anthill config chek", False),
        ("anthill deploy plan", True),
        ("ANTHILL_HOME", True),
        ("ANTHILL_HOUSE", False),
    ],
)
def test_words_in_backticks_are_looked_at_too(span: str, right: bool, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"# Page\n\nSee `{span}`.\n")
    assert (faults(page) == []) == right
