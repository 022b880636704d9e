#!/usr/bin/env bash
# min_by and max_by that order by a struct take many times the memory of the same order as a text, on Sail 0.7.2.
#
# Versions: pysail 0.7.2, pyspark-client 4.2.0, pandas 2.3.3, Python 3.11 or later, on Linux.
# Expected: about the same. What has to be kept for a group is one value and what it is ordered by, of 30 bytes or so.
# Seen: an aggregate of two million rows in 400,000 groups passes with a pool of 128 MiB where the order is a text, and
#   not with 256 MiB where it is a struct of a moment and a name (nor with 512): it can't be put aside in files, and the
#   query ends with "Failed to allocate". With room enough the results are equal.
# Why it matters: the first and the last price of a bar are min_by and max_by of (time, id). A struct is the plain way to
#   break ties, and costs nothing on Spark. In an embedded lakehouse the memory of a run then grows with what it reads.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check pyspark-client==4.2.0 pysail==0.7.2 pandas==2.3.3 2>/dev/null
cat >"$place/program.py" <<'PY'
import os
import sys

os.environ["SAIL_RUNTIME__MEMORY_POOL__TYPE"] = "fair"
os.environ["SAIL_RUNTIME__MEMORY_POOL__FAIR__MAX_SIZE"] = str(int(sys.argv[1]) * 2**20)
from pysail.spark import SparkConnectServer
from pyspark.sql import SparkSession

ORDERS = {
    "text": "concat(lpad(string(id % 97), 18, '0'), string(id))",
    "struct": "struct(timestamp_seconds(id % 97), string(id))",
}
server = SparkConnectServer(ip="127.0.0.1", port=0)
server.start(background=True)
try:
    spark = SparkSession.builder.remote(f"sc://127.0.0.1:{server.listening_address[1]}").create()
    for name, order in ORDERS.items():
        trades = f"select id % 400000 as bar, double(id) as price, {order} as at from range(2000000)"
        bars = f"select bar, min_by(price, at) as first, max_by(price, at) as last from ({trades}) group by bar"
        try:
            (found,) = spark.sql(f"select count(*) as bars, sum(first) as a, sum(last) as b from ({bars})").collect()
            print(f"{sys.argv[1]} MiB, ordered by a {name}: {found.bars} bars, {found.a:.0f}, {found.b:.0f}")
        except Exception as error:
            print(f"{sys.argv[1]} MiB, ordered by a {name}: failed to allocate: {'Failed to allocate' in str(error)}")
    spark.stop()
finally:
    server.stop()
PY
for mebibytes in 128 256 4096; do
  "$place/venv/bin/python" "$place/program.py" "$mebibytes" 2>/dev/null >>"$place/seen" || true
done
cat "$place/seen"
diff - "$place/seen" <<'EXPECTED'
128 MiB, ordered by a text: 400000 bars, 368652200000, 431346600000
128 MiB, ordered by a struct: failed to allocate: True
256 MiB, ordered by a text: 400000 bars, 368652200000, 431346600000
256 MiB, ordered by a struct: failed to allocate: True
4096 MiB, ordered by a text: 400000 bars, 368652200000, 431346600000
4096 MiB, ordered by a struct: 400000 bars, 368652200000, 431346600000
EXPECTED
echo 'as described'
