#!/usr/bin/env bash
# cdktf sees the environment and the working folder of the first import, not those of the moment when it uses them.
#
# Versions: cdktf 0.21.0, constructs 10.8.1, jsii 1.x, Python 3.11 or later, Node 20 or later.
# Expected: App() reads CDKTF_OUTDIR when it is made, and App(outdir="out") writes below the folder that the program is
#   in by then, as every Python library would.
# Seen: `import cdktf` starts Node, and a process keeps the environment and the folder that it is started with. What
#   os.environ and os.chdir change afterwards is ignored without a word: stacks are written to the old place, and
#   TerraformAsset and the default path of LocalBackend are resolved there too.
# Why it matters: a test that sets CDKTF_OUTDIR by a fixture, or changes to tmp_path, writes over cdktf.out of the project
#   instead, and reads what an earlier run left where it looks.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check cdktf==0.21.0 constructs==10.8.1
cat >"$place/look.py" <<'PY'
import os
from pathlib import Path

os.environ["CDKTF_OUTDIR"] = "before"
os.mkdir("import")
os.chdir("import")
from cdktf import App, LocalBackend, TerraformStack, Testing  # noqa: E402

os.environ["CDKTF_OUTDIR"] = "after"
os.mkdir("later")
os.chdir("later")
app = App()
stack = TerraformStack(app, "stack")
LocalBackend(stack)
TerraformStack(App(outdir="named"), "other")
app.synth()
start = Path.cwd().parents[1]
print("outdir:", app.outdir)
print("written:", *sorted(str(each.relative_to(start)) for each in start.rglob("*.tf.json")))
print("folders:", *sorted(str(each.relative_to(start)) for each in start.rglob("stacks")))
print("state:", str(start / "import/terraform.stack.tfstate") in Testing.synth(stack))
PY
mkdir "$place/work"
(cd "$place/work" && "$place/venv/bin/python" "$place/look.py") >"$place/seen"
cat "$place/seen"
diff - "$place/seen" <<'EXPECTED'
outdir: before
written: import/before/stacks/stack/cdk.tf.json
folders: import/before/stacks import/named/stacks
state: True
EXPECTED
echo "as described"
