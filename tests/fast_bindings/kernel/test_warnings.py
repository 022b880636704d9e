"""What cdktf prints while it writes, the Python kernel prints too."""

import re

import pytest

from tests.fast_bindings.test_equivalence import run

CODE = """
import tempfile
import fast_bindings; fast_bindings.install()
from cdktf import *
app = App(outdir=tempfile.mkdtemp())
stack = TerraformStack(app, "stack")
text = TerraformVariable(stack, "text", type="string").string_value
for number, value in enumerate([{values}]):
    TerraformOutput(stack, f"o{{number}}", value=value)
app.synth()
"""
BEGIN = "You're using escape sequences (${...}) with CDKTF Built-in functions"
TOKEN = "${TfToken[...]}"


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        ('Fn.upper("${a}" + text), Fn.lower("${a}" + text)', ["${a}" + TOKEN]),
        # A call within a text is written with two dollars for the one, and read again.
        ('Fn.lower(Fn.upper("${a}" + text))', ["${a}" + TOKEN, f'upper("$${{a}}${{{TOKEN}}}")']),
        ('Fn.join("${", ["${a}", text, "b}" + text, "${" + text])', ["${" + TOKEN]),
        ('Fn.upper("${" + text), Fn.upper(text + "${b}")', ["${" + TOKEN, TOKEN + "${b}"]),
        # No function, no token, no braces.
        ('"${a}" + text, Op.add("${a}" + text, 1), Fn.upper("${a}"), Fn.upper("a}" + text)', []),
    ],
)
def test_braces_beside_a_token_in_a_function_are_warned_of_once(values: str, texts: list[str]) -> None:
    said: dict[str, list[str]] = {}
    for kernel in ("python", "node"):
        done = run(CODE.format(values=values), stock=False, ANTHILL_KERNEL=kernel)
        assert done.returncode == 0, done.stderr
        said[kernel] = re.sub(r"TOKEN\.\d+", "...", done.stderr).splitlines()
    assert set(said["python"]) == set(said["node"])
    assert [line for line in said["python"] if not line.startswith(BEGIN)] == texts
