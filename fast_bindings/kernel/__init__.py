"""CDKTF's kernel in Python, behind jsii's own functions: synthesis without Node."""

from fast_bindings.kernel.calls import KernelDisagreementError, install
from fast_bindings.kernel.unknown import UnknownToKernelError

__all__ = ["KernelDisagreementError", "UnknownToKernelError", "install"]
