"""`anthill review`: what a change does to what is deployed, for those who must approve it."""

import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from operations.commands.options import AsJson, Exact
from operations.common.errors import InputError, OperationError
from operations.common.progress import Progress
from operations.common.project import project_root
from operations.common.text_output import write_output

if TYPE_CHECKING:
    from operations.review.report import Review

LOCAL = "anthill-local"

Base = Annotated[
    str | None,
    typer.Argument(
        help="Revision to compare with; the last commit shared with main if none.", show_default=False
    ),
]
Head = Annotated[
    str | None, typer.Argument(help="Revision to review; the working tree if none.", show_default=False)
]
Stacks = Annotated[
    list[str] | None,
    typer.Option("--stack", help="Only this stack; may be given several times.", show_default=False),
]
Plans = Annotated[
    list[str] | None,
    typer.Option(
        "--plan",
        metavar="[STACK=]FILE",
        help="Review this plan (terraform show -json) instead of two revisions; may be given several times. The "
        "stack is the file's folder or stem unless named.",
        show_default=False,
    ),
]
Synthesised = Annotated[
    list[Path] | None,
    typer.Option(
        help="With --plan: an output folder (cdktf.out) that knows the constructs, the newest first."
    ),
]
Beside = Annotated[
    list[Path] | None,
    typer.Option(
        metavar="FILE",
        help="With --plan: a review.json of the same change, whose findings or rehearsal are shown too; may be given "
        "several times.",
    ),
]
Output = Annotated[
    Path | None,
    typer.Option(help="Write review.md, review.html and review.json into this folder.", show_default=False),
]
Rehearse = Annotated[
    bool,
    typer.Option(
        "--rehearse", help="Deploy the base to an embedded AWS, apply the change on top, roll it back."
    ),
]
Scan = Annotated[
    bool,
    typer.Option(
        "--scan", help="Scan both revisions with checkov and anthill conform and tell new findings (slow)."
    ),
]
FailOnOption = Annotated[
    list[str] | None,
    typer.Option(
        "--fail-on",
        metavar="destroy|replace-data|security-high",
        help="Exit with 1 if it happens; may be given several times.",
        show_default=False,
    ),
]
Size = Annotated[int, typer.Option(help="Most characters of the Markdown.")]
Url = Annotated[
    str | None,
    typer.Option(
        help="The repository at the reviewed commit (https://host/owner/name/blob/COMMIT): Python lines become links.",
        show_default=False,
    ),
]


def review(
    base: Base = None,
    head: Head = None,
    *,
    stack: Stacks = None,
    plan: Plans = None,
    synthesised: Synthesised = None,
    beside: Beside = None,
    output: Output = None,
    rehearse: Rehearse = False,
    scan: Scan = False,
    exact: Exact = False,
    fail_on: FailOnOption = None,
    as_json: AsJson = False,
    size: Size = 60_000,
    repository_url: Url = None,
) -> None:
    """Say what a change destroys, replaces, changes and adds, with the Python line of each resource.

    Both revisions are synthesised and compared, and the providers are asked which updates replace; no account is
    reached. --rehearse shows it on the embedded AWS: of anthill-local, or of the one --stack. Exit code 0 means
    reviewed, 1 that something of --fail-on happens or the rehearsal failed, 2 bad input, as is a revision that cannot
    be synthesised. A terminal shows text as wide as itself; a pipe or a file gets Markdown.
    """
    from operations.review.document import as_document  # noqa: PLC0415 - --help does not need them
    from operations.review.gate import FailOn, refusals  # noqa: PLC0415
    from operations.review.markdown import markdown  # noqa: PLC0415

    allowed = [each.value for each in FailOn]
    if unknown := sorted(set(fail_on or ()) - set(allowed)):
        raise InputError(f"--fail-on {', '.join(unknown)}: allowed are {', '.join(allowed)}")
    if plan and (base or head or stack or rehearse or scan):
        raise InputError("--plan reviews plans alone: leave out BASE, HEAD, --stack, --rehearse and --scan")
    if synthesised and not plan:
        raise InputError("--synthesised belongs to --plan: revisions are synthesised here")
    if beside and not plan:
        raise InputError("--beside belongs to --plan: add --scan and --rehearse to a review of revisions")
    if rehearse and len(stack or ()) > 1:
        raise InputError("--rehearse rehearses one stack: name one --stack, or none for anthill-local")
    made = (
        _of_plans(plan, synthesised or [], beside or [], exact=exact)
        if plan
        else _of_revisions(base, head, stack or [], rehearse=rehearse, scan=scan, exact=exact)
    )
    text = markdown(made, cap=size, repository_url=repository_url)
    document = json.dumps(as_document(made), indent=2, ensure_ascii=False)
    if output is not None:
        _write(output, made, text, document, repository_url)
    if as_json:
        typer.echo(document)
    elif sys.stdout.isatty():
        from operations.review.text import text as for_terminals  # noqa: PLC0415

        typer.echo(for_terminals(made, width=shutil.get_terminal_size().columns))
    else:
        typer.echo(text)
    reasons = refusals(made, map(FailOn, fail_on or ()))
    if reasons:
        raise OperationError("\n".join(reasons))


def _of_revisions(
    base: str | None, head: str | None, stacks: list[str], *, rehearse: bool, scan: bool, exact: bool
) -> "Review":
    from operations.review.plans import review_revisions  # noqa: PLC0415
    from operations.synthesis.revisions import find_revisions  # noqa: PLC0415

    root = project_root()
    revisions = find_revisions(root, base, head)
    with tempfile.TemporaryDirectory(prefix="anthill-review-") as folder, Progress("reviewing") as progress:
        return review_revisions(
            root,
            revisions,
            Path(folder),
            stacks=stacks,
            scanned=scan,
            rehearsed=(stacks[0] if stacks else LOCAL) if rehearse else None,
            exact=exact,
            say=progress.say,
        )


def _of_plans(plans: list[str], synthesised: list[Path], beside: list[Path], *, exact: bool) -> "Review":
    from operations.review.beside import with_tried  # noqa: PLC0415
    from operations.review.plans import review_plans  # noqa: PLC0415

    files: dict[str, Path] = {}
    for given in plans:
        name, _, file = given.rpartition("=")
        path = Path(file)
        if not name:
            name = path.parent.name if path.stem == "plan" else path.name.split(".")[0]
        if not name:
            raise InputError(f"--plan {given}: the stack is not clear, write STACK={given}")
        if name in files:
            raise InputError(f"--plan: two plans of {name}: write STACK=FILE for each")
        files[name] = path
    for folder in synthesised:
        if not (folder / "stacks").is_dir():
            raise InputError(f"--synthesised: {folder} is no output folder, it has no folder stacks")
    with Progress("reviewing plans"):
        return with_tried(review_plans(files, synthesised, exact=exact), beside)


def _write(output: Path, made: "Review", text: str, document: str, repository_url: str | None) -> None:
    from operations.review.page import page  # noqa: PLC0415

    # All of it is made before anything is written.
    files = {
        "review.md": f"{text}\n",
        "review.json": f"{document}\n",
        "review.html": page(made, repository_url=repository_url),
    }
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"--output: {output} cannot be written: {error.strerror}") from error
    for name, content in files.items():
        write_output(output / name, content)
