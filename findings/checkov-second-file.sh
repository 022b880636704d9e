#!/usr/bin/env bash
# checkov 3.3.30, run twice in one process, reports the first file's findings for the second, without an error.
#
# Versions: checkov 3.3.30, Python 3.11.
# Expected: two runs of checkov.main.Checkov with different --file in one process scan two files, as two starts of
#   the command do; `argv` and `run()` are made for being called.
# Seen: the runners of a framework are module-wide objects. That of Terraform plans parses only while it holds no
#   definitions, and the first run left its own there: the second run names the first file and its resources.
# Why it matters: a start costs seconds, so that loading checkov once for many stacks suggests itself. A stack with an
#   open bucket then passes with the findings of a stack that has none, or the other way round. What works: a fork of
#   the loaded process for each file.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check checkov==3.3.30
cat >"$place/look.py" <<'PY'
import contextlib
import io
import json
import sys
from pathlib import Path

from checkov.main import Checkov


def plan(folder: Path, encrypted: bool) -> Path:
    """Write a plan with a queue that is encrypted or not, under a name of its own."""
    name = "encrypted" if encrypted else "plain"
    values = {"name": name, "kms_master_key_id": "alias/own" if encrypted else None}
    address = f"aws_sqs_queue.{name}"
    resource = {
        "address": address,
        "mode": "managed",
        "type": "aws_sqs_queue",
        "name": name,
        "provider_name": "registry.terraform.io/hashicorp/aws",
        "schema_version": 0,
        "values": values,
    }
    change = {"actions": ["create"], "before": None, "after": values, "after_unknown": {}}
    keys = ("address", "mode", "type", "name", "provider_name")
    document = {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "planned_values": {"root_module": {"resources": [resource]}},
        "resource_changes": [{**{key: resource[key] for key in keys}, "change": change}],
        "configuration": {"root_module": {"resources": [{**{key: resource[key] for key in keys[:4]}, "expressions": {}}]}},
    }
    file = folder / name / "plan.json"
    file.parent.mkdir()
    file.write_text(json.dumps(document))
    return file


def scanned(file: Path) -> set[str]:
    """Return the resources that one run reports."""
    said = io.StringIO()
    options = ["--file", str(file), "--framework", "terraform_plan", "--output", "json", "--skip-download", "--soft-fail"]
    with contextlib.redirect_stdout(said), contextlib.suppress(SystemExit):
        Checkov(argv=options).run()
    results = json.loads(said.getvalue())["results"]
    return {each["resource"] for kind in ("passed_checks", "failed_checks") for each in results[kind]}


folder = Path(sys.argv[1])
files = [plan(folder, encrypted=False), plan(folder, encrypted=True)]
found = [scanned(file) for file in files]
print("first run, of plain/plan.json:     ", *sorted(found[0]))
print("second run, of encrypted/plan.json:", *sorted(found[1]))
assert found[0] == {"aws_sqs_queue.plain"}
assert found[1] == {"aws_sqs_queue.plain"}, "the second run scans its own file now"
PY
"$place/venv/bin/python" "$place/look.py" "$place"
echo 'as described: the second run reports the first file'
