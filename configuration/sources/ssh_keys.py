"""Public keys of SSH, read by a library that knows them."""

import base64
import binascii

from configuration.errors import as_text

SMALLEST_RSA, LARGEST_RSA = 2048, 4096
"""Bits of an RSA key that Transfer Family takes (user guide, "Managing SSH and PGP keys")."""


def key_problem(key: str) -> str | None:
    """Return why Transfer Family would not take a public key, None if it would."""
    # Slow to load, and only who has a partner needs it.
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey  # noqa: PLC0415
    from cryptography.hazmat.primitives.serialization import load_ssh_public_key  # noqa: PLC0415

    kind, _, data = key.partition(" ")
    try:
        base64.b64decode(data, validate=True)
        found = load_ssh_public_key(key.encode())
    except (ValueError, UnsupportedAlgorithm, binascii.Error):
        return f"is no key of kind {as_text(kind)}"
    if isinstance(found, RSAPublicKey) and not SMALLEST_RSA <= found.key_size <= LARGEST_RSA:
        return f"is an RSA key of {found.key_size} bits"
    return None
