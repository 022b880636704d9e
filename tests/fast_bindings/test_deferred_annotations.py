"""Bindings are compiled once, apart from Python's own compiled files, and made anew when they must be."""

import os
import sys
import typing
from pathlib import Path

import pytest
from cdktf import App
from cdktf_cdktf_provider_aws.kms_key import KmsKey
from cdktf_cdktf_provider_aws.s3_bucket import S3Bucket
from cdktf_cdktf_provider_databricks.grants import Grants

from fast_bindings.deferred_annotations import DeferredAnnotationsLoader
from fast_bindings.type_checks import STUB_PREFIX

SOURCE = "WHAT = 'first'\ndef f(size: Missing) -> None: ...\n"


@pytest.fixture
def writing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)


@pytest.fixture
def module(tmp_path: Path) -> Path:
    file = tmp_path / "binding.py"
    file.write_text(SOURCE)
    return file


def what(module: Path) -> str:
    """Run a module's code and return what it says, as a new process would."""
    code = DeferredAnnotationsLoader("binding", str(module)).get_code("binding")
    assert code is not None
    held: dict[str, typing.Any] = {}
    exec(code, held)  # noqa: S102 - written above
    return held["WHAT"]


def compiled(module: Path) -> Path:
    (file,) = (module.parent / "__pycache__").iterdir()
    return file


@pytest.mark.usefixtures("writing")
def test_an_annotation_is_not_evaluated_and_the_second_run_compiles_nothing(
    module: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert what(module) == "first"
    monkeypatch.setattr("fast_bindings.deferred_annotations.compile", None, raising=False)
    assert what(module) == "first"


@pytest.mark.usefixtures("writing")
@pytest.mark.parametrize("keep", [0, 3, 16, 40])
def test_a_damaged_compiled_file_is_made_anew(module: Path, keep: int) -> None:
    what(module)
    whole = compiled(module).read_bytes()
    compiled(module).write_bytes(whole[:keep])
    assert what(module) == "first"
    assert compiled(module).read_bytes() == whole


@pytest.mark.usefixtures("writing")
def test_another_source_is_compiled_anew(module: Path) -> None:
    what(module)
    module.write_text(SOURCE.replace("first", "other"))
    os.utime(module, (1, 1))
    assert what(module) == "other"


@pytest.mark.usefixtures("writing")
def test_python_never_takes_it_for_its_own(module: Path) -> None:
    what(module)
    assert ".opt-deferred" in compiled(module).name


def test_where_nothing_may_be_written_the_ordinary_code_is_run(
    module: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    with pytest.raises(NameError, match="Missing"):
        what(module)
    assert not (module.parent / "__pycache__").exists()


@pytest.mark.parametrize("made", [App, Grants, KmsKey, S3Bucket])
def test_each_argument_is_expected_to_be_what_its_own_module_says(made: type) -> None:
    module: dict[str, typing.Any] = vars(made)["__init__"].__globals__
    stubs = [each for name, each in module.items() if name.startswith(STUB_PREFIX)]
    assert len(stubs) > 1
    for stub in stubs:
        assert typing.get_type_hints(stub) == typing.get_type_hints(stub, module)
