"""The health of an engine, asked over HTTP."""

import json
import urllib.error
import urllib.request
from typing import Any, Final

HEALTH_PATH: Final = "/_anthill/health"
TIMEOUT_SECONDS: Final = 2.0

# A proxy in the environment, the emulator's own included, must not answer for the engine.
_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def health(endpoint: str) -> dict[str, Any] | None:
    """Return what the engine at an endpoint says of itself, or None if nothing of ours answers there."""
    try:
        with _direct.open(endpoint + HEALTH_PATH, timeout=TIMEOUT_SECONDS) as response:
            answer = json.load(response)
    except (urllib.error.URLError, OSError, ValueError):
        return None
    return answer if isinstance(answer, dict) else None
