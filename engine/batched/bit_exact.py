"""Scalar kernels: make PyTorch round many numbers exactly as it rounds a single one.

A few kernels (powers, exp2, sigmoid, sinh, cosh, atanh, softplus, hypot, atan2) use vector instructions on
contiguous numbers, and these round differently. On strided numbers the kernels take their scalar path, so
we pass strided copies.
"""

from collections.abc import Mapping, Sequence
from typing import Any, final

import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode

from ..core.types import Function

_aten = torch.ops.aten
_POWERS = (_aten.pow.Tensor_Scalar, _aten.pow.Tensor_Tensor, _aten.pow.Scalar)
_SENSITIVE = frozenset(
    {
        *_POWERS,
        _aten.sigmoid.default,
        _aten.sigmoid_backward.default,
        _aten.sinh.default,
        _aten.cosh.default,
        _aten.atanh.default,
        _aten.exp2.default,
        _aten.softplus.default,
        _aten.softplus_backward.default,
        _aten.hypot.default,
        _aten.atan2.default,
    }
)
_PRODUCTS = (-2, -1, 0, 0.5, 1, 2, 3)
"""Exponents that are computed by products, quotients and roots, which round the same on both paths."""


def _sensitive(operation: Any, arguments: Sequence[Any]) -> bool:
    if operation not in _SENSITIVE:
        return False
    product: bool = operation is _aten.pow.Tensor_Scalar and arguments[1] in _PRODUCTS
    return not product


def _strided(value: Any) -> Any:
    """A strided copy: the same numbers with a gap after each."""
    if not isinstance(value, Tensor) or value.dim() == 0:
        return value
    return torch.stack((value, value), dim=-1)[..., 0]


@final
class ScalarKernels(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """Dispatch mode in which every kernel computes each number as if it were alone.

    Attributes:
        used: whether a kernel that needs this has been called.
    """

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.used = False

    def __torch_dispatch__(
        self, func: Any, types: Any, args: Sequence[Any] = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        del types
        if _sensitive(func, args):
            self.used = True
            args = [_strided(argument) for argument in args]
        return func(*args, **(kwargs or {}))


def needs_scalar_kernels(function: Function) -> bool:
    """Whether the function or its gradient calls a kernel that needs ``ScalarKernels``."""
    point = torch.tensor([[0.3], [0.7]], dtype=torch.float64, requires_grad=True)
    with ScalarKernels() as mode:
        value = function(*point.unbind()).expand(1)
        if value.requires_grad:
            torch.autograd.grad(value, point, torch.ones_like(value))
    used: bool = mode.used
    return used
