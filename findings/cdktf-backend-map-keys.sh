#!/usr/bin/env bash
# cdktf 0.21.0 rewrites the keys of a map in a backend, and makes one of several.
#
# Versions: cdktf 0.21.0, constructs 10.4.2, Python 3.11 or later, Node 20 or later.
# Expected: the keys of a map are data and stay as they are, as they do in every resource.
# Seen: each key below a backend becomes snake case, except in a map that is called `tags`: three tags of a session
#   become one, whose value is that of the last. The keys of `tags` within `assume_role` stay.
# Why it matters: session tags (`assume_role_tags`) decide by which policies the state may be read
#   (`aws:PrincipalTag/CostCentre`), and policies compare their keys: the role is assumed with a tag that no policy
#   knows, and Terraform says "access denied" of a state that it may read.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check cdktf==0.21.0 constructs==10.4.2
cat >"$place/look.py" <<'PY'
import json
import sys

from cdktf import App, S3Backend, S3BackendAssumeRoleConfig, TerraformStack

app = App(outdir=sys.argv[1])
stack = TerraformStack(app, "stack")

S3Backend(
    stack,
    bucket="state",
    key="stack.tfstate",
    region="eu-west-1",
    assume_role_tags={"CostCentre": "first", "Cost-Centre": "second", "costCentre": "third"},
    assume_role=S3BackendAssumeRoleConfig(
        role_arn="arn:aws:iam::111111111111:role/state", tags={"CostCentre": "first", "costCentre": "third"}
    ),
)

app.synth()
with open(f"{sys.argv[1]}/stacks/stack/cdk.tf.json") as file:
    written = json.load(file)

backend = written["terraform"]["backend"]["s3"]
print("assume_role_tags:", backend["assume_role_tags"])
print("assume_role.tags:", backend["assume_role"]["tags"])
PY
"$place/venv/bin/python" "$place/look.py" "$place/out" 2>/dev/null >"$place/seen"
cat "$place/seen"
diff - "$place/seen" <<'EXPECTED'
assume_role_tags: {'cost_centre': 'third'}
assume_role.tags: {'CostCentre': 'first', 'costCentre': 'third'}
EXPECTED
echo "as described"
