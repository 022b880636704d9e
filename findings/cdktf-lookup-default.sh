#!/usr/bin/env bash
# cdktf 0.21.0 leaves out the default of Fn.lookup if it is 0, false or an empty text.
#
# Versions: cdktf 0.21.0, constructs 10.4.2, Python 3.11 or later, Node 20 or later.
# Expected: Fn.lookup(x, "key", 0) is lookup(x, "key", 0).
# Seen: the default is taken for absent, and x.key is written. No error, no warning.
# Why it matters: nothing is the most common default there is. The plan fails as soon as the key is missing, which is
#   when the default was meant to count.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check cdktf==0.21.0 constructs==10.4.2
cat >"$place/look.py" <<'PY'
import json
import sys

from cdktf import App, Fn, TerraformOutput, TerraformStack, TerraformVariable

app = App(outdir=sys.argv[1])
stack = TerraformStack(app, "stack")
x = TerraformVariable(stack, "x", type="map(any)").value

for name, default in {"one": 1, "zero": 0, "false": False, "empty": "", "list": []}.items():
    TerraformOutput(stack, name, value=Fn.lookup(x, "key", default), static_id=True)

app.synth()
with open(f"{sys.argv[1]}/stacks/stack/cdk.tf.json") as file:
    written = json.load(file)

for name, output in written["output"].items():
    print(f"{name}: {output['value']}")
PY
"$place/venv/bin/python" "$place/look.py" "$place/out" 2>/dev/null >"$place/seen"
cat "$place/seen"
diff - "$place/seen" <<'EXPECTED'
empty: ${var.x.key}
false: ${var.x.key}
list: ${lookup(var.x, "key", [])}
one: ${lookup(var.x, "key", 1)}
zero: ${var.x.key}
EXPECTED
echo "as described"
