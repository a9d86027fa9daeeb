"""The extreme eigenvalues of a symmetric matrix that is known by its products alone."""

from collections.abc import Callable
from typing import final

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Array = NDArray[np.float64]
Product = Callable[[Array], Array]

MAX_BASIS = 120
"""Products at most. The outermost eigenvalues of a network's Hessian stand far apart: 10 to 40 are usual."""

BREAKDOWN = 1e-12
"""A next direction shorter than this, as a share of the largest, is rounding: the subspace is invariant."""


@final
class LanczosBasis:
    """The basis that Lanczos builds: each new direction is a product, at right angles to all before.

    All directions are kept and used twice in each orthogonalization; without that, copies of eigenvalues
    that have been found appear ("ghosts").
    """

    def __init__(self, product: Product, start: Array, most: int) -> None:
        self._product = product
        self.basis = np.empty((most, len(start)))
        self.basis[0] = start / np.linalg.norm(start)
        self.diagonal: list[float] = []
        self.beside: list[float] = []

    def grow(self) -> bool:
        """One product more; False where the subspace is invariant or full."""
        k = len(self.diagonal)
        known = self.basis[: k + 1]
        image = self._product(known[k])
        self.diagonal.append(float(known[k] @ image))
        for _ in range(2):
            image = image - (known @ image) @ known
        length = float(np.linalg.norm(image))
        self.beside.append(length)
        if length <= BREAKDOWN * max(map(abs, self.diagonal + self.beside)) or k + 1 == len(self.basis):
            return False
        self.basis[k + 1] = image / length
        return True

    def ritz(self) -> tuple[Array, Array, Array]:
        """Values, vectors within the basis (columns), and the length of each one's residual."""
        inner = self.beside[:-1]
        values, vectors = np.linalg.eigh(np.diag(self.diagonal) + np.diag(inner, 1) + np.diag(inner, -1))
        return values, vectors, np.abs(self.beside[-1] * vectors[-1])


def extreme_eigenvalues(
    product: Product, size: int, generator: Generator, count: int = 2, tolerance: float = 1e-6
) -> tuple[Array, Array]:
    """The eigenvalues of largest magnitude, largest first, and their unit eigenvectors.

    Args:
        product: v -> A v for a symmetric A; float64 of shape (size,) in and out.
        size: rows of A.
        generator: draws the first direction.
        count: how many, at most ``size``.
        tolerance: of a residual |A v - value v|, as a share of the largest magnitude. Eigenvalues are
            then within this share of it, and usually within its square.

    Returns:
        Values of shape (count,) and vectors of shape (count, size): the best there are after
        ``MAX_BASIS`` products, and fewer where the matrix has fewer distinct eigenvalues.

    Source: Golub & Van Loan, Matrix Computations, section 10.3 (Lanczos with full orthogonalization).
    """
    krylov = LanczosBasis(product, generator.standard_normal(size), min(size, MAX_BASIS))
    growing = True
    while growing:
        growing = krylov.grow()
        values, vectors, residuals = krylov.ritz()
        found = np.argsort(-np.abs(values))[:count]
        settled = residuals[found] <= tolerance * np.abs(values).max()
        growing = growing and not (len(found) == count and settled.all())
    return values[found], vectors[:, found].T @ krylov.basis[: len(values)]
