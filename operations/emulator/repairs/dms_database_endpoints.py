"""An endpoint of a database has a mode of TLS that DMS knows for its engine, and the certificate that it needs.

moto 5.2.5 takes any mode. AWS refuses the others (DMS user guide, "Using SSL with AWS DMS"); it does not document
the code of that error, so the nearest one that it has is used.
"""

from typing import Any, Final

from moto.dms.exceptions import InvalidParameterCombinationException
from moto.dms.responses import DatabaseMigrationServiceResponse

from guards.replications import SSL_MODES, VERIFIED
from operations.emulator.repairs.repair import Repair, replace


def require_mode(engine: str, mode: str | None, certificate: str | None) -> None:
    """Raise the service's error for a mode that the engine lacks, or one that lacks its certificate."""
    known = SSL_MODES.get(engine)
    if known is None or mode is None:
        return
    if mode not in known:
        raise InvalidParameterCombinationException(
            f"SSL mode {mode} is not supported for engine {engine}; supported: {', '.join(known)}"
        )
    if mode in VERIFIED and not certificate:
        raise InvalidParameterCombinationException(f"SSL mode {mode} needs a certificate")


def _install() -> None:
    def create_endpoint(response: Any) -> Any:
        get = response._get_param
        require_mode(get("EngineName"), get("SslMode"), get("CertificateArn"))
        return create(response)

    def modify_endpoint(response: Any) -> Any:
        get, arn = response._get_param, response._get_param("EndpointArn")
        for endpoint in response.dms_backend.endpoints.values():
            if endpoint.endpoint_arn == arn:
                require_mode(
                    get("EngineName") or endpoint.engine_name,
                    get("SslMode") or endpoint.ssl_mode,
                    get("CertificateArn") or endpoint.certificate_arn,
                )
        return modify(response)

    create = replace(DatabaseMigrationServiceResponse, "create_endpoint", create_endpoint)
    modify = replace(DatabaseMigrationServiceResponse, "modify_endpoint", modify_endpoint)


DMS_DATABASE_ENDPOINTS: Final = Repair(
    name="dms database endpoints", upstream="moto/dms/responses.py, create_endpoint", install=_install
)
