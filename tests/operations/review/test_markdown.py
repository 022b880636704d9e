"""The Markdown: whole sections, never too long, nothing that is markup by accident."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from operations.common.errors import InputError
from operations.rehearsal.rehearsal import FAILED, NOT_REACHED, PASSED, Rehearsal, Step
from operations.review.arguments import Argument
from operations.review.change import Change
from operations.review.markdown import LEAST, markdown
from tests.operations.review.entries import allow, change, policy
from tests.operations.review.reviews import review_of, several

NASTY = st.text(alphabet="ab|`<>&*_[]@#~\n\\$é😀", max_size=200)
LAYERS = ("network/a", "lake/b", "ingestion/c", "databricks/d", "monitoring/e", "strange/f")


@st.composite
def changes(draw: st.DrawFn) -> list[Change]:
    found: list[Change] = []
    for number in range(draw(st.integers(0, 30))):
        path = f"anthill-dev/{draw(st.sampled_from(LAYERS))}/{number}"
        text, kind = draw(NASTY), draw(st.integers(0, 3))
        if kind == 0:
            found.append(change("aws_sqs_queue", {"name": "a"}, {"name": f"b{text}"}, path=path))
        elif kind == 1:
            found.append(change("aws_s3_bucket", {"bucket": text}, None, path=path))
        elif kind == 2:
            after = {"policy": policy(allow(f"s3:{number}*", f"arn:{text}"))}
            found.append(change("aws_iam_role_policy", {"policy": policy()}, after, path=path))
        else:
            found.append(change("aws_nat_gateway", None, {"tags": {"a": text}}, path=path))
    return found


@settings(max_examples=40, deadline=None)
@given(changes(), st.integers(LEAST, 70_000), st.lists(NASTY, max_size=3))
def test_it_is_never_too_long_and_never_without_what_matters(
    found: list[Change], cap: int, caveats: list[str]
) -> None:
    differences = tuple(Argument(f"provider[{number}]", "a", "b") for number in range(50))
    review = review_of(found, settings={"anthill-dev": differences}, caveats=tuple(caveats))
    text = markdown(review, cap=cap)
    assert len(text) <= cap
    lines = text.splitlines()
    assert lines[0].startswith("## ")
    questions = [line.partition(":")[0] for line in lines if line.startswith("### ")]
    assert questions[:6] == [
        "### What happens to each environment",
        "### Which data is at risk",
        "### Who may do what that could not before",
        "### What is no longer watched or redundant",
        "### What it costs",
        "### What changed outside of Terraform",
    ]
    assert ("### Which data is at risk: none" in lines) is not bool(review.data)
    # Each section is whole: what is opened is closed.
    assert text.count("<details>") == text.count("</details>")
    assert text.count("````diff") * 2 == text.count("````")
    tables = [line for line in lines if line.startswith("|")]
    assert all(line.endswith("|") for line in tables)


def test_what_had_no_room_is_counted() -> None:
    found = [
        change(
            "aws_iam_role_policy",
            {"policy": policy()},
            {"policy": policy(allow(f"s3:{number}:*"), allow("s3:GetObject", f"arn:{number}" * 30))},
            path=f"anthill-dev/ingestion/source{number}/policy",
        )
        for number in range(80)
    ]
    text = markdown(review_of(found), cap=8_000)
    shown = sum(line.startswith("| **HIGH** |") for line in text.splitlines())
    counted = re.search(r"(\d+) more had no room here \((?:(\d+) high)?", text)
    assert counted is not None
    assert shown + int(counted[1]) == 160
    assert "see the page or the JSON" in text


def test_what_is_longest_and_matters_least_is_shortened_first() -> None:
    long = {f"argument_{number}": "x" * 120 for number in range(30)}
    found = [*several(), change("aws_sqs_queue", {"name": "q"}, {"name": "q", **long})]
    whole = markdown(review_of(found))
    assert "forces the replacement" in whole
    shorter = markdown(review_of(found), cap=len(whole) - 1)
    assert "argument_29" in whole
    assert "argument_29" not in shorter
    before_layers = slice(None, whole.index("### Layer network"))
    assert shorter[before_layers] == whole[before_layers]
    assert "Arguments had no room here." in shorter


def test_a_size_that_nothing_fits_into_is_refused() -> None:
    with pytest.raises(InputError, match="at least 4000 characters: 100 is given"):
        markdown(review_of([]), cap=100)


def test_lines_become_links_where_the_repository_is_known() -> None:
    text = markdown(review_of(several()), repository_url="https://example.com/o/r/blob/abc/")
    place = "constructs_lib/data_lake/bucket.py"
    assert f"[`{place}:57`](https://example.com/o/r/blob/abc/{place}#L57)" in text


def test_nobody_is_mentioned_and_no_table_breaks() -> None:
    hostile = "@octocat | <img src=x> `code` #12\nnext"
    text = markdown(review_of([], caveats=(hostile,)))
    assert "@octocat" not in text
    assert "<img" not in text
    (line,) = [line for line in text.splitlines() if "octocat" in line]
    assert "next" in line
    assert "|" not in line


def test_a_rehearsal_shows_each_step_with_its_time() -> None:
    steps = (
        Step(name="base applied", outcome=PASSED, seconds=61.5, detail="Apply complete! 500 added"),
        Step(name="change applied", outcome=FAILED, seconds=2.0, detail="Error: no | such"),
        Step(name="objects are still there", outcome=NOT_REACHED),
    )
    text = markdown(review_of([], rehearsal=Rehearsal(stack="anthill-local", steps=steps)))
    assert "### Rehearsal of anthill-local: FAILED in 64 s" in text
    assert "| passed | base applied | 61.5 | Apply complete! 500 added |" in text
    assert "| **failed** | change applied | 2.0 | Error: no &#124; such |" in text
    assert "| not reached | objects are still there | 0.0 |  |" in text
