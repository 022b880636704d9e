#!/usr/bin/env bash
# cdktf 0.21.0 writes one resource for two whose paths differ by a part called Default, and says nothing.
#
# Versions: cdktf 0.21.0, constructs 10.4.2, Python 3.11 or later, Node 20 or later.
# Expected: two constructs of one type at two paths are two resources, or synthesis refuses the second; constructs
#   itself refuses two children of one name.
# Seen: a part of a path that is called `Default` is left out of the logical id, of its hash too, so that `room/one` and
#   `room/Default/one` have one address. The JSON of both is merged into one block: each argument is that of the
#   later one, those that only the earlier one has stay, and only the later path is in the metadata. A part called
#   `Resource` is left out of what people read alone, and keeps two resources apart.
# Why it matters: `Default` is what a construct calls its main child by convention (`node.default_child`), so a wrapper
#   that is put around existing resources can swallow a bucket or a database: the plan shows one resource with arguments
#   of two. It is useful as well: a resource can move under such a part and keep its address.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check cdktf==0.21.0 constructs==10.4.2
cat >"$place/look.py" <<'PY'
import json
import sys

from cdktf import App, DataResource, TerraformStack
from constructs import Construct

app = App(outdir=sys.argv[1])
stack = TerraformStack(app, "stack")


def pair(name: str, between: str) -> None:
    """Define two resources, the second below one more part of the path."""
    room = Construct(stack, name)
    DataResource(room, "one", input={"which": "first"}, triggers_replace={"only": "first"})
    DataResource(Construct(room, between), "one", input={"which": "second"})


pair("hidden", "Default")
pair("shown", "Resource")
app.synth()
with open(f"{sys.argv[1]}/stacks/stack/cdk.tf.json") as file:
    found = json.load(file)["resource"]["terraform_data"]
for name in ("hidden", "shown"):
    blocks = [block for key, block in found.items() if key.startswith(f"{name}_")]
    print(f"{name}: 2 defined, {len(blocks)} written")
    for block in sorted(blocks, key=lambda each: each["//"]["metadata"]["path"]):
        print(f"  {block['//']['metadata']['path']}: {block['input']['which']}, {block.get('triggers_replace')}")
PY
"$place/venv/bin/python" "$place/look.py" "$place/out" 2>/dev/null >"$place/seen"
cat "$place/seen"
diff - "$place/seen" <<'EXPECTED'
hidden: 2 defined, 1 written
  stack/hidden/Default/one: second, {'only': 'first'}
shown: 2 defined, 2 written
  stack/shown/Resource/one: second, None
  stack/shown/one: first, {'only': 'first'}
EXPECTED
echo "as described"
