"""CODEOWNERS as GitHub reads it: the last rule that matches decides."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operations.delivery.codeowners import Ownership

# The examples of GitHub Docs, "About code owners", and what they are said to match.
DOCUMENTED = """
# This is a comment.
*       @global-owner1 @global-owner2
*.js    @js-owner #This is an inline comment about @nobody.
*.go docs@example.com
*.txt @octo-org/octocats
/build/logs/ @doctocat
docs/* @docs-direct
apps/ @octocat
/scripts/ @doctocat @octocat
**/logs @logger
/apps/ @octocat
/apps/github
"""


@pytest.mark.parametrize(
    ("path", "owners"),
    [
        ("README.md", ("@global-owner1", "@global-owner2")),
        ("web/a.js", ("@js-owner",)),
        ("a.go", ("docs@example.com",)),
        ("x/y/z.txt", ("@octo-org/octocats",)),
        ("build/logs/a/b.md", ("@logger",)),
        ("docs/getting-started.md", ("@docs-direct",)),
        ("docs/build-app/troubleshooting.md", ("@global-owner1", "@global-owner2")),
        ("here/apps/a.py", ("@octocat",)),
        ("scripts/deep/a.sh", ("@doctocat", "@octocat")),
        ("deeply/nested/logs/x", ("@logger",)),
        ("apps/a", ("@octocat",)),
        ("apps/github", ()),
        ("apps/github/x", ()),
    ],
)
def test_the_documented_examples(path: str, owners: tuple[str, ...]) -> None:
    assert Ownership(DOCUMENTED).owners(path) == owners


SEGMENT = st.from_regex(r"[a-z]{1,4}", fullmatch=True)
PATHS = st.lists(SEGMENT, min_size=1, max_size=4).map("/".join)
PATTERNS = st.one_of(
    PATHS.map(lambda path: f"/{path}"),
    PATHS.map(lambda path: f"/{path}/"),
    SEGMENT.map(lambda name: f"*.{name}"),
    SEGMENT.map(lambda name: f"**/{name}"),
    st.just("*"),
)
RULES = st.lists(st.tuples(PATTERNS, st.integers(0, 9)), max_size=6)


def text(rules: list[tuple[str, int]]) -> str:
    return "\n".join(f"{pattern} @owner{number}" for pattern, number in rules)


@given(RULES, PATHS)
def test_an_exact_rule_at_the_end_always_decides(rules: list[tuple[str, int]], path: str) -> None:
    assert Ownership(f"{text(rules)}\n/{path} @last").owners(path) == ("@last",)
    assert Ownership(f"{text(rules)}\n/{path}").owners(path) == ()


@given(RULES, PATHS, SEGMENT)
def test_a_rule_for_other_paths_changes_nothing(rules: list[tuple[str, int]], path: str, name: str) -> None:
    before = Ownership(text(rules)).owners(path)
    assert Ownership(f"{text(rules)}\n/{path}{name}-elsewhere/ @other").owners(path) == before


@given(RULES, PATHS, SEGMENT)
def test_a_folder_owns_what_is_below_it_and_nothing_beside_it(
    rules: list[tuple[str, int]], folder: str, name: str
) -> None:
    owned = Ownership(f"{text(rules)}\n/{folder}/ @folder")
    assert owned.owners(f"{folder}/{name}") == owned.owners(f"{folder}/{name}/x") == ("@folder",)
    assert owned.owners(f"{folder}-{name}") != ("@folder",)


def test_paths_are_grouped_by_the_rule_that_decides() -> None:
    ownership = Ownership("* @all\n/stacks/ @platform @acme/team\n/docs/\n")
    found = ownership.owned(["stacks/a.py", "stacks/b.py", "docs/x.md", "main.py", "main.py"])
    assert [(each.pattern, each.owners, each.paths) for each in found] == [
        ("*", ("@all",), ("main.py",)),
        ("/stacks/", ("@platform", "@acme/team"), ("stacks/a.py", "stacks/b.py")),
    ]
