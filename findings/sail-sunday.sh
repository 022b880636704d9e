#!/usr/bin/env bash
# Sail 0.7.2 numbers the days of the week from -1 (Sunday) to 5 where Apache Spark's `weekday` has 0 (Monday) to 6.
#
# Versions: pysail 0.7.2, pyspark-client 4.2.0, Python 3.11 or later.
# Expected: `weekday` of a Sunday is 6, so that `weekday(day) < 5` is "a weekday" and `>= 5` "the weekend".
# Seen: Monday to Saturday are 0 to 5 as in Spark, but Sunday is -1. `dayofweek` agrees with Spark.
# Why it matters: every Sunday passes for a day on which the market is open, and only Sundays do: a sample of any other
#   day shows nothing.
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
for day in range(10, 14):
    found = spark.sql(
        f"SELECT date_format(d, 'E'), weekday(d), weekday(d) < 5, dayofweek(d) FROM (SELECT date'2025-01-{day}' AS d)"
    ).collect()
    print(*found[0])
PY
cat "$place/seen"
diff - "$place/seen" <<'EXPECTED'
Fri 4 True 6
Sat 5 False 7
Sun -1 True 1
Mon 0 True 2
EXPECTED
echo "as described"
