#!/usr/bin/env bash
# Sail 0.7.2 has no decimal for a number written with an exponent: `try_cast` makes it NULL, `cast` refuses it.
#
# Versions: pysail 0.7.2, pyspark-client 4.2.0, Python 3.11 or later.
# Expected: 1E-6 is 0.000001 and 1e3 is 1000, as in Apache Spark, and as Sail itself casts both to double.
# Seen: to a decimal neither is valid.
# Why it matters: JSON libraries write small amounts with an exponent (Python's json writes 0.00001 as 1e-05), so a
#   vendor's file has both spellings, and only the small amounts vanish: `try_cast` is what one uses to tell bad
#   records from good ones.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check pysail==0.7.2 pyspark-client==4.2.0 2>/dev/null
"$place/venv/bin/python" - >"$place/seen" 2>/dev/null <<'PY'
import json

from pysail.spark import SparkConnectServer
from pyspark.sql import SparkSession

server = SparkConnectServer("127.0.0.1", 0)
server.start(background=True)
spark = SparkSession.builder.remote(f"sc://127.0.0.1:{server.listening_address[1]}").getOrCreate()
for written in (json.dumps(0.0001), json.dumps(0.00001), "1e3"):
    decimal, double = spark.sql(
        f"SELECT try_cast('{written}' AS decimal(18,6)), try_cast('{written}' AS double)"
    ).collect()[0]
    print(written, "decimal:", decimal, "double:", double)
PY
cat "$place/seen"
diff - "$place/seen" <<'EXPECTED'
0.0001 decimal: 0.000100 double: 0.0001
1e-05 decimal: None double: 1e-05
1e3 decimal: None double: 1000.0
EXPECTED
echo "as described"
