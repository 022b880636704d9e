"""The certificate with which the provider and Terraform talk: made here, for this machine only, and kept."""

import base64
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from offline_databricks.files import write_whole

_LIFE: Final = timedelta(days=30)
_SPARE: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Certificate:
    """A self-signed certificate with its key, both in PEM."""

    certificate: str
    key: str
    expires: datetime

    @property
    def handshake(self) -> str:
        """The certificate as the handshake has it: DER in base64 without padding."""
        lines = [line for line in self.certificate.splitlines() if "-----" not in line]
        return "".join(lines).rstrip("=")


def certificate(file: Path) -> Certificate:
    """Return the certificate kept in a file, a new one where there is none or it is about to expire."""
    try:
        kept = json.loads(file.read_bytes())
        found = Certificate(kept["certificate"], kept["key"], datetime.fromisoformat(kept["expires"]))
        base64.b64decode(found.handshake + "==")
    except (OSError, ValueError, KeyError, TypeError):
        found = None
    if found is None or found.expires - _SPARE < datetime.now(UTC):
        found = _make()
        document = {
            "certificate": found.certificate,
            "key": found.key,
            "expires": found.expires.isoformat(),
        }
        write_whole(file, json.dumps(document).encode(), mode=0o600)
    return found


def _make() -> Certificate:
    # Imported where a certificate is made: this takes longer than the rest of a start.
    from cryptography import x509  # noqa: PLC0415
    from cryptography.hazmat.primitives import hashes, serialization  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    usage = x509.KeyUsage(
        digital_signature=True,
        key_encipherment=True,
        key_agreement=True,
        key_cert_sign=True,
        content_commitment=False,
        data_encipherment=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + _LIFE)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    return Certificate(
        made.public_bytes(serialization.Encoding.PEM).decode(),
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ).decode(),
        now + _LIFE,
    )
