#!/usr/bin/env bash
# cdktf 0.21.0 runs `terraform version` while it synthesises, once for each DataResource, and fails without one.
#
# Versions: cdktf 0.21.0, constructs 10.4.2, Python 3.11 or later, Node 20 or later.
# Expected: synthesis writes JSON and needs nothing but the packages; a version that is required is written into
#   `required_version`, where the Terraform that runs later checks it.
# Seen: each `DataResource` (a `terraform_data`) adds a validation that starts whatever `terraform` is on PATH. Three of
#   them start it three times, nothing is remembered; without one on PATH synthesis fails, and an old one that will never
#   run the plan refuses it. Blocks for imports and moves do the same.
# Why it matters: synthesis in a pull request's job needs no Terraform until somebody adds a `terraform_data`; where
#   Terraform is called by another name or comes from a wrapper, it fails on the machine of one colleague alone. Each
#   start takes a tenth of a second or more, and asks HashiCorp's server whether there is a newer version.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check cdktf==0.21.0 constructs==10.4.2
cat >"$place/look.py" <<'PY'
import sys

from cdktf import App, DataResource, TerraformStack

app = App(outdir=sys.argv[1])
stack = TerraformStack(app, "stack")
for name in ("one", "two", "three"):
    DataResource(stack, name, input={"value": name})
app.synth()
PY
# A PATH with Node and the shell's tools, and a terraform that notes each start.
mkdir "$place/bin" "$place/counted"
for tool in node env sh cat; do ln -s "$(command -v "$tool")" "$place/bin/$tool"; done
printf '#!/bin/sh\necho x >>"%s/starts"\necho "Terraform v1.11.0"\n' "$place" >"$place/counted/terraform"
chmod +x "$place/counted/terraform"

PATH="$place/counted:$place/bin" "$place/venv/bin/python" "$place/look.py" "$place/with"
starts=$(wc -l <"$place/starts")
echo "three DataResources: terraform was started $starts times"
status=0
PATH="$place/bin" "$place/venv/bin/python" "$place/look.py" "$place/without" >"$place/said" 2>&1 || status=$?
echo "without terraform on PATH: status $status, \"$(grep -o 'Could not determine version of terraform' "$place/said" | head -n 1)\""

[ "$starts" -eq 3 ] && [ "$status" -ne 0 ] && grep -q 'Could not determine version of terraform' "$place/said"
# Output seen:
# three DataResources: terraform was started 3 times
# without terraform on PATH: status 1, "Could not determine version of terraform"
