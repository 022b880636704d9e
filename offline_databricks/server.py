"""The stand-in as the plugin that Terraform starts."""

from collections.abc import Mapping
from typing import Final

from offline_databricks.cache import Bodies, Cache, cache_folder
from offline_databricks.plugin import serve_plugin
from offline_databricks.provider import Provider
from offline_databricks.service import calls

_PROTOCOL: Final = "6"
_CALLS_AT_ONCE: Final = 16


def serve(environment: Mapping[str, str]) -> int:
    """Serve one provider until Terraform is done with it; return the exit status."""
    cache = Cache(cache_folder(environment))
    provider = Provider(Bodies(cache), environment)
    answers = {f"/tfplugin{_PROTOCOL}.Provider/{name}": call for name, call in calls(provider, cache).items()}
    return serve_plugin(
        protocol=_PROTOCOL,
        certificate=cache.certificate(),
        answers=answers.get,
        environment=environment,
        calls_at_once=_CALLS_AT_ONCE,
    )
