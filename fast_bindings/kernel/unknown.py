"""What the kernel leaves to stock jsii."""


class UnknownToKernelError(BaseException):
    """Something that this kernel does not do; the message says what.

    Not an Exception, so that no code between the kernel and its caller, such as a validation of the user's, can take
    it for an error of its own.
    """


class StockRefusesError(UnknownToKernelError):
    """Something that cdktf refuses. It is left to cdktf to say so, in its own words."""
