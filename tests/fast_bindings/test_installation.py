"""The switch, the Node hook, and what they leave alone."""

import os
import shutil
import sys
import time
import typing
from pathlib import Path

import psutil
import pytest
import typeguard

import fast_bindings
from fast_bindings import node
from fast_bindings.lazy_package import BindingsFinder
from tests.fast_bindings.test_equivalence import run

INSTALL = "import fast_bindings, os, sys; print(fast_bindings.install(), os.environ.get('NODE_OPTIONS'))\n"
SYNTH = (
    "from cdktf import App, TerraformStack\n"
    "from cdktf_cdktf_provider_aws.s3_bucket import S3Bucket\n"
    "print(S3Bucket(TerraformStack(App(), 's'), 'b', bucket='x').friendly_unique_id)"
)


def test_installing_twice_changes_nothing() -> None:
    before = list(sys.meta_path)
    fast_bindings.install()
    assert sys.meta_path == before
    assert sys.meta_path.count(BindingsFinder) == 1


@pytest.mark.parametrize(("value", "expected"), [("", True), ("0", True), ("1", False), ("yes", False)])
def test_one_variable_switches_it_off(monkeypatch: pytest.MonkeyPatch, value: str, *, expected: bool) -> None:
    monkeypatch.setenv(fast_bindings.STOCK_BINDINGS, value)
    assert fast_bindings.enabled() is expected


def test_a_kernel_that_there_is_none_of_is_refused() -> None:
    done = run("import main", stock=False, ANTHILL_KERNEL="nod")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "ANTHILL_KERNEL: given 'nod'; allowed: python, node, both\n"


def test_switched_off_everything_is_stock() -> None:
    code = (
        INSTALL
        + "before = len(sys.modules); import cdktf_cdktf_provider_databricks\n"
        + "print(len(sys.modules) - before > 100, typing.get_type_hints.__module__)"
    )
    done = run("import typing\n" + code, stock=True)
    assert done.stdout.split() == ["False", "None", "True", "typing"], done.stderr


def test_node_options_are_kept_and_restored() -> None:
    done = run(INSTALL + SYNTH, stock=False, NODE_OPTIONS="--max-old-space-size=512 --no-deprecation")
    first, second = done.stdout.splitlines()
    assert first == "True --max-old-space-size=512 --no-deprecation", done.stderr
    assert second == "b"


@pytest.mark.parametrize("kernel", ["python", "node"])
def test_a_path_with_spaces_and_quotes_works(tmp_path: Path, kernel: str) -> None:
    odd = tmp_path / 'a "strange" path'
    odd.mkdir()
    shutil.copytree(Path(fast_bindings.__file__).parent, odd / "fast_bindings")
    code = f"import sys; sys.path.insert(0, {str(odd)!r})\n{INSTALL}{SYNTH}\nprint(fast_bindings.__file__)"
    done = run(code, stock=False, ANTHILL_KERNEL=kernel)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[1:] == ["b", str(odd / "fast_bindings" / "__init__.py")]


def test_after_a_stock_import_nothing_changes_and_all_works() -> None:
    stock = (
        "import sys, cdktf_cdktf_provider_databricks as package\nloaded = len(sys.modules)\n"
        + INSTALL
        + "from cdktf_cdktf_provider_databricks.directory import Directory\n"
        "print(loaded > 100 and sys.modules['cdktf_cdktf_provider_databricks'] is package)\n"
    )
    use = "print(Directory(TerraformStack(App(), 't'), 'd', path='/d').friendly_unique_id)"
    done = run(stock + SYNTH + "\n" + use, stock=False)
    assert done.stdout.split()[-3:] == ["True", "b", "d"], done.stderr


def test_the_kernel_is_one_process() -> None:
    code = (
        INSTALL
        + "import psutil; from cdktf import App; App()\nprint(len(psutil.Process().children(recursive=True)))"
    )
    assert run(code, stock=False).stdout.split()[-1] == "0"
    assert run(code, stock=False, ANTHILL_KERNEL="node").stdout.split()[-1] == "1"
    assert run(code, stock=True).stdout.split()[-1] == "2"


ASKING = """
import fast_bindings; fast_bindings.install()
from cdktf import App, DataResource, TerraformStack
app = App()
for name in ("one", "two"):
    for number in range(2):
        DataResource(TerraformStack(app, f"{name}-{number}"), "data")
app.synth()
"""


@pytest.mark.parametrize(
    ("kernel", "version", "error"),
    [
        ("node", "1.11.4", ""),
        ("node", "1.0.1", "is lower than the required"),
        ("python", "1.11.4", ""),
        ("python", "1.0.1", "is lower than the required"),
    ],
)
def test_terraform_is_asked_once_for_its_version(
    tmp_path: Path, kernel: str, version: str, error: str
) -> None:
    terraform = tmp_path / "terraform"
    terraform.write_text(f"#!/bin/sh\necho asked >>{tmp_path}/asked\necho Terraform v{version}\n")
    terraform.chmod(0o755)
    outdir = str(tmp_path / "out")
    settings = {"TERRAFORM_BINARY_NAME": str(terraform), "CDKTF_OUTDIR": outdir, "ANTHILL_KERNEL": kernel}
    done = run(ASKING, stock=False, **settings)
    # Where the Python kernel leaves the refusal to cdktf, that asks once more.
    assert (tmp_path / "asked").read_text() == "asked\n" * (2 if kernel == "python" and error else 1)
    assert (done.returncode == 0) is (error == ""), done.stderr
    assert error in done.stderr


