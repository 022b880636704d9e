"""Secrets that never were any, made when a test runs: this repository holds none, not even an invented one."""

import random
import string
import zlib

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

LETTERS = string.ascii_letters + string.digits
TOKEN_LENGTH = 30


def planted(seed: int = 7) -> dict[str, str]:
    """A line of a file, or several, for each kind of secret."""
    chance = random.Random(seed)  # noqa: S311 - nobody is to be kept out

    def some(length: int, alphabet: str = LETTERS) -> str:
        return "".join(chance.choice(alphabet) for _ in range(length))

    key = "AKIA" + some(16, string.ascii_uppercase + "234567")
    return {
        "aws": f'aws_access_key_id = "{key}"\naws_secret_access_key = "{some(40)}"\n',
        "github": f'token = "{_github(some(TOKEN_LENGTH))}"\n',
        "databricks": f'databricks_token = "dapi{some(32, "0123456789abcdef")}"\n',
        "key": _private_key(),
        "url": f'database = "postgresql://loader:{some(20)}@db.prices.internal:5432/prices"\n',
    }


def values(text: str) -> list[str]:
    """What of a planted text must appear nowhere."""
    long = [line for line in text.splitlines() if len(line) > TOKEN_LENGTH]
    return [
        max(line.replace("@", '"').replace(":", '"').split('"'), key=len)
        for line in long
        if "---" not in line
    ]


def _github(body: str) -> str:
    """GitHub's tokens end with a checksum, by which scanners tell them from noise."""
    check, digits = zlib.crc32(body.encode()), ""
    while check:
        check, rest = divmod(check, 62)
        digits = (string.digits + string.ascii_uppercase + string.ascii_lowercase)[rest] + digits
    return f"ghp_{body}{digits.rjust(6, '0')}"


def _private_key() -> str:
    made = generate_private_key(SECP256R1())
    return made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
