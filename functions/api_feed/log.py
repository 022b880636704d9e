"""One JSON object per line; CloudWatch indexes the fields."""

import json
import sys


def log(event: str, **facts: object) -> None:
    """Write what happened. Never pass a key or a URL with parameters."""
    sys.stdout.write(json.dumps({"event": event, **facts}, default=str, sort_keys=True) + "\n")
