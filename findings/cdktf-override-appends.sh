#!/usr/bin/env bash
# cdktf 0.21.0 appends a list to a list where an override is to replace it.
#
# Versions: cdktf 0.21.0, constructs 10.4.2, Python 3.11 or later, Node 20 or later.
# Expected: `add_override(path, value)` says in its docstring that it adds or replaces a value: a list that is put
#   over a list stands there alone, as a string put over a string does.
# Seen: the list is joined to the one that was there. An override by index replaces one element, and cannot make the
#   list shorter.
# Why it matters: an override is how one narrows what a construct of somebody else sets: readers, ports, address
#   ranges. What was to be taken away stays, and the plan shows a list that looks as if it had been meant.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check cdktf==0.21.0 constructs==10.4.2
cat >"$place/look.py" <<'PY'
import json
import sys

from cdktf import App, DataResource, TerraformStack

app = App(outdir=sys.argv[1])
stack = TerraformStack(app, "stack")

resource = DataResource(stack, "one", input={"cidrs": ["0.0.0.0/0"], "port": "22", "users": ["a", "b"]})
resource.add_override("input.cidrs", ["10.0.0.0/8"])
resource.add_override("input.port", "443")
resource.add_override("input.users.0", "c")

app.synth()
with open(f"{sys.argv[1]}/stacks/stack/cdk.tf.json") as file:
    written = json.load(file)

print(json.dumps(written["resource"]["terraform_data"]["one"]["input"], sort_keys=True))
PY
"$place/venv/bin/python" "$place/look.py" "$place/out" 2>/dev/null >"$place/seen"
cat "$place/seen"
diff - "$place/seen" <<'EXPECTED'
{"cidrs": ["0.0.0.0/0", "10.0.0.0/8"], "port": "443", "users": ["c", "b"]}
EXPECTED
echo "as described"
