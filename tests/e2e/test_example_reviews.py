"""The reviews that the documentation shows are what this code says of those changes."""

from pathlib import Path

import pytest

from operations.common.errors import OperationError
from operations.documentation.example_reviews import FIX, FOLDER, INDEX, differing, example_texts
from operations.documentation.reviewed_changes import CHANGES, replaced

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / FOLDER

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900), pytest.mark.xdist_group("review")]


def test_the_examples_are_what_a_review_says_of_their_changes(tmp_path: Path) -> None:
    made = dict(example_texts(ROOT, tmp_path, print))
    assert differing(ROOT, made) == [], FIX


def test_no_other_example_is_kept() -> None:
    names = {f"{change.name}.{form}" for change in CHANGES for form in ("md", "html")}
    assert {file.name for file in KEPT.iterdir()} == names | {INDEX}


def test_a_change_that_no_longer_fits_the_code_says_so(tmp_path: Path) -> None:
    (tmp_path / "file.py").write_text("a = 1\na = 1\n", encoding="utf-8")
    for old, count in (("a = 1", 2), ("b", 0)):
        with pytest.raises(OperationError, match=f"file.py holds {count} times, not once: '{old}'"):
            replaced("file.py", old, "c")(tmp_path)
