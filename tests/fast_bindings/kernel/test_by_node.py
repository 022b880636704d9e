"""What the Python kernel does not know is done by Node: said in one line, with the same answer or cdktf's own error."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from fast_bindings.kernel import table_store
from tests.fast_bindings.test_equivalence import run, synthesised

RECORDED = Path(__file__).with_name("recorded_program.py")
BEGIN = """
import json, os, sys
import fast_bindings; fast_bindings.install()
from cdktf import *
from constructs import Construct
from cdktf_cdktf_provider_aws.provider import AwsProvider
from cdktf_cdktf_provider_aws.s3_bucket import S3Bucket
from cdktf_cdktf_provider_aws.instance import Instance
app = App(outdir=os.environ["OUT"])
stack = TerraformStack(app, "stack")
AwsProvider(stack, "aws", region="eu-west-1")
bucket = S3Bucket(stack, "bucket", bucket="given")
TerraformOutput(stack, "before", value=Fn.sha1(bucket.arn))
"""
END = """
TerraformOutput(stack, "after", value=bucket.arn + Fn.sha1(bucket.id))
app.synth()
"""
UNKNOWN = {
    # what a program does, and what is said of it; everything else that is unknown: test_left_to_node.py
    "iterator": (
        "S3Bucket(stack, 'o', for_each=TerraformIterator.from_list([bucket.arn]))",
        "cdktf.TerraformIterator.fromList",
    ),
    "written before": (
        "stack.to_terraform(); TerraformCount.of(2); TerraformLocal(stack, 'l', bucket.arn)",
        "cdktf.TerraformCount.of",
    ),
}
REFUSED = {
    # what cdktf refuses, in its own words
    "an id twice": ("S3Bucket(stack, 'bucket')", "There is already a Construct with name 'bucket'"),
    "an empty id": ("Construct(stack, '')", "Only root constructs may have an empty ID"),
    "a stack's id": ("TerraformStack(app, 'a b')", "It contains a whitespace character"),
    "no provider": (
        "S3Bucket(TerraformStack(app, 'other'), 'b')",
        "Found resources without a matching provider construct",
    ),
    "quotes": ("Fn.upper(chr(34))", "unescaped double quotes"),
    "id after fqn": (
        "bucket.fqn; bucket.override_logical_id('late')",
        "may not be overridden once .fqn has been requested",
    ),
}


def ran(tmp_path: Path, code: str, kernel: str) -> tuple[dict[str, bytes], int, str]:
    out = tmp_path / "out"
    done = run(BEGIN + code + END, stock=False, ANTHILL_KERNEL=kernel, OUT=str(out))
    written = synthesised(out)
    for name in written:
        (out / name).unlink()
    return written, done.returncode, done.stderr


@pytest.mark.parametrize("what", UNKNOWN)
def test_node_goes_on_with_what_was_begun(tmp_path: Path, what: str) -> None:
    code, said = UNKNOWN[what]
    written, returned, printed = ran(tmp_path, code, "python")
    assert returned == 0, printed
    (line,) = printed.splitlines()
    assert line.startswith("fast_bindings: by Node from here on, since the Python kernel does not know ")
    assert said in line
    by_node, returned, printed = ran(tmp_path, code, "node")
    assert (returned, printed) == (0, "")
    assert written == by_node
    assert "manifest.json" in written


@pytest.mark.parametrize("what", REFUSED)
def test_cdktf_refuses_in_its_own_words(tmp_path: Path, what: str) -> None:
    code, said = REFUSED[what]
    _, returned, printed = ran(tmp_path, code, "python")
    assert returned == 1
    assert said in printed
    assert "by Node" not in printed, "there is nothing that it does not know"


CLI_CONTEXT = '{"cdktfRelativeModules": []}'
"""What cdktf-cli 0.21 gives every program that it runs."""


def test_what_the_cli_always_gives_is_no_reason_to_go_to_node(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    plain, _, _ = ran(tmp_path, "", "node")
    monkeypatch.setenv("CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS", "true")
    monkeypatch.setenv("SYNTH_HCL_OUTPUT", "false")
    for text in (CLI_CONTEXT, "{}", ""):
        monkeypatch.setenv("CDKTF_CONTEXT_JSON", text)
        written, returned, printed = ran(tmp_path, "", "python")
        assert (returned, printed) == (0, ""), text
        assert written == ran(tmp_path, "", "node")[0] == plain


def test_context_of_the_users_own_is_read_by_node(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    own = '{"cdktfRelativeModules": [], "excludeStackIdFromLogicalIds": "true"}'
    monkeypatch.setenv("CDKTF_CONTEXT_JSON", own)
    written, returned, printed = ran(tmp_path, "", "python")
    assert (returned, printed.count("\n")) == (0, 1)
    assert "does not know excludeStackIdFromLogicalIds of CDKTF_CONTEXT_JSON" in printed
    assert written == ran(tmp_path, "", "node")[0]


@pytest.mark.parametrize("text", ["{", "null"])
def test_context_that_is_none_is_refused_by_cdktf(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str
) -> None:
    monkeypatch.setenv("CDKTF_CONTEXT_JSON", text)
    by_kernel = [ran(tmp_path, "", kernel)[1:] for kernel in ("python", "node")]
    assert [returned for returned, _ in by_kernel] == [1, 1]
    assert "by Node" not in by_kernel[0][1]


OF_THE_ENVIRONMENT = {
    # a variable, a text that is a wrong value of it, a program, and what cdktf says
    "a folder without a name": ("CDKTF_OUTDIR", "", "App()", "ENOENT: no such file or directory, mkdir ''"),
    "no Terraform": (
        "TERRAFORM_BINARY_NAME",
        "/no/such/terraform",
        "DataResource(stack, 'data')",
        "/no/such/terraform",
    ),
    "an old Terraform": ("TERRAFORM_BINARY_NAME", "echo 1.3.9 #", "DataResource(stack, 'data')", "1.3.9"),
}


@pytest.mark.parametrize("what", OF_THE_ENVIRONMENT)
def test_what_cdktf_refuses_of_the_environment_it_refuses_in_its_own_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, what: str
) -> None:
    name, value, code, said = OF_THE_ENVIRONMENT[what]
    monkeypatch.setenv(name, value)
    by_kernel = [ran(tmp_path, code, kernel)[1:] for kernel in ("python", "node")]
    for returned, printed in by_kernel:
        assert returned == 1
        assert said in printed
    assert "by Node" not in by_kernel[0][1]


def test_another_package_than_the_proven_goes_to_node(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    archive = tmp_path / "cdktf.tgz"
    archive.write_bytes(b"changed")
    assert table_store.digest_of(str(archive)) != table_store.PROVEN["cdktf"]
    forged = 'import fast_bindings.kernel.table_store as store; store.PROVEN["cdktf"] = "another"\n'
    written, returned, printed = ran(tmp_path, "", "python")
    assert (returned, printed) == (0, "")
    out = tmp_path / "out"
    done = run(forged + BEGIN + END, stock=False, OUT=str(out))
    assert done.returncode == 0, done.stderr
    assert done.stderr == (
        "fast_bindings: by Node from here on, since the Python kernel does not know cdktf 0.21.0, which it was not "
        "proven on\n"
    )
    assert synthesised(out) == written


def replaced_by(text: bytes) -> Callable[[bytes], bytes]:
    return lambda _: text


def without_checksum(kept: bytes) -> bytes:
    return kept.partition(b"\n")[2]


def cut(kept: bytes) -> bytes:
    return kept[:-1]


def changed(kept: bytes) -> bytes:
    """Return what is still JSON of the right form."""
    checksum, table = kept.split(b"\n", 1)
    return b"%s\n%s" % (checksum, table.replace(b"String", b"Strinh").replace(b"0", b"1"))


@pytest.mark.parametrize(
    "damage",
    [
        *(replaced_by(text) for text in (b"", b"{", b"[]", b"1\n[]", b"\n{}", b"\xff")),
        without_checksum,
        cut,
        changed,
    ],
)
def test_damaged_tables_are_made_anew(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "cache").mkdir()
    written, _, printed = ran(tmp_path, "", "python")
    assert printed == ""
    kept = {file: file.read_bytes() for file in (tmp_path / "cache/fast-bindings").rglob("*.table")}
    assert len(kept) > 2
    for file, content in kept.items():
        damaged = damage(content)
        assert damaged != content
        file.write_bytes(damaged)
    assert ran(tmp_path, "", "python") == (written, 0, "")
    remade = {file.stem for file, content in kept.items() if file.read_bytes() == content}
    assert {"digests", "s3Bucket", "functions"} <= remade, "what is read is made anew"


def test_what_watches_objects_knows_them_again_when_node_goes_on() -> None:
    code = f"import runpy; runpy.run_path({str(RECORDED)!r}, run_name='__main__')"
    python, node = (run(code, stock=False, ANTHILL_KERNEL=kernel) for kernel in ("python", "node"))
    assert "cdktf.TerraformCount.of" in python.stderr, "from there on by Node"
    assert json.loads(python.stdout) == json.loads(node.stdout)
    document, _, said = json.loads(python.stdout)
    assert set(document["paths"]) == {
        "stack",
        *(f"stack/{name}" for name in ("before", "part", "part/after")),
    }
    assert "'late' would be ignored" in said
