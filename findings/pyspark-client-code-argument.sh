#!/usr/bin/env bash
# pyspark-client 4.2.0 takes a program that is given with `python -c` for its own doctests and asks for a Spark.
#
# Versions: pyspark-client 4.2.0 with pysail 0.7.2, pandas 2.3.3, Python 3.11 or later.
# Expected: the client needs no installed Spark, that being what it is for: the same lines do the same as a file, on
#   standard input and as the argument of `-c`; where something is missing, an ImportError says what.
# Seen: as a file and on standard input they run. With `-c` the client ends the process: "Could not find valid
#   SPARK_HOME", and advice to install PySpark. `check_dependencies` knows doctests by a main module without `__file__`,
#   and loads the test utilities of Spark for them; `-c` has none either.
# Why it matters: health checks, jobs and tests start Python with `-c`. It is SystemExit, so that `except Exception`
#   does not see it, and the advice leads to a second package called pyspark, which overwrites the client.
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
    print(spark.sql("select 1").collect())
    spark.stop()
except SystemExit:
    print("SystemExit")
finally:
    server.stop()
PY
unset SPARK_HOME
cd "$place"
{
  echo "file: $(venv/bin/python program.py 2>/dev/null)"
  echo "standard input: $(venv/bin/python - <program.py 2>/dev/null)"
  echo "-c: $(venv/bin/python -c "$(cat program.py)" 2>said)"
  grep -o 'Could not find valid SPARK_HOME' said
} | tee seen
diff - seen <<'EXPECTED'
file: [Row(1=1)]
standard input: [Row(1=1)]
-c: SystemExit
Could not find valid SPARK_HOME
EXPECTED
echo 'as described'
