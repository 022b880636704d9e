"""Commands that take long say how far they are, a line now and then, and keep their result apart from that."""

import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from operations.cli import app
from operations.common.errors import OperationError

SLOW_SECONDS = 0.2


NOTHING: Any = None


class EndedError(OperationError):
    """Ends a command where its long part was done."""


def slow(*_: Any, **__: Any) -> Any:
    time.sleep(SLOW_SECONDS)
    raise EndedError("ended")


def saying(*given: Any, **named: Any) -> Any:
    """Says what it does, as the long part of some commands does, and takes its time with it."""
    say = named.get("say") or given[-1]
    say("scanning 3 stacks ...")
    return slow()


@contextmanager
def nothing_published(_: Path) -> Generator[None]:
    time.sleep(SLOW_SECONDS)
    yield None


def nothing_held(_: object) -> dict[str, Any]:
    return {}


def nothing_declared(_: object) -> list[str]:
    return []


def nothing_wrong(_: object) -> tuple[()]:
    return ()


def no_stacks(*_: object) -> tuple[()]:
    return ()


class Target:
    """Where nothing is deployed."""

    stack = "anthill-dev"
    engine = None
    client = None


def target(*_: object, **__: object) -> Target:
    return Target()


class Material:
    """What no check looks at."""

    coverage = None

    def __init__(self, **_: object) -> None:
        pass


COMMANDS: dict[str, tuple[dict[str, Callable[..., Any]], str, list[str]]] = {
    "conform": (
        {
            "operations.conformance.published.published": nothing_published,
            "operations.synthesis.revisions.synthesise_checkout": slow,
        },
        "conform",
        ["preparing what stacks are judged by, 0 s ...", "synthesising, 0 s ..."],
    ),
    "canary": (
        {"operations.canary.run.run": saying},
        "canary",
        ["scanning 3 stacks ...", "scanning 3 stacks, 0 s ..."],
    ),
    "inventory": (
        {"operations.synthesis.synthesise.synthesise": slow},
        "inventory",
        ["synthesising every stack, 0 s ..."],
    ),
    "review": (
        {"operations.review.plans.review_revisions": saying},
        "review HEAD",
        ["scanning 3 stacks ...", "scanning 3 stacks, 0 s ..."],
    ),
    "review of plans": (
        {"operations.review.plans.review_plans": slow},
        "review --plan anthill-dev=plan.json",
        ["reviewing plans, 0 s ..."],
    ),
    "release build": (
        {"operations.synthesis.both_kernels.synthesise_by_both": slow},
        "release build --allow-dirty --output {folder}/release",
        ["synthesising by both kernels ...", "synthesising by both kernels, 0 s ..."],
    ),
    "smoke test": (
        {
            "operations.record.target.find_target": target,
            "operations.smoke.asked.ask_all": slow,
        },
        "pipeline smoke dev",
        ["smoke test of anthill-dev, 0 s ..."],
    ),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_that_takes_long_says_how_far_it_is(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    replaced, line, said = COMMANDS[name]
    monkeypatch.setattr("operations.common.progress.FIRST_SECONDS", 0.01)
    monkeypatch.setattr("operations.commands.smoke._state", nothing_held)
    monkeypatch.setattr("operations.commands.smoke._declared", nothing_declared)
    for place, function in replaced.items():
        monkeypatch.setattr(place, function)
    done = CliRunner().invoke(app, line.format(folder=tmp_path).split())
    assert isinstance(done.exception, EndedError), done.output
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    assert [each for each in dict.fromkeys(lines) if each in said] == said, lines


def test_checks_are_counted_as_they_are_done(monkeypatch: pytest.MonkeyPatch) -> None:
    from operations.conformance import judging  # noqa: PLC0415 - whose checks are replaced

    counted: list[int] = []
    monkeypatch.setattr(judging, "CHECKS", (nothing_wrong, nothing_wrong, nothing_wrong))
    monkeypatch.setattr(judging, "read_stacks", no_stacks)
    monkeypatch.setattr(judging, "chosen", no_stacks)
    monkeypatch.setattr(judging, "Material", Material)
    judged = judging.judge_output(Path(), Path(), (), NOTHING, lambda: counted.append(1))
    assert (len(counted), judged.violations) == (3, ())
