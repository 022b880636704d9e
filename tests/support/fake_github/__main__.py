"""`python -m tests.support.fake_github --port 0 --state FILE`: for workflows that run outside this process."""

import argparse
import sys
from pathlib import Path

from tests.support.fake_github.server import FakeGitHub
from tests.support.fake_github.state import State


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one, which is printed")
    parser.add_argument(
        "--state", type=Path, required=True, help="JSON, read at the start, written after each change"
    )
    given = parser.parse_args()
    with FakeGitHub(State.read(given.state), given.port, given.state) as server:
        print(server.url)
        sys.stdout.flush()
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            raise SystemExit(130) from None


if __name__ == "__main__":
    main()
