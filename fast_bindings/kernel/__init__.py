"""CDKTF's kernel in Python, behind jsii's own functions: synthesis without Node."""

from fast_bindings.kernel.calls import install
from fast_bindings.kernel.handover import KernelDisagreementError
from fast_bindings.kernel.unknown import UnknownToKernelError

__all__ = ["KernelDisagreementError", "UnknownToKernelError", "install"]
