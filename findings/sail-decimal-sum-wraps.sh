#!/usr/bin/env bash
# A sum of decimals of more than 38 digits is another, smaller number on Sail 0.7.2, without an error or a NULL.
#
# Versions: pysail 0.7.2, pyspark-client 4.2.0, pandas 2.3.3, Python 3.11 or later.
# Expected: what Spark 4 does, which raises ARITHMETIC_OVERFLOW (spark.sql.ansi.enabled is on by default), or at least
#   NULL, which Spark gives with it off: no decimal of 38 digits holds the sum.
# Seen: the sum is taken modulo 2^128 and printed as a decimal(38,12). `try_sum` of the same column is NULL.
# Why it matters: a price of decimal(18,6) times a quantity of decimal(18,6) is a decimal(37,12), whose sum is held in a
#   decimal(38,12): 26 digits before the point, of which a few wrong quantities in a feed take all. A turnover or a
#   position is then a number that looks like one. Sums of money are safe by `try_sum`, or as double.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check pyspark-client==4.2.0 pysail==0.7.2 pandas==2.3.3 2>/dev/null
cat >"$place/program.py" <<'PY'
from pysail.spark import SparkConnectServer
from pyspark.sql import SparkSession

server = SparkConnectServer(ip="127.0.0.1", port=0)
server.start(background=True)
try:
    spark = SparkSession.builder.remote(f"sc://127.0.0.1:{server.listening_address[1]}").create()
    amount = 10**26 - 1
    rows = spark.sql(f"select cast('{amount}' as decimal(38,12)) as amount from range(300)")
    (found,) = rows.selectExpr("sum(amount) as total", "try_sum(amount) as tried", "typeof(sum(amount)) as kind").collect()
    print("the sum is", amount * 300)
    print("sum says  ", found.total, "of type", found.kind)
    print("try_sum says", found.tried)
    wrapped = (amount * 300 * 10**12 + 2**127) % 2**128 - 2**127
    print("it is the sum modulo 2^128:", int(str(found.total).replace('.', '')) == wrapped)
    spark.stop()
finally:
    server.stop()
PY
"$place/venv/bin/python" "$place/program.py" 2>/dev/null >"$place/seen" || true
cat "$place/seen"
diff - "$place/seen" <<'EXPECTED'
the sum is 29999999999999999999999999700
sum says   55151710957415215223034246.004397391872 of type decimal(38,12)
try_sum says None
it is the sum modulo 2^128: True
EXPECTED
echo 'as described'
