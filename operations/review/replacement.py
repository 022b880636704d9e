"""Which updates replace their resource: the providers are asked, without an account.

Whether an argument can be changed in place is in no schema and in no JSON; only the provider's own plan knows. So the
changed resources alone, their references made into plain texts, are planned twice by real Terraform in a folder of
their own: once from nothing as they were, which gives a state with the types that the provider wants, then as they
become on top of that state, without a refresh. No API is asked.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from operations.common.errors import OperationError
from operations.common.files import write_file
from operations.common.project import anthill_home, project_root
from operations.review import planned_state
from operations.review.asked_providers import AskedProviders, digest
from operations.review.change import LIFECYCLE_ARGUMENTS, Action, Change, read_change
from operations.review.comparison import ORDER_ONLY
from operations.review.owned import Ownership
from operations.review.placeholders import without_references
from operations.review.planned_state import state, stored
from operations.review.rows import Row, rows
from operations.synthesis.stacks import STACK_FILE, Synthesised
from operations.terraform.local_lock import other_version
from operations.terraform.offline_plan import offline
from operations.terraform.run import TerraformRun

FOLDER: Final = Path("stacks") / "asked"
STATE: Final = "terraform.tfstate"
ATTEMPTS: Final = 4
NAMED: Final = re.compile(r"\b(?:aws|databricks|terraform)_\w+\.r(\d+)\b")
NOT_ASKED: Final = "{count} may be updates or replacements, for the providers could not be asked: {why}"
EQUAL: Final = (
    "{count} differ only in how they are written: the provider sees no difference, they are left out"
)
FEW: Final = 3

Pairs = Mapping[str, tuple[Synthesised, Synthesised]]


@dataclass(frozen=True, slots=True)
class Answered:
    """The changes after the providers were asked, what they could not say, and which version of them was asked.

    `provider` is None if it is the one that real environments get.
    """

    changes: dict[str, tuple[Change, ...]]
    caveats: tuple[str, ...] = ()
    provider: str | None = None


def ask_providers(
    pairs: Pairs,
    changes: Mapping[str, Sequence[Change]],
    folder: Path,
    ownership: Ownership | None = None,
    *,
    exact: bool = False,
) -> Answered:
    """Return the changes with each update that may replace decided by the provider, where it answers.

    It is asked once for what several stacks have in common; see `rows`. With `exact` it raises OperationError if
    another AWS provider would answer than real environments get.
    """
    held = {stack: tuple(found) for stack, found in changes.items()}
    asked = [
        row
        for row in rows((change for found in held.values() for change in found), ownership)
        if row.change.action is Action.MAY_REPLACE
    ]
    if not asked:
        return Answered(held)
    answers, why = _ask(pairs, asked, folder)
    other = other_version(folder / FOLDER)
    if exact and other:
        raise OperationError(f"--exact: which updates replace was {other}")
    equal = 0
    for index, row in enumerate(asked):
        entry = answers.get(index)
        if entry is None:
            continue
        answer = read_change(row.change.stack, entry, row.change.path)
        for stack in row.stacks:
            held[stack] = tuple(
                decided for change in held[stack] if (decided := _decided(change, row, answer)) is not None
            )
        equal += len(row.stacks) if answer is None and not _rules_differ(row.change) else 0
    caveats = [EQUAL.format(count=equal)] if equal else []
    open_ = [
        change.address for found in held.values() for change in found if change.action is Action.MAY_REPLACE
    ]
    if open_:
        caveats.append(NOT_ASKED.format(count=len(open_), why=why or "they gave no answer"))
    return Answered(held, tuple(caveats), other)


def _decided(change: Change, row: Row, answer: Change | None) -> Change | None:
    """Return a change of the row as the provider sees it, None if it sees none; others as they are."""
    alike = change.relative_path == row.change.relative_path and change.type == row.change.type
    if change.action is not Action.MAY_REPLACE or not alike:
        return change
    if answer is None:
        return replace(change, action=Action.RULES) if _rules_differ(change) else None
    if answer.action not in {Action.UPDATE, Action.REPLACE}:
        return change
    return replace(change, action=answer.action, forcing=answer.forcing, why=answer.why)


def _rules_differ(change: Change) -> bool:
    return any(
        argument.path.split(".")[0].split("[")[0] in LIFECYCLE_ARGUMENTS for argument in change.arguments
    )


def _ask(pairs: Pairs, asked: Sequence[Row], folder: Path) -> tuple[dict[int, Mapping[str, Any]], str | None]:
    """Return the plan's entry of each row that Terraform accepts, and why the others have none."""
    left, why = dict(enumerate(asked)), None
    for _ in range(ATTEMPTS):
        if not left:
            break
        try:
            return _plan_both(pairs, left, folder), why
        except OperationError as error:
            refused = {int(number) for number in NAMED.findall(str(error))} & left.keys()
            why = next((line for line in str(error).splitlines() if line.startswith("Error: ")), str(error))
            if not refused:
                break
            left = {index: row for index, row in left.items() if index not in refused}
    return {}, why


