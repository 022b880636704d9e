#!/usr/bin/env bash
# cdktf 0.21.0 writes {} for a datetime in a free-form value, once it has the time zone that jsii asks for.
#
# Versions: cdktf 0.21.0, constructs 10.4.2, Python 3.11 or later, Node 20 or later.
# Expected: a datetime becomes its ISO 8601 text, or is refused: a naive one is, with the advice to add a time zone.
# Seen: the advice is followed, and the value is an empty object in the JSON. No error, no warning; the type checks of
#   the bindings let it pass, for the argument takes anything.
# Why it matters: a start date of an import, an expiry, a tag: Terraform then deploys an empty map, or fails much
#   later at a type. Whoever reads the error about naive datetimes believes the other kind to be supported.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check cdktf==0.21.0 constructs==10.4.2
cat >"$place/look.py" <<'PY'
import json
import sys
from datetime import UTC, datetime

from cdktf import App, DataResource, TerraformStack

app = App(outdir=sys.argv[1])
stack = TerraformStack(app, "stack")

try:
    DataResource(stack, "naive", input={"start": datetime(2026, 1, 2)})
except TypeError as error:
    print(f"naive: {error}")
DataResource(stack, "aware", input={"start": datetime(2026, 1, 2, tzinfo=UTC)})

app.synth()
with open(f"{sys.argv[1]}/stacks/stack/cdk.tf.json") as file:
    written = json.load(file)

print(f"aware: {written['resource']['terraform_data']['aware']['input']}")
PY
"$place/venv/bin/python" "$place/look.py" "$place/out" 2>/dev/null >"$place/seen"
cat "$place/seen"
diff - "$place/seen" <<'EXPECTED'
naive: Naive datetimes are not supported, please add a timzone.
aware: {'start': {}}
EXPECTED
echo "as described"
