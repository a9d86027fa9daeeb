"""Arithmetic: what the bits of a result depend on besides the experiment."""

import platform
from functools import cache

import torch


@cache
def arithmetic() -> str:
    """Processor, its vector instructions as PyTorch uses them, and PyTorch's version.

    Equal experiments give equal bytes where this text is equal. Elsewhere sums may have another order.
    """
    return f"{platform.machine()} {torch.backends.cpu.get_cpu_capability()} torch {torch.__version__}"
