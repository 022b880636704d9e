"""A Transfer Family server can be stopped, changed and started.

moto 5.2.5 has none of the three; a server in a VPC gets its fixed addresses in just this way (Transfer Family
API reference, StopServer, UpdateServer, StartServer).
"""

import json
from typing import Any, Final

from moto.transfer.responses import TransferResponse

from operations.emulator.repairs.repair import Repair, add

CHANGEABLE: Final = {
    "EndpointType": "endpoint_type",
    "LoggingRole": "logging_role",
    "Protocols": "protocols",
    "SecurityPolicyName": "security_policy_name",
    "StructuredLogDestinations": "structured_log_destinations",
}
ENDPOINT: Final = {
    "AddressAllocationIds": "address_allocation_ids",
    "SecurityGroupIds": "security_group_ids",
    "SubnetIds": "subnet_ids",
    "VpcEndpointId": "vpc_endpoint_id",
    "VpcId": "vpc_id",
}


def _server(response: Any) -> Any:
    return response.transfer_backend.describe_server(server_id=response._get_param("ServerId"))


def _stop(response: Any) -> str:
    _server(response).state = "OFFLINE"
    return "{}"


def _start(response: Any) -> str:
    _server(response).state = "ONLINE"
    return "{}"


def _update(response: Any) -> str:
    server = _server(response)
    for name, attribute in CHANGEABLE.items():
        given = response._get_param(name)
        if given is not None:
            setattr(server, attribute, given)
    for name, value in (response._get_param("EndpointDetails") or {}).items():
        server.endpoint_details[ENDPOINT[name]] = value
    return json.dumps({"ServerId": server.server_id})


def _install() -> None:
    add(TransferResponse, "stop_server", _stop)
    add(TransferResponse, "start_server", _start)
    add(TransferResponse, "update_server", _update)


TRANSFER_SERVER_CHANGES: Final = Repair(
    name="transfer server changes",
    upstream="moto/transfer/responses.py, stop_server, start_server and update_server",
    install=_install,
)
