"""Apache Spark, for what it alone can judge: its server, from its own environment, and a session of this client."""

import os
import socket
import subprocess
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from pyspark.sql import SparkSession

from anthill_lakehouse.local.effort import effort
from anthill_lakehouse.local.spark_process import SOURCES, SparkEnvironment

SERVER = "org.apache.spark.sql.connect.service.SparkConnectServer"


@contextmanager
def session_of(spark: SparkEnvironment, folder: Path) -> Generator[SparkSession]:
    """Start it with a folder for what it writes, and end it afterwards."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    light = effort(0)
    chosen = dict(light.settings) | {
        "spark.master": "local[2]",
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.connect.grpc.binding.port": str(port),
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
    }
    settings = [part for name, value in chosen.items() for part in ("--conf", f"{name}={value}")]
    environment = os.environ | {
        "JAVA_HOME": str(spark.java_home),
        "SPARK_HOME": str(spark.spark_home),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "PYSPARK_PYTHON": str(spark.python),
        "PYTHONPATH": os.pathsep.join((*SOURCES, str(spark.spark_home / "python"))),
        "JDK_JAVA_OPTIONS": f"-Xmx1g {light.java}",
    }
    log = folder / "spark.log"
    with log.open("w") as output, subprocess.Popen(
        [spark.spark_home / "bin" / "spark-submit", *settings, "--class", SERVER, "spark-internal"],
        cwd=folder, env=environment, stdout=output, stderr=subprocess.STDOUT,
    ) as server:  # fmt: skip
        try:
            _wait_for(port, server, log)
            session = SparkSession.builder.remote(f"sc://127.0.0.1:{port}").create()
            yield session
            session.stop()
        finally:
            server.terminate()


def _wait_for(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 300
    while True:
        assert server.poll() is None, log.read_text()[-2000:]
        assert time.monotonic() < deadline, "Spark's server was not there in five minutes"
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
