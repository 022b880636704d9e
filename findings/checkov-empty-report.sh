#!/usr/bin/env bash
# checkov 3.3.30 answers with a document of another shape for a stack whose resources it has no rules for.
#
# Versions: checkov 3.3.30, Python 3.11.
# Expected: `--output json` of one framework is an object with `check_type`, `results` and `summary`; where nothing is
#   judged, the lists are empty and the numbers 0.
# Seen: with resources of a provider that checkov has no rules for, here Databricks, the counters stand at the top, and
#   there is neither `results` nor `summary`; the exit code is 0. It says `resource_count` 0, though there are resources.
# Why it matters: a program that reads `summary` fails on the first stack without AWS; one that takes a missing
#   `results` for "nothing found" cannot tell a stack without rules from one that was not read. Who splits a
#   stack by provider meets it.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check checkov==3.3.30
cat >"$place/aws.tf.json" <<'JSON'
{"resource": {"aws_sqs_queue": {"queue": {"name": "queue"}}}}
JSON
cat >"$place/databricks.tf.json" <<'JSON'
{"resource": {"databricks_group": {"people": {"display_name": "people"}}}}
JSON
for name in aws databricks; do
  "$place/venv/bin/checkov" --file "$place/$name.tf.json" --framework terraform_json --output json \
    --skip-download --quiet --soft-fail >"$place/$name.report" 2>/dev/null
  echo "$name: exit $?"
  "$place/venv/bin/python" -c 'import json, sys; print(" ", *sorted({"results", "summary", "resource_count"} & set(json.load(open(sys.argv[1])))))' "$place/$name.report"
done | tee "$place/seen"
diff - "$place/seen" <<'EXPECTED'
aws: exit 0
  results summary
databricks: exit 0
  resource_count
EXPECTED
echo "as described"
