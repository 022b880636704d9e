#!/usr/bin/env bash
# databricks-bundles 1.22.1 cuts a fraction off whole-number fields, so that half a second becomes "no limit".
#
# Versions: databricks-bundles 1.22.1, Python 3.11 or later.
# Expected: a field of type int refuses 0.5, as `from_dict` refuses an unknown field and a wrong enum.
# Seen: `from_dict` accepts any number and cuts off its fraction: 0.5 becomes 0, 2.5 becomes 2, True becomes 1. The
#   constructor checks nothing: a name may be a number and a list may be a text, and `as_dict` passes it on.
# Why it matters: numbers of a bundle in Python are computed (`minutes * 60`, `workers / 2`), and division gives a
#   float in Python. In `timeout_seconds` 0 means that a run may take for ever, and half of 5 workers is 2. Nothing
#   says so before the job runs.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check databricks-bundles==1.22.1 2>/dev/null
"$place/venv/bin/python" - >"$place/seen" <<'PY'
from databricks.bundles.jobs import Job

for seconds in (0.5, 2.5, True):
    job = Job.from_dict({"name": "job", "timeout_seconds": seconds})
    print(seconds, "becomes", job.as_dict()["timeout_seconds"])
try:
    Job.from_dict({"name": "job", "timeout_second": 1})
except ValueError as error:
    print("refused:", error)
print("constructor:", Job(name=5, tasks="none").as_dict())
PY
cat "$place/seen"
diff - "$place/seen" <<'EXPECTED'
0.5 becomes 0
2.5 becomes 2
True becomes 1
refused: Unexpected field 'timeout_second' for class Job
constructor: {'name': 5, 'tasks': 'none'}
EXPECTED
echo "as described"
