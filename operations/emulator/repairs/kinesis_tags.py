"""A stream keeps the tags that it is created with.

moto 5.2.5 ignores the tags of CreateStream; AWS has taken them there since 2025 (Kinesis API reference).
"""

from typing import Any, Final

from moto.kinesis.responses import KinesisResponse

from operations.emulator.repairs.repair import Repair, replace


def _install() -> None:
    def create_stream(response: Any) -> Any:
        answer = original(response)
        tags = response._get_param("Tags")
        if tags:
            response.kinesis_backend.add_tags_to_stream(None, response._get_param("StreamName"), tags)
        return answer

    original = replace(KinesisResponse, "create_stream", create_stream)


KINESIS_TAGS: Final = Repair(
    name="kinesis tags", upstream="moto/kinesis/responses.py, create_stream", install=_install
)
