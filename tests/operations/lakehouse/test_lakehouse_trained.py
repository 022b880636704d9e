"""A model is trained once for what it is trained on."""

from pathlib import Path
from typing import Any

import pytest

from operations.lakehouse.trained import model_of

TRAINED = {"registered": {"version": 1, "is_new": True}, "rows": 10}


class Training:
    def __init__(self, result: dict[str, Any] | None) -> None:
        self.result, self.runs = result, 0

    def __call__(self, home: Path) -> dict[str, Any] | None:
        self.runs += 1
        assert home.is_dir()
        return self.result


@pytest.mark.parametrize("result", [TRAINED, None])
def test_the_same_tables_train_nothing_again(tmp_path: Path, result: dict[str, Any] | None) -> None:
    training = Training(result)
    assert model_of(tmp_path, "first", training) == result
    again = model_of(tmp_path, "first", training)
    assert training.runs == 1
    assert (again is None) if result is None else (again is not None and not again["registered"]["is_new"])


def test_other_tables_do_and_so_does_what_was_killed_meanwhile(tmp_path: Path) -> None:
    training = Training(TRAINED)
    for made, runs in (("first", 1), ("second", 2), ("second", 2)):
        model_of(tmp_path, made, training)
        assert training.runs == runs

    def killed(_: Path) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        model_of(tmp_path, "third", killed)
    model_of(tmp_path, "third", training)
    assert training.runs == 3


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"made": "first"}'])
def test_what_is_known_of_a_model_and_damaged_is_found_again(tmp_path: Path, content: str) -> None:
    (tmp_path / "model.json").write_text(content)
    training = Training(TRAINED)
    assert model_of(tmp_path, "first", training) == TRAINED
    assert training.runs == 1
