"""The reviews of realistic changes that the documentation shows, made by the code that reviews every change."""

import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from operations.common.files import write_file
from operations.common.git import git
from operations.common.text_output import Say
from operations.documentation.reviewed_changes import CHANGES, ReviewedChange
from operations.review.markdown import markdown
from operations.review.page import page
from operations.review.plans import review_revisions
from operations.synthesis.revisions import find_revisions

FOLDER: Final = "docs/examples/review"
INDEX: Final = "index.md"
BASE: Final = "main"
"""What an example says that it is compared with: no commit, so that it stays the same with each new one."""

FIX: Final = "anthill docs reviews"
_LINE: Final = re.compile(r"(?<=\.py):\d+")
_HEADING: Final = """\
# Examples of reviews

Each is what `anthill review main` says of one realistic change, as Markdown and as the page. `anthill docs reviews`
makes them again. [Reviewing a change](../../review.md) says how to read them.

| the change | what the review begins with | page |
|---|---|---|
"""


def example_texts(
    root: Path, folder: Path, say: Say, changes: Iterable[ReviewedChange] = CHANGES
) -> Iterator[tuple[str, str]]:
    """Yield the files of the examples of changes on top of the last commit, by name; work is done in `folder`.

    Raises OperationError if a change no longer fits the code.
    """
    rows: list[str] = []
    # One checkout for all: what the last commit makes is kept in it.
    checkout = folder / "checkout"
    git(root, "clone", "--quiet", "--shared", "--no-tags", str(root), str(checkout))
    for change in changes:
        say(f"reviewing {change.name} ...")
        git(checkout, "reset", "--quiet", "--hard")
        git(checkout, "clean", "--quiet", "-d", "--force")
        for edit in change.edits:
            edit(checkout)
        revisions = find_revisions(checkout, "HEAD", None)
        made = review_revisions(checkout, revisions, folder / change.name)
        # Caveats are of the machine: which provider it has.
        review = replace(made, base=BASE, head=change.name, caveats=())
        text = markdown(review)
        yield f"{change.name}.md", f"{text}\n"
        yield f"{change.name}.html", page(review)
        shutil.rmtree(folder / change.name)
        links = f"[Markdown]({change.name}.md), [page]({change.name}.html)"
        rows.append(f"| {change.what} | {text.splitlines()[0].removeprefix('## ')} | {links} |\n")
    yield INDEX, _HEADING + "".join(rows)


def write_examples(root: Path, made: Mapping[str, str]) -> None:
    """Write the files of the examples, and remove what is none of them any more."""
    target = root / FOLDER
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for name, text in made.items():
        write_file(target / name, text)


def differing(root: Path, made: Mapping[str, str]) -> list[str]:
    """Return the files that are not what they would be made now, but for the numbers of lines of Python."""
    kept = {file.name: file.read_text(encoding="utf-8") for file in (root / FOLDER).iterdir()}
    return sorted(
        name
        for name in kept.keys() | made.keys()
        if _LINE.sub("", kept.get(name, "")) != _LINE.sub("", made.get(name, ""))
    )
