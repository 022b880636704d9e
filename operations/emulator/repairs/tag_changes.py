"""The tags of what exists can be changed.

moto 5.2.5 takes tags of DMS, GuardDuty and Transfer Family at creation and knows no call that changes them, so that
an update of an environment's tags fails (DMS API reference, AddTagsToResource and RemoveTagsFromResource; GuardDuty and
Transfer Family API reference, TagResource, UntagResource and ListTagsForResource).
"""

import json
from typing import Any, Final
from urllib.parse import unquote

from moto.dms.responses import DatabaseMigrationServiceResponse
from moto.guardduty import urls as guardduty_urls
from moto.guardduty.responses import GuardDutyResponse
from moto.transfer.responses import TransferResponse

from operations.emulator.repairs.repair import Repair, add

GUARDDUTY_TAGS: Final = "{0}/tags/(?P<resource_arn>.+)$"


def _dms_add(response: Any) -> str:
    response.dms_backend.tagger.tag_resource(response._get_param("ResourceArn"), response._get_param("Tags"))
    return "{}"


def _dms_remove(response: Any) -> str:
    arn, keys = response._get_param("ResourceArn"), response._get_param("TagKeys")
    response.dms_backend.tagger.untag_resource_using_names(arn, keys)
    return "{}"


def _detector(response: Any) -> Any:
    arn = unquote(response.parsed_url.path.partition("/tags/")[2])
    return response.guardduty_backend.get_detector(arn.rpartition("/")[2])


def _guardduty_tag(response: Any) -> str:
    _detector(response).tags.update(response._get_param("tags"))
    return "{}"


def _guardduty_untag(response: Any) -> str:
    detector = _detector(response)
    for key in response.querystring.get("tagKeys", []):
        detector.tags.pop(key, None)
    return "{}"


def _guardduty_list(response: Any) -> str:
    return json.dumps({"tags": _detector(response).tags})


def _transfer_tagged(response: Any) -> Any:
    """Return the server or user that an ARN such as `...:user/s-0123/partner` names."""
    kind, *ids = response._get_param("Arn").rpartition(":")[2].split("/")
    backend = response.transfer_backend
    if kind == "server":
        return backend.describe_server(server_id=ids[0])
    return backend.describe_user(server_id=ids[0], user_name=ids[1])[1]


def _transfer_tag(response: Any) -> str:
    tagged, given = _transfer_tagged(response), response._get_param("Tags")
    keys = {tag["Key"] for tag in given}
    tagged.tags = [*(tag for tag in tagged.tags if tag["Key"] not in keys), *given]
    return "{}"


def _transfer_untag(response: Any) -> str:
    tagged, keys = _transfer_tagged(response), response._get_param("TagKeys")
    tagged.tags = [tag for tag in tagged.tags if tag["Key"] not in keys]
    return "{}"


def _transfer_list(response: Any) -> str:
    return json.dumps({"Arn": response._get_param("Arn"), "Tags": _transfer_tagged(response).tags})


def _install() -> None:
    add(DatabaseMigrationServiceResponse, "add_tags_to_resource", _dms_add)
    add(DatabaseMigrationServiceResponse, "remove_tags_from_resource", _dms_remove)
    add(GuardDutyResponse, "tag_resource", _guardduty_tag)
    add(GuardDutyResponse, "untag_resource", _guardduty_untag)
    add(GuardDutyResponse, "list_tags_for_resource", _guardduty_list)
    guardduty_urls.url_paths[GUARDDUTY_TAGS] = GuardDutyResponse.dispatch
    add(TransferResponse, "tag_resource", _transfer_tag)
    add(TransferResponse, "untag_resource", _transfer_untag)
    add(TransferResponse, "list_tags_for_resource", _transfer_list)


TAG_CHANGES: Final = Repair(
    name="tag changes",
    upstream="moto/dms/responses.py, moto/guardduty/urls.py and responses.py, moto/transfer/responses.py",
    install=_install,
)
