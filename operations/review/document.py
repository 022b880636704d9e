"""A review as JSON for programs."""

from dataclasses import asdict
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError

from operations.common.errors import InputError
from operations.rehearsal.rehearsal import Rehearsal
from operations.review.change import Change
from operations.review.report import Review
from operations.review.severity import Note
from operations.synthesis.locations import Origin

VERSION: Final = 3
"""Raised when a field goes or changes its meaning."""

Read = TypeVar("Read", bound=BaseModel)


def as_document(review: Review) -> dict[str, Any]:
    """Return the whole review; sensitive values are unreadable in it too."""
    return {
        "version": VERSION,
        "headline": review.headline,
        "base": review.base,
        "head": review.head,
        "method": review.method,
        "caveats": list(review.caveats),
        "stacks": list(review.stacks),
        "counts": {action.value: count for action, count in review.counts.items()},
        "environments": {
            name: {action.value: count for action, count in held.items()}
            for name, held in review.matrix.environments.items()
        },
        "sources": [asdict(source) for source in review.sources],
        "security": [_note(note) for note in review.security],
        "data": [_note(note) for note in review.data],
        "availability": [_note(note) for note in review.availability],
        "changes": [_change(change) for change in review.changes],
        "outside": None if review.outside is None else [_change(change) for change in review.outside],
        "settings": {
            stack: [asdict(difference) for difference in differences]
            for stack, differences in review.settings.items()
        },
        "cost": asdict(review.cost) | {"monthly": review.cost.monthly, "estimate": True},
        "findings": None if review.findings is None else asdict(review.findings),
        "rehearsal": None if review.rehearsal is None else _rehearsal(review.rehearsal),
        "graph": {
            "nodes": [
                {
                    "name": node.name,
                    "layer": node.layer,
                    "counts": {a.value: n for a, n in node.counts.items()},
                }
                for node in review.graph.nodes
            ],
            "edges": [list(edge) for edge in review.graph.edges],
            "left_out": review.graph.left_out,
        },
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "stack": change.stack,
        "layer": change.layer,
        "construct": change.construct,
        "path": change.path,
        "address": change.address,
        "type": change.type,
        "action": change.action.value,
        "why": change.why,
        "forcing": list(change.forcing),
        "moved_from": change.moved_from,
        "imports": change.imports,
        "deferred": change.deferred,
        "arguments": [asdict(argument) for argument in change.arguments],
        "python": _origin(change.origin),
    }


def _origin(origin: Origin | None) -> dict[str, Any] | None:
    if origin is None:
        return None
    return {
        "place": str(origin.place),
        "edited": [str(place) for place in origin.edited],
        "own": str(origin.own),
        "wiring": None if origin.wiring is None else str(origin.wiring),
    }


def _note(note: Note) -> dict[str, Any]:
    return {
        "severity": note.severity.value,
        "kind": note.kind,
        "sentence": note.sentence,
        "stack": note.change.stack,
        "address": note.change.address,
        "path": note.change.path,
        "python": _origin(note.change.origin),
    }


def _rehearsal(rehearsal: Rehearsal) -> dict[str, Any]:
    return {
        "stack": rehearsal.stack,
        "passed": rehearsal.passed,
        "seconds": round(rehearsal.seconds, 1),
        "left_out": list(rehearsal.left_out),
        "steps": [asdict(step) for step in rehearsal.steps],
    }


def read_document(kind: type[Read], file: Path, option: str) -> Read:
    """Return what a model takes of a review's JSON. Raises InputError if the file can't be read or is none."""
    try:
        return kind.model_validate_json(file.read_bytes())
    except OSError as error:
        raise InputError(f"{option}: {file} cannot be read: {error.strerror}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        raise InputError(f"{option}: {file} is no review.json: {where}: {first['msg']}") from error
