"""How the embedded AWS takes a request, whatever AWS answers to it."""

import time
from http.client import HTTPConnection
from pathlib import Path

from operations.common.embedded_engine.engine_home import EngineHome
from operations.emulator.engine import running_engine
from tests.operations.conftest import Client

LIMIT_SECONDS = 10.0
BOTOCORE_WAITS_SECONDS = 1.0
"""How long botocore waits for an answer to `Expect: 100-continue` before it sends the body all the same."""


def test_every_request_is_a_plain_line_of_the_log(tmp_path: Path) -> None:
    home = EngineHome(tmp_path / "local")
    with running_engine(home) as engine:
        connection = HTTPConnection("127.0.0.1", engine.port)
        connection.request("GET", "/a%1bbucket")
        assert connection.getresponse().status == 404
        connection.close()
        limit = time.monotonic() + LIMIT_SECONDS
        while " 'GET /a%1bbucket HTTP/1.1' 404\n" not in home.log.read_text():
            assert time.monotonic() < limit, home.log.read_text()
            time.sleep(0.05)
        assert "\x1b" not in home.log.read_text()


def test_a_client_that_waits_with_its_body_is_told_to_go_on(aws: Client) -> None:
    s3 = aws("s3")
    s3.create_bucket(Bucket="asked", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    taken: list[float] = []
    for number in range(5):
        before = time.monotonic()
        s3.put_object(Bucket="asked", Key=f"object/{number}", Body=b"x")
        taken.append(time.monotonic() - before)
    assert min(taken) < BOTOCORE_WAITS_SECONDS, taken
