#!/usr/bin/env bash
# Sail 0.7.2 reads a decimal of JSON through a double: beyond about 17 digits it is another number, of the asked type.
#
# Versions: pysail 0.7.2, pyspark-client 4.2.0, Python 3.11 or later.
# Expected: `from_json(text, 'price decimal(38,20)')` gives the digits of the text, as Apache Spark does, whose parser
#   makes a decimal of the digits when a decimal is asked for.
# Seen: the digits of the nearest double, filled up with zeros to the scale. `cast` of the same digits, given as a
#   text, is exact.
# Why it matters: a decimal is chosen for money so that this cannot happen, and the column's type says that it did not.
#   A rate of a currency with 18 digits or an amount in the smallest unit of a token is silently another one.
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
digits = "0.12345678901234567890"
wire = f'{{"price": {digits}}}'
for how in (f"from_json('{wire}', 'price decimal(38,20)').price", f"cast('{digits}' as decimal(38,20))"):
    ((price,),) = spark.sql(f"SELECT {how}").collect()
    print(how.partition("(")[0], type(price).__name__, price)
PY
cat "$place/seen"
diff - "$place/seen" <<'EXPECTED'
from_json Decimal 0.12345678901234568000
cast Decimal 0.12345678901234567890
EXPECTED
echo "as described"
