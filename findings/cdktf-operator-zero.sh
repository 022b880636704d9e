#!/usr/bin/env bash
# cdktf 0.21.0 loses the right side of an operator if it is 0, false or an empty text: x - 0 becomes -x.
# Fn.lookup loses such a default.
#
# Versions: cdktf 0.21.0, constructs 10.4.2, Python 3.11 or later, Node 20 or later.
# Expected: Op.sub(x, 0) is (x - 0), Op.gt(x, 0) is (x > 0), Op.and_(x, False) is (x && false), Op.eq(x, "") compares.
#   Fn.lookup(m, "key", 0) is lookup(m, "key", 0).
# Seen: the right side is taken for absent. A difference becomes a negation, the others compare with the word undefined.
#   Of a lookup the key alone is left, m.key. No error, no warning.
# Why it matters: "more than none" is the most common comparison there is. Those with undefined fail at the plan, far
#   from the line that wrote them; the negation is valid Terraform, and a wrong number is deployed. A lookup fails once
#   the key is missing, which is when the default was meant to count.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check cdktf==0.21.0 constructs==10.4.2
cat >"$place/look.py" <<'PY'
import json
import sys

from cdktf import App, Fn, Op, TerraformOutput, TerraformStack, TerraformVariable

app = App(outdir=sys.argv[1])
stack = TerraformStack(app, "stack")
x = TerraformVariable(stack, "x", type="number").number_value
m = TerraformVariable(stack, "m", type="map(any)").value

for name, value in {
    "minus-1": Op.sub(x, 1),
    "minus-0": Op.sub(x, 0),
    "plus-0": Op.add(x, 0),
    "more": Op.gt(x, 0),
    "empty": Op.eq(x, ""),
    "and-false": Op.and_(x, False),
    "lookup-1": Fn.lookup(m, "key", 1),
    "lookup-0": Fn.lookup(m, "key", 0),
}.items():
    TerraformOutput(stack, name, value=value, static_id=True)

app.synth()
with open(f"{sys.argv[1]}/stacks/stack/cdk.tf.json") as file:
    written = json.load(file)

for name, output in written["output"].items():
    print(f"{name}: {output['value']}")
PY
"$place/venv/bin/python" "$place/look.py" "$place/out" 2>/dev/null >"$place/seen"
cat "$place/seen"
diff - "$place/seen" <<'EXPECTED'
and-false: ${(var.x && undefined)}
empty: ${(var.x == undefined)}
lookup-0: ${var.m.key}
lookup-1: ${lookup(var.m, "key", 1)}
minus-0: ${-var.x}
minus-1: ${(var.x - 1)}
more: ${(var.x > undefined)}
plus-0: ${(var.x + undefined)}
EXPECTED
echo "as described"
