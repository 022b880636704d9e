#!/usr/bin/env bash
# cdktf 0.21.0 takes None out of lists in free-form values, so that what follows moves up.
#
# Versions: cdktf 0.21.0, constructs 10.4.2, Python 3.11 or later, Node 20 or later.
# Expected: null in JSON, as Terraform writes it and `jsonencode` keeps it; at least in a list, where places count.
# Seen: `[None, 1]` becomes `[1]`, a map in a list whose only value is None becomes `{}`, and a key with None is gone.
# Why it matters: tuples are lists whose places mean something: a row of defaults, an argument list, bounds with an
#   open end (`[null, 10]`). The wrong bound is deployed without an error.
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

DataResource(stack, "one", input={"bounds": [None, 10], "rows": [{"limit": None}], "none": None})

app.synth()
with open(f"{sys.argv[1]}/stacks/stack/cdk.tf.json") as file:
    written = json.load(file)

print(json.dumps(written["resource"]["terraform_data"]["one"]["input"], sort_keys=True))
PY
"$place/venv/bin/python" "$place/look.py" "$place/out" 2>/dev/null >"$place/seen"
cat "$place/seen"
diff - "$place/seen" <<'EXPECTED'
{"bounds": [10], "rows": [{}]}
EXPECTED
echo "as described"
