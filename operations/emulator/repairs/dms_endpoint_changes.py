"""An endpoint of a replication can be changed.

moto 5.2.5 has no ModifyEndpoint. AWS changes what is given and keeps the rest, of the settings too (DMS API
reference, ModifyEndpoint).
"""

import json
from typing import Any, Final

from moto.dms.exceptions import ResourceNotFoundFault
from moto.dms.responses import DatabaseMigrationServiceResponse

from operations.emulator.repairs.repair import Repair, add

PLAIN: Final = {
    "CertificateArn": "certificate_arn",
    "DatabaseName": "database_name",
    "EndpointType": "endpoint_type",
    "EngineName": "engine_name",
    "ExtraConnectionAttributes": "extra_connection_attributes",
    "Port": "port",
    "ServerName": "server_name",
    "ServiceAccessRoleArn": "service_access_role_arn",
    "SslMode": "ssl_mode",
    "Username": "username",
}
SETTINGS: Final = {
    "MySQLSettings": "my_sql_settings",
    "PostgreSQLSettings": "postgre_sql_settings",
    "S3Settings": "s3_settings",
}


def _modify_endpoint(response: Any) -> str:
    backend, arn = response.dms_backend, response._get_param("EndpointArn")
    endpoint = next((each for each in backend.endpoints.values() if each.endpoint_arn == arn), None)
    if endpoint is None:
        raise ResourceNotFoundFault(f"Endpoint {arn} could not be found.")
    for name, attribute in PLAIN.items():
        given = response._get_param(name)
        if given is not None:
            setattr(endpoint, attribute, given)
    for name, attribute in SETTINGS.items():
        given = response._get_param(name)
        if given is not None:
            setattr(endpoint, attribute, {**(getattr(endpoint, attribute) or {}), **given})
    return json.dumps({"Endpoint": endpoint.to_dict()})


def _install() -> None:
    add(DatabaseMigrationServiceResponse, "modify_endpoint", _modify_endpoint)


DMS_ENDPOINT_CHANGES: Final = Repair(
    name="dms endpoint changes", upstream="moto/dms/responses.py, modify_endpoint", install=_install
)
