"""What names a package in code is renamed; what may be data is not."""

import ast
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operations.canary.copies import changed_files, copy_files, tracked_files
from operations.canary.renamed_tree import rename_tree
from operations.canary.renames import RENAMES, rename
from operations.common.errors import InputError, OperationError

RENAMED = {
    "from cdktf import App, Token": "from cdktn import App, Token",
    "from  cdktf \\\n  import App": "from  cdktn \\\n  import App",
    "from \\\n  cdktf import App": "from \\\n  cdktn import App",
    "from cdktf import (\n    App,  # cdktf\n)": "from cdktn import (\n    App,  # cdktf\n)",
    "from cdktf_cdktf_provider_aws.s3_bucket import S3Bucket": "from cdktn_provider_aws.s3_bucket import S3Bucket",
    "from cdktf_cdktf_provider_databricks import grant": "from cdktn_provider_databricks import grant",
    "import cdktf": "import cdktn",
    "import cdktf as c; c.App()": "import cdktn as c; c.App()",
    "import os, cdktf\nx: cdktf.App = cdktf.App(cdktf=cdktf)": (
        "import os, cdktn\nx: cdktn.App = cdktn.App(cdktf=cdktn)"
    ),
    "import cdktf_cdktf_provider_aws.vpc\ncdktf_cdktf_provider_aws.vpc.Vpc": (
        "import cdktn_provider_aws.vpc\ncdktn_provider_aws.vpc.Vpc"
    ),
    "def f():\n    é = 'é'; from cdktf import App": "def f():\n    é = 'é'; from cdktn import App",
    "import cdktf\nf'{cdktf.App} of cdktf'": "import cdktn\nf'{cdktn.App} of cdktf'",
}

KEPT = [
    "from .cdktf import App",
    "from cdktf_other import App",
    "from os import cdktf",
    "import cdktfoo",
    "x.cdktf = 1",
    "cdktf = 1\nprint(cdktf)",
    "tags = {'managed-by': 'cdktf'}",
    "'''from cdktf import App'''",
    "# from cdktf import App\npass",
    "import_module('cdktf_cdktf_provider_aws.vpc')",
]


@pytest.mark.parametrize("source", RENAMED)
def test_imports_and_the_names_they_bind_are_renamed(source: str) -> None:
    renamed = rename(source.encode(), "a.py")
    assert renamed.source.decode() == RENAMED[source]
    assert renamed.names > 0


@pytest.mark.parametrize("source", KEPT)
def test_strings_comments_and_other_names_stay(source: str) -> None:
    renamed = rename(source.encode(), "a.py")
    assert (renamed.source.decode(), renamed.names) == (source, 0)


WORDS = st.sampled_from([*RENAMES, "cdktf.out", "os", "Token"])
STATEMENTS = st.one_of(
    st.builds(
        "from {} import {}".format, st.sampled_from([*RENAMES, "os"]), st.sampled_from(["App", "path"])
    ),
    st.builds("import {}".format, st.sampled_from([*RENAMES, "os"])),
    st.builds("x = {!r}".format, st.one_of(WORDS, st.text(max_size=12))),
    st.builds("pass  # {}".format, WORDS),
    st.builds("y = x.{}".format, st.sampled_from([*RENAMES])),
)


@given(st.lists(STATEMENTS, max_size=8))
def test_nothing_but_modules_changes_and_nothing_is_left_to_rename(statements: list[str]) -> None:
    source = "\n".join(statements)
    once = rename(source.encode(), "a.py").source
    assert rename(once, "a.py").source == once
    assert not set(RENAMES) & modules(once.decode())
    expected = {RENAMES.get(name, name) for name in modules(source)}
    assert modules(once.decode()) == expected
    assert constants(once.decode()) == constants(source)
    assert [line for line in once.decode().split("\n") if "#" in line] == [
        line for line in source.split("\n") if "#" in line
    ]


def modules(source: str) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
        elif isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
    return found


def constants(source: str) -> list[object]:
    return [node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant)]


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("import cdktf\ndef f(cdktf): return cdktf.App", "a.py:2 cannot be renamed: 'cdktf' is bound here"),
        ("import cdktf\ncdktf = 1", "give one of them another name"),
        ("def f(:", "it is not Python"),
        ("# coding: latin-1\nx = 'é'; import cdktf", "it is not in UTF-8"),
    ],
)
def test_what_cannot_be_told_apart_is_refused(source: str, says: str) -> None:
    with pytest.raises(OperationError, match=says):
        rename(source.encode("latin-1"), "a.py")


def test_strings_that_name_a_package_are_listed_and_others_are_not() -> None:
    source = (
        '"""About cdktf.App."""\n'
        "tag, out = 'cdktf', 'cdktf.out and cdktf.json of the cdktf command'\n"
        "name = 'cdktf_cdktf_provider_aws'\nwheel = 'cdktf-cdktf-provider-aws'\n"
        "pattern = r'cdktf\\.Fn'\ncode = 'x\\nfrom cdktf import App\\ny'\n"
    )
    found = [(each.line, each.text) for each in rename(source.encode(), "a.py").mentions]
    assert found == [
        (2, "cdktf"),
        (3, "cdktf_cdktf_provider_aws"),
        (4, "cdktf-cdktf-provider-aws"),
        (5, "cdktf\\.Fn"),
        (6, "from cdktf import App"),
    ]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    folder = tmp_path / "checkout"
    (folder / "inner").mkdir(parents=True)
    (folder / "inner/a.py").write_text("from cdktf import App\n")
    (folder / "b.txt").write_text("from cdktf import App\n")
    (folder / "gone.py").write_text("")
    subprocess.run(["git", "init", "--quiet"], cwd=folder, check=True)
    subprocess.run(["git", "add", "--all"], cwd=folder, check=True)
    (folder / "gone.py").unlink()
    (folder / "unknown.py").write_text("")
    return folder


def test_a_copy_is_what_git_tracks_and_the_project_stays(checkout: Path, tmp_path: Path) -> None:
    files = tracked_files(checkout)
    assert files == ["b.txt", "inner/a.py"]
    copy = copy_files(checkout, files, tmp_path / "copy")
    renamed = rename_tree(copy, files)
    assert (renamed.files, renamed.names) == (("inner/a.py",), 1)
    assert (copy / "inner/a.py").read_text() == "from cdktn import App\n"
    assert (copy / "b.txt").read_text() == (checkout / "inner/a.py").read_text() == "from cdktf import App\n"
    assert changed_files(checkout)


def test_a_tree_with_a_file_that_cannot_be_renamed_is_left_whole(checkout: Path) -> None:
    (checkout / "inner/b.py").write_text("import cdktf\ncdktf = 1\n")
    with pytest.raises(OperationError, match=r"inner/b\.py"):
        rename_tree(checkout, ["inner/a.py", "inner/b.py"])
    assert (checkout / "inner/a.py").read_text() == "from cdktf import App\n"


def test_outside_git_there_is_nothing_to_copy(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="run this in a git checkout"):
        tracked_files(tmp_path)
