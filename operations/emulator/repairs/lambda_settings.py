"""A function keeps its dead-letter queue and its logging.

moto 5.2.5 takes both and never returns them. AWS returns them, with JSON logging's default levels (Lambda
API reference, FunctionConfiguration).
"""

from typing import Any, Final

from moto.awslambda.models import LambdaFunction

from operations.emulator.repairs.repair import Repair, replace

KEPT: Final = ("DeadLetterConfig", "LoggingConfig", "KMSKeyArn", "TracingConfig")
ATTRIBUTES: Final = {"KMSKeyArn": "kms_key_arn", "TracingConfig": "tracing_config"}
JSON_LEVELS: Final = {"ApplicationLogLevel": "INFO", "SystemLogLevel": "INFO"}


def _install() -> None:
    def initialise(function: Any, account_id: str, spec: dict[str, Any], *given: Any, **named: Any) -> None:
        create(function, account_id, spec, *given, **named)
        _keep(function, spec)

    def update_configuration(function: Any, updates: dict[str, Any]) -> Any:
        _keep(function, updates)
        return update(function, updates)

    def get_configuration(function: Any, *given: Any, **named: Any) -> dict[str, Any]:
        return describe(function, *given, **named) | function.kept_settings

    create = replace(LambdaFunction, "__init__", initialise)
    update = replace(LambdaFunction, "update_configuration", update_configuration)
    describe = replace(LambdaFunction, "get_configuration", get_configuration)


def _keep(function: Any, given: dict[str, Any]) -> None:
    kept = dict(getattr(function, "kept_settings", {}))
    for name in KEPT:
        if name not in given:
            continue
        value = given[name]
        if name in ATTRIBUTES:
            setattr(function, ATTRIBUTES[name], value)
        elif name == "LoggingConfig" and value.get("LogFormat") == "JSON":
            kept[name] = JSON_LEVELS | value
        else:
            kept[name] = value
    function.kept_settings = kept


LAMBDA_SETTINGS: Final = Repair(
    name="lambda settings",
    upstream="moto/awslambda/models.py, LambdaFunction.get_configuration and update_configuration",
    install=_install,
)
