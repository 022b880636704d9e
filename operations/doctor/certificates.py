"""Whether every tool trusts the certificates of a company's proxy: each is told of them in its own way."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from operations.doctor.finding import Finding, State

FILES: Final[Mapping[str, str]] = {
    "SSL_CERT_FILE": "uv, Terraform and Python's ssl module",
    "REQUESTS_CA_BUNDLE": "Python's requests",
    "PIP_CERT": "pip",
    "NODE_EXTRA_CA_CERTS": "Node: npm and cdktf-cli",
    "CURL_CA_BUNDLE": "curl",
    "GIT_SSL_CAINFO": "Git",
    "AWS_CA_BUNDLE": "AWS tools",
}
"""Which file of certificates each of the tools reads, by the variable that names it.

Sources: uv's reference of environment variables, Go's crypto/x509, requests' "SSL Cert Verification", pip's
"Configuration", Node's command line reference, curl's and Git's manuals, AWS SDKs' "Environment variables".
"""

UV_STORE: Final = ("UV_SYSTEM_CERTS", "UV_NATIVE_TLS")
"""With either, uv reads the store of the operating system: newer versions by the first, which warn of the second."""

PROXIES: Final = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy")
NEEDED: Final = ("SSL_CERT_FILE", "PIP_CERT", "NODE_EXTRA_CA_CERTS")
"""What set-up itself needs: for uv, pip and npm."""


def certificates(environment: Mapping[str, str]) -> Iterator[Finding]:
    """Yield files of certificates that cannot be read, and tools that were not told of those that others were."""
    given = {name: environment[name] for name in FILES if environment.get(name)}
    broken = {name: file for name, file in given.items() if not _readable(Path(file))}
    for name, file in broken.items():
        yield Finding(
            name="certificates",
            state=State.MISSING,
            found=f"{name} names {file}, which cannot be read",
            remedy=f"name the file of your company's certificates, as PEM, or unset {name}: {FILES[name]} fails else",
        )
    proxy = next((name for name in PROXIES if environment.get(name)), None)
    told = {*given, *(["SSL_CERT_FILE"] if any(environment.get(name) for name in UV_STORE) else [])}
    untold = [name for name in NEEDED if name not in told]
    if broken:
        return
    if told and untold:
        yield Finding(
            name="certificates",
            state=State.WARNING,
            found=f"{', '.join(sorted(told))} is set, {', '.join(untold)} is not",
            remedy="if a proxy of your company signs connections, set "
            + " and ".join(f"{name} ({FILES[name]})" for name in untold)
            + " to the same file",
        )
    elif proxy and untold:
        yield Finding(
            name="certificates",
            state=State.WARNING,
            found=f"{proxy} is set, and no certificates of your company's",
            remedy=f"if the proxy signs connections itself: {UV_STORE[0]}=1 ({UV_STORE[1]}=1 for an older uv) and "
            f"{', '.join(f'{name}=FILE' for name in NEEDED if name != 'SSL_CERT_FILE')}",
        )
    else:
        yield Finding(
            name="certificates", state=State.OK, found="no proxy" if not told else ", ".join(sorted(told))
        )


def _readable(file: Path) -> bool:
    try:
        return b"BEGIN" in file.read_bytes()
    except OSError:
        return False
