#!/usr/bin/env bash
# cdktf 0.21.0 ignores override_logical_id without a word, once friendly_unique_id was read.
#
# Versions: cdktf 0.21.0, constructs 10.4.2, Python 3.11 or later, Node 20 or later.
# Expected: the id is changed, or the call is refused: after `fqn` was read it is.
# Seen: after `friendly_unique_id` was read the call is accepted and changes nothing. Using an attribute of the
#   resource does not matter.
# Why it matters: the logical id is the address in the state. Who moves a resource of long life into a construct and
#   sets its old id afterwards, in a class that made a name of the id (`friendly_unique_id` is there for that), is too
#   late, and the plan destroys a database and makes it again under another address.
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


def named(name: str, read: str) -> None:
    """Define a resource, read something of it, then give it another logical id."""
    resource = DataResource(stack, name, input={"value": "x"})
    if read:
        getattr(resource, read)
    try:
        resource.override_logical_id(f"kept_{name}")
    except RuntimeError as error:
        print(f"{name}: refused: {str(error).split(']: ')[1].split(' once')[0]}")


named("untouched", "")
named("by_id", "friendly_unique_id")
named("by_attribute", "output")
named("by_fqn", "fqn")

app.synth()
with open(f"{sys.argv[1]}/stacks/stack/cdk.tf.json") as file:
    written = json.load(file)

print(", ".join(sorted(written["resource"]["terraform_data"])))
PY
"$place/venv/bin/python" "$place/look.py" "$place/out" 2>/dev/null >"$place/seen"
cat "$place/seen"
diff - "$place/seen" <<'EXPECTED'
by_fqn: refused: Logical ID may not be overridden
by_fqn, by_id, kept_by_attribute, kept_untouched
EXPECTED
echo "as described"