PRINTING_HOOK = """
const Module = require("node:module");
const load = Module._extensions[".js"];
Module._extensions[".js"] = (module, file) => {
  if (/cdktf[^/]*\\/lib\\/app\\.js$/.test(file)) { console.log("to stdout"); console.error("to stderr"); }
  return load(module, file);
};
"""


@pytest.mark.parametrize("how", ["os.kill(os.getpid(), 9)", "os._exit(1)", "sys.exit(3)"])
def test_the_kernel_ends_with_its_host(how: str) -> None:
    code = INSTALL + (
        "import psutil; from cdktf import App; App()\n"
        f"print(psutil.Process().children()[0].pid, flush=True)\n{how}"
    )
    kernel = int(run(code, stock=False, ANTHILL_KERNEL="node").stdout.split()[-1])
    limit = time.monotonic() + 10
    while psutil.pid_exists(kernel) and psutil.Process(kernel).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < limit, "the kernel outlived its host"
        time.sleep(0.05)


def test_what_node_prints_reaches_the_right_stream(tmp_path: Path) -> None:
    hook = tmp_path / "printing.cjs"
    hook.write_text(PRINTING_HOOK)
    for stock in (True, False):
        done = run(
            INSTALL + "from cdktf import App; App()",
            stock=stock,
            NODE_OPTIONS=f"--require {hook}",
            ANTHILL_KERNEL="node",
        )
        assert "to stdout" in done.stdout, done.stderr
        assert "to stderr" in done.stderr
        assert "to stdout" not in done.stderr


MADE = """import fast_bindings; fast_bindings.install()
from cdktf import Token
for line in Token.as_any({"a": 1}).creation_stack:
    # The folder of jsii's program is another one in each run.
    print(line.split("(")[0].split("program.js")[-1])
"""


def test_where_a_token_was_made_is_said_as_the_stock_ones_say_it() -> None:
    fast, stock = (
        run(MADE, stock=stock, ANTHILL_KERNEL="node").stdout.splitlines() for stock in (False, True)
    )
    # Below jsii's kernel, Node runs its program as it was started.
    kernel = [index for index, line in enumerate(stock) if line.startswith("Kernel.")]
    assert len(kernel) > 1
    assert fast[: kernel[-1]] == stock[: kernel[-1]]
    assert fast[0].strip() == "new Intrinsic"


def test_an_own_node_is_respected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JSII_NODE", "/somewhere/node")
    node.choose_node()
    assert os.environ["JSII_NODE"] == "/somewhere/node"


def test_a_home_that_cannot_be_written_to_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in node.CACHE:
        monkeypatch.delenv(name, raising=False)
    # jsii makes what is absent below a home, and reads no variable of XDG.
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", "/dev/null")
    node.choose_cache()
    assert not any(name in os.environ for name in node.CACHE)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    for no_home in (tmp_path / "absent", Path("/dev/null")):
        monkeypatch.setenv("HOME", str(no_home))
        monkeypatch.delenv(node.CACHE[0], raising=False)
        node.choose_cache()
        assert os.environ[node.CACHE[0]].endswith(f"jsii-{os.getuid()}")
        assert not (tmp_path / "absent").exists()
    monkeypatch.setenv(node.CACHE[0], "chosen")
    node.choose_cache()
    assert os.environ[node.CACHE[0]] == "chosen"


def test_other_type_hints_are_resolved_as_ever() -> None:
    def sample(value: "int") -> "str":
        return str(value)

    first = typing.get_type_hints(sample)
    sample.__annotations__["value"] = "float"
    assert first["value"] is int
    assert typing.get_type_hints(sample)["value"] is float


def test_scalars_are_checked_once_and_refused_every_time() -> None:
    for _ in range(3):
        typeguard.check_type(argname="a", value="text", expected_type=str)
        with pytest.raises(TypeError, match="must be"):
            typeguard.check_type(argname="a", value=1, expected_type=str)


def test_values_are_checked_where_the_expectation_names_values() -> None:
    expectation = typing.Literal["yes"]
    typeguard.check_type(argname="a", value="yes", expected_type=expectation)
    with pytest.raises(TypeError, match="must be one of"):
        typeguard.check_type(argname="a", value="no", expected_type=expectation)


def test_an_expectation_without_a_hash_is_checked() -> None:
    expectation = typing.Annotated[str, []]
    with pytest.raises(TypeError):
        hash(expectation)
    typeguard.check_type(argname="a", value="text", expected_type=expectation)
