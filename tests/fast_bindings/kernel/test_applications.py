"""Applications one after the other in one process: each begins in Python, and what is over is forgotten."""

import json

from tests.fast_bindings.test_equivalence import run

BEGIN = """
import gc, tempfile
import fast_bindings; fast_bindings.install()
from cdktf import *
from cdktf_cdktf_provider_aws.provider import AwsProvider
from cdktf_cdktf_provider_aws.s3_bucket import S3Bucket
from fast_bindings.kernel.tokens import TOKENS
from fast_bindings.kernel.tree import Native
shared = Fn.sha1("x")

class Program:
    def __init__(self, buckets=2):
        self.app = App(outdir=tempfile.mkdtemp())
        self.stack = TerraformStack(self.app, "stack")
        AwsProvider(self.stack, "aws")
        self.buckets = [S3Bucket(self.stack, f"b{i}", bucket=shared) for i in range(buckets)]

    def written(self):
        TerraformOutput(self.stack, "o", value=self.buckets[0].arn + Fn.sha1(self.buckets[1].id) + shared)
        self.app.synth()
        return open(f"{self.app.outdir}/stacks/stack/cdk.tf.json").read()

    @property
    def native(self):
        return isinstance(self.app.__jsii_ref__, Native)
"""
SAID = (
    "fast_bindings: by Node from here on, since the Python kernel does not know the static method "
    "cdktf.TerraformCount.of\n"
)


def test_the_next_application_is_native_again_and_older_ones_go_on() -> None:
    code = """
before, unknown = Program(), Program()
TerraformCount.of(2)
after = Program()
assert (before.native, unknown.native, after.native) == (True, False, True)
token = unknown.buckets[0].arn
texts = [each.written() for each in (unknown, before, after)]
assert len(set(texts)) == 1, texts
assert (before.native, unknown.native, after.native) == (True, False, True)
assert unknown.buckets[0].arn != token, "each reading makes a token of its own"
print("compared")
"""
    done = run(BEGIN + code, stock=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "compared\n", SAID), done.stderr


def test_applications_that_use_each_other_are_taken_over_together() -> None:
    code = """
first, second = Program(), Program()
TerraformOutput(second.stack, "early", value=first.buckets[0].bucket)
late = first.buckets[1].id
TerraformOutput(second.stack, "late", value=Fn.sha1(late))
TerraformCount.of(2)
assert (first.native, second.native) == (False, False)
assert "sha1(data.terraform_remote_state" in second.written()
assert '"value": "${aws_s3_bucket.b1.id}"' in first.written()
print("compared")
"""
    by_kernel = [run(BEGIN + code, stock=False, ANTHILL_KERNEL=kernel) for kernel in ("python", "node")]
    assert by_kernel[0].stdout == "compared\n", by_kernel[0].stderr
    assert by_kernel[0].stderr == SAID
    assert by_kernel[1].stdout == "compared\n", "cdktf does the same"


def test_what_is_over_is_forgotten() -> None:
    code = """
def size():
    gc.collect()
    return sum(len(each.calls) + len(each.expressions) for each in TOKENS.histories)
sizes = []
for _ in range(3):
    for _ in range(10):
        Program(50).written()
    sizes.append(size())
assert sizes[0] > 500, "what was done last is kept"
assert sizes[0] == sizes[1] == sizes[2], sizes
print("compared")
"""
    done = run(BEGIN + code, stock=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "compared\n", ""), done.stderr


def test_an_aspect_visits_once_although_node_takes_over_while_it_does() -> None:
    code = """
import jsii, json, pathlib

@jsii.implements(IAspect)
class Warning:
    def __init__(self):
        self.paths = []

    def visit(self, node):
        self.paths.append(node.node.path)
        if isinstance(node, S3Bucket):
            node.tags = {"seen": str(len(self.paths))}
        if node.node.id == "b1":
            Annotations.of(node).add_warning("said")
            TerraformCount.of(2)
        if isinstance(node, TerraformStack):
            S3Bucket(node, "added", bucket=shared)

app = App(outdir=tempfile.mkdtemp(), stack_traces=False)
stack = TerraformStack(app, "stack")
AwsProvider(stack, "aws")
for number in range(3):
    S3Bucket(stack, f"b{number}")
warning = Warning()
Aspects.of(stack).add(warning)
app.synth()
files = {str(each.relative_to(app.outdir)): each.read_text() for each in pathlib.Path(app.outdir).rglob("*.json")}
print(json.dumps([warning.paths, files], sort_keys=True))
"""
    python, node = (run(BEGIN + code, stock=False, ANTHILL_KERNEL=kernel) for kernel in ("python", "node"))
    assert python.returncode == node.returncode == 0, python.stderr
    assert python.stdout == node.stdout
    assert '"stack/added"' in python.stdout
    assert python.stderr == SAID


PAST = """
past = Program()
free, number, listed = Fn.sha1("y"), Op.add(1, 2), Fn.split(",", "a")
mapped, of_bucket = Token.as_string_map({"a": "b"}), past.buckets[0].arn
del past
for _ in range(9):
    Program().written()
gc.collect()

def shown(value, *, unknown):
    made = Program()
    first = made.buckets[0].arn
    if unknown:
        TerraformCount.of(2)
    try:
        TerraformOutput(made.stack, "past", value=value)
        return json.loads(made.written())["output"]["past"]["value"]
    except Exception as error:
        return f"{type(error).__name__}: {error}"

given = [free, f"n{number}", number, listed, mapped, of_bucket]
print(json.dumps([shown(each, unknown=unknown) for unknown in (False, True) for each in given]))
"""


def test_a_token_of_what_is_forgotten_is_refused_and_never_taken_for_another() -> None:
    python, node = (
        run(f"import json\n{BEGIN}{PAST}", stock=False, ANTHILL_KERNEL=kernel)
        for kernel in ("python", "node")
    )
    assert python.returncode == node.returncode == 0, python.stderr
    by_cdktf = json.loads(node.stdout)
    of_one = ['${sha1("y")}', "n${(1 + 2)}", "${(1 + 2)}", '${split(",", "a")}', {"a": "b"}]
    assert [*by_cdktf[:5], *by_cdktf[6:11]] == of_one * 2, "cdktf forgets none"
    refused = json.loads(python.stdout)
    assert len(refused) == len(by_cdktf) == 12
    for each in refused:
        assert each.startswith("ForgottenTokenError: TOKEN."), each
        assert "hold on to its App; with ANTHILL_KERNEL=node" in each
    assert python.stderr == SAID * 6, "of what is refused nothing is said besides"
