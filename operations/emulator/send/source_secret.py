"""What a source is opened with, on the embedded AWS."""

from botocore.exceptions import ClientError

from operations.emulator.send.platform import Platform, is_absent


def value_of(platform: Platform, secret_id: str, *, otherwise: str) -> str:
    """Return the value of a secret; where a person has put none, put and return another that means nothing."""
    client = platform.client("secretsmanager")
    try:
        return str(client.get_secret_value(SecretId=secret_id)["SecretString"])
    except ClientError as error:
        if not is_absent(error):
            raise
    client.put_secret_value(SecretId=secret_id, SecretString=otherwise)
    return otherwise
