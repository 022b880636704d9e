#!/usr/bin/env bash
# cdktf 0.21.0 changes the last digits of whole numbers above 2^53.
#
# Versions: cdktf 0.21.0, constructs 10.4.2, Python 3.11 or later, Node 20 or later.
# Expected: a whole number of Python is written as it is, or refused; JSON and Terraform (512 bits) have no such
#   limit.
# Seen: the number passes through JavaScript: it is rounded to the nearest double and printed with zeros at the end,
#   without an error.
# Why it matters: identifiers are numbers here and there: workspaces and accounts of Databricks and GitHub have ids of
#   up to 19 digits. A rounded one is the id of somebody else, or of nobody.
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

DataResource(stack, "one", input={"exact": 2**53, "next": 2**53 + 1, "id": 1234567890123456789})

app.synth()
with open(f"{sys.argv[1]}/stacks/stack/cdk.tf.json") as file:
    written = json.load(file)

print(json.dumps(written["resource"]["terraform_data"]["one"]["input"], sort_keys=True))
PY
"$place/venv/bin/python" "$place/look.py" "$place/out" 2>/dev/null >"$place/seen"
cat "$place/seen"
diff - "$place/seen" <<'EXPECTED'
{"exact": 9007199254740992, "id": 1234567890123456800, "next": 9007199254740992}
EXPECTED
echo "as described"
