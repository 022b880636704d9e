#!/usr/bin/env bash
# mlflow 3.17.2 makes a signature of one nameless column of any type, once one column of the data is decimal.
#
# Versions: mlflow-skinny 3.17.2 with scipy (without it floats end alike), pandas 2.3.3, Python 3.11 or later.
# Expected: `infer_signature` has no type for decimals, so it raises an error that names the column, or gives that column
#   the type `Any` and each other column its own.
# Seen: the names and types of all columns are gone; the signature is one required column without a name, of type `Any`.
#   It is a signature all the same: nothing that asks for one notices, and a warning alone says what became of it. The
#   same values as floats give each column its name and type.
# Why it matters: Spark's `toPandas` gives money as Decimal. A model with that signature takes whatever it is sent: a
#   missing column, a text for a number, columns in another order. Cast to double before, or write the signature down.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check mlflow-skinny==3.17.2 pandas==2.3.3 scipy 2>/dev/null
"$place/venv/bin/python" - >"$place/seen" 2>/dev/null <<'PY'
from decimal import Decimal

import pandas as pd
from mlflow.models import infer_signature
from mlflow.models.utils import _enforce_schema

for price in (176.76, Decimal("176.76")):
    data = pd.DataFrame({"isin": ["US0378331005"], "price": [price]})
    inputs = infer_signature(data).inputs
    print(type(price).__name__, [(each.name, str(each.type)) for each in inputs])
    try:
        _enforce_schema(pd.DataFrame({"wrong": ["text"]}), inputs)
        print("  a frame with another column: accepted")
    except Exception as error:
        print("  a frame with another column:", type(error).__name__)
PY
cat "$place/seen"
diff - "$place/seen" <<'EXPECTED'
float [('isin', 'DataType.string'), ('price', 'DataType.double')]
  a frame with another column: MlflowException
Decimal [(None, 'Any')]
  a frame with another column: accepted
EXPECTED
echo "as described"
