"""An explanation covers exactly what it says; what is not covered, or covers nothing, fails."""

from pathlib import Path

import pytest

from operations.canary.comparison import Difference
from operations.canary.explanations import FILE, judge, read_explanations
from policies.errors import AcceptanceError

WHY = 'why = "Because the bindings are newer."\nconsequence = "None whatsoever for any state."\n'
ENTRY = """[[difference]]
address = "terraform.required_providers.*"
argument = "version"
before = "6.25.0"
after = "6.69.1"
stacks = ["anthill-*"]
"""


def write(root: Path, text: str) -> Path:
    (root / "canary").mkdir()
    (root / FILE).write_text(text)
    return root


def difference(**changed: str | None) -> Difference:
    values: dict[str, str | None] = {
        "stack": "anthill-dev",
        "address": "terraform.required_providers.aws",
        "argument": "version",
        "before": '"6.25.0"',
        "after": '"6.69.1"',
    }
    return Difference(**(values | changed))  # pyright: ignore[reportArgumentType]


def test_what_is_as_explained_passes(tmp_path: Path) -> None:
    explanations = read_explanations(write(tmp_path, ENTRY + WHY))
    both = (difference(), difference(stack="anthill-prod"))
    verdict = judge(both, explanations)
    assert verdict.passed
    assert verdict.explained == ((explanations[0], both),)


@pytest.mark.parametrize(
    "other",
    [
        {"stack": "other"},
        {"address": "provider.aws"},
        {"argument": "source"},
        {"before": '"6.26.0"'},
        {"after": '"6.70.0"'},
        {"after": None},
        {"before": None},
        {"argument": ""},
    ],
    ids=str,
)
def test_what_is_another_difference_is_not_explained_and_the_entry_is_stale(
    tmp_path: Path, other: dict[str, str | None]
) -> None:
    explanations = read_explanations(write(tmp_path, ENTRY + WHY))
    verdict = judge([difference(**other)], explanations)
    assert not verdict.passed
    assert verdict.unexplained == (difference(**other),)
    assert verdict.stale == tuple(explanations)


def test_an_entry_for_nothing_fails_alone(tmp_path: Path) -> None:
    verdict = judge([], read_explanations(write(tmp_path, ENTRY + WHY)))
    assert (len(verdict.stale), verdict.unexplained, verdict.passed) == (1, (), False)


def test_a_whole_element_and_an_absent_side_can_be_explained(tmp_path: Path) -> None:
    text = f'[[difference]]\naddress = "aws_vpc.*"\nafter = true\n{WHY}' + (
        f'[[difference]]\naddress = "aws_vpc.*"\nargument = "size"\nbefore = 1\n{WHY}'
    )
    explanations = read_explanations(write(tmp_path, text))
    added = difference(address="aws_vpc.a", argument="", before=None, after='{"cidr": "10.0.0.0/16"}')
    gone = difference(address="aws_vpc.a", argument="size", before="1", after=None)
    assert judge([added, gone], explanations).passed
    missing = difference(address="aws_vpc.a", argument="", before="{}", after=None)
    true = difference(address="aws_vpc.a", argument="size", before="true", after=None)
    assert judge([missing, true], explanations).unexplained == (missing, true)


def test_a_project_without_the_file_explains_nothing(tmp_path: Path) -> None:
    assert read_explanations(tmp_path) == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[difference]\n", "canary/differences.toml is not TOML: "),
        ("[[diference]]\n", r"no table diference; allowed: \[\[difference\]\]"),
        (ENTRY, r"\[\[difference\]\] 1: why is missing; .* consequence is missing"),
        (
            ENTRY + WHY.replace("Because the bindings are newer.", "newer"),
            r'1: why is "newer"; allowed: .* 20 characters',
        ),
        (
            ENTRY + 'kind = "x"\n' + WHY,
            r"1: kind is .x.; allowed: no such field; a \[\[difference\]\] has address, ",
        ),
    ],
)
def test_a_wrong_file_says_what_is_wrong_in_which_entry(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(AcceptanceError, match=says):
        read_explanations(write(tmp_path, text))