def _plan_both(pairs: Pairs, asked: Mapping[int, Row], folder: Path) -> dict[int, Mapping[str, Any]]:
    target = folder / FOLDER
    target.mkdir(parents=True, exist_ok=True)
    (target / STATE).unlink(missing_ok=True)
    was, becomes = (_document(pairs, asked, side=side) for side in (0, 1))
    _write(target, becomes)
    terraform = TerraformRun(target, None)
    providers = AskedProviders(anthill_home(project_root()), terraform, becomes["terraform"])
    providers.install()
    _write(target, state(_planned_before(terraform, providers, was)), STATE)
    _write(target, becomes)
    entries = {entry["name"]: entry for entry in terraform.plan(refresh=False).get("resource_changes", [])}
    return {
        index: _without_noise(entries[f"r{index}"], row.change)
        for index, row in asked.items()
        if f"r{index}" in entries
    }


def _planned_before(
    terraform: TerraformRun, providers: AskedProviders, was: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Return the resources of a document as a state holds them, by a plan from nothing or by an earlier one."""
    # What other code kept may be no state as it is written now.
    code = Path(planned_state.__file__).read_text(encoding="utf-8")
    keys = {
        (type_, name): digest(type_, arguments, was["provider"], code)
        for type_, held in was["resource"].items()
        for name, arguments in held.items()
    }
    known = {place: held for place, key in keys.items() if (held := providers.planned(key)) is not None}
    new: dict[str, dict[str, Any]] = {}
    for type_, name in keys.keys() - known.keys():
        new.setdefault(type_, {})[name] = was["resource"][type_][name]
    if new:
        _write(terraform.folder, {**was, "resource": new})
        planned = {(each["type"], each["name"]): each for each in stored(terraform.plan(refresh=False))}
        providers.keep({keys[place]: held for place, held in planned.items()})
        known |= planned
    return [held | {"name": name} for (_, name), held in known.items()]


def _without_noise(entry: dict[str, Any], asked: Change) -> Mapping[str, Any]:
    """Return a plan's entry without the replacement that only this state makes.

    It has nothing that is known after an apply alone. An argument that no code sets then becomes known, which looks
    like a change to the provider and is none for the real state.
    """
    change = entry["change"]
    unknown, given = change.get("after_unknown") or {}, {*(asked.before or ()), *(asked.after or ())}
    paths = change.get("replace_paths") or []
    forcing = [path for path in paths if path[0] in given or unknown.get(path[0]) is not True]
    if forcing or not paths:
        return entry | {"change": change | {"replace_paths": forcing}}
    return entry | {"change": change | {"actions": ["update"], "replace_paths": []}, "action_reason": None}


def _document(pairs: Pairs, asked: Mapping[int, Row], *, side: int) -> dict[str, Any]:
    resources: dict[str, dict[str, Any]] = {}
    providers: dict[str, Any] = {}
    required: dict[str, Any] = {}
    for index, row in asked.items():
        old, new = pairs[row.change.stack]
        was = old.resources[row.change.moved_from or row.change.address]
        arguments = new.resources[row.change.address] if side else was
        plain = {
            key: value for key, value in arguments.items() if key not in LIFECYCLE_ARGUMENTS | ORDER_ONLY
        }
        resources.setdefault(row.change.type, {})[f"r{index}"] = without_references(plain)
        # Of the head in both plans: what its providers add, such as default tags, is not this resource's change.
        document = new.document
        for name, configured in document.get("provider", {}).items():
            if len(configured) > len(providers.get(name, ())):
                providers[name] = without_references(configured)
        required |= document["terraform"]["required_providers"]
    return offline(
        {"terraform": {"required_providers": required}, "provider": providers, "resource": resources}
    )


def _write(target: Path, document: Mapping[str, Any], name: str = STACK_FILE) -> None:
    write_file(target / name, json.dumps(document))
