#!/usr/bin/env bash
# Sail 0.7.2 cuts quotients and means of decimals off where Apache Spark rounds them, and keeps fewer digits.
#
# Versions: pysail 0.7.2, pyspark-client 4.2.0, Python 3.11 or later.
# Expected: the types and values of Spark, which Sail stands for: decimal(18,6) / decimal(18,6) is decimal(38,20), and
#   2/3 ends in 7; `avg` of decimals rounds half up at four more digits.
# Seen: the quotient is decimal(28,10), and of a whole number by a decimal it has four digits; both and the mean are
#   cut off: they end in 6.
# Why it matters: weights, yields and ratios of prices differ from the warehouse's in the last digits, always downwards
#   for positive amounts, so that sums of many do not come out even. The type differs too, which a written table keeps.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check pysail==0.7.2 pyspark-client==4.2.0 2>/dev/null
"$place/venv/bin/python" - >"$place/seen" 2>/dev/null <<'PY'
from pysail.spark import SparkConnectServer
from pyspark.sql import SparkSession

server = SparkConnectServer("127.0.0.1", 0)
server.start(background=True)
spark = SparkSession.builder.remote(f"sc://127.0.0.1:{server.listening_address[1]}").getOrCreate()
table = "(SELECT cast(amount AS decimal(18,6)) AS amount FROM VALUES (3), (1), (1) AS given(amount))"
for asked in ("2 / max(amount)", "cast(2 AS decimal(18,6)) / max(amount)", "avg(amount)"):
    ((value, kind),) = spark.sql(f"SELECT {asked}, typeof({asked}) FROM {table}").collect()
    print(asked, "=", value, kind)
PY
cat "$place/seen"
diff - "$place/seen" <<'EXPECTED'
2 / max(amount) = 0.6666 decimal(20,4)
cast(2 AS decimal(18,6)) / max(amount) = 0.6666666666 decimal(28,10)
avg(amount) = 1.6666666666 decimal(22,10)
EXPECTED
echo "as described"
