"""Lanczos method: extreme eigenvalues of a symmetric matrix from matrix-vector products alone."""

from collections.abc import Callable
from typing import final

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from .types import Array, Product

MAX_BASIS = 120
"""Limit of matrix-vector products. A network's Hessian usually needs 10 to 40: its extreme eigenvalues are
well separated."""

BREAKDOWN = 1e-12
"""Relative length below which the next direction is only rounding error: the subspace is invariant."""


@final
class LanczosBasis:
    """Krylov basis: orthonormal directions, each from the product of the matrix with the one before.

    Each new direction is orthogonalized against all earlier ones, twice. Without that, eigenvalues that were
    already found appear again ("ghosts").

    Attributes:
        basis: the directions, shape (max_size, size); only the first ones are filled.
        diagonal, off_diagonal: the matrix within the basis, which is tridiagonal.
    """

    def __init__(self, product: Product, start: Array, max_size: int) -> None:
        self._product = product
        self.basis = np.empty((max_size, len(start)))
        self.basis[0] = start / np.linalg.norm(start)
        self.diagonal: list[float] = []
        self.off_diagonal: list[float] = []

    def grow(self) -> bool:
        """Add one direction. Returns False if the subspace is invariant or the basis is full."""
        k = len(self.diagonal)
        known = self.basis[: k + 1]
        image = self._product(known[k])
        self.diagonal.append(float(known[k] @ image))
        for _ in range(2):
            image = image - (known @ image) @ known
        length = float(np.linalg.norm(image))
        self.off_diagonal.append(length)
        if length <= BREAKDOWN * max(map(abs, self.diagonal + self.off_diagonal)) or k + 1 == len(self.basis):
            return False
        self.basis[k + 1] = image / length
        return True

    def ritz(self) -> tuple[Array, Array, Array]:
        """Ritz values, Ritz vectors in the basis (as columns), and the length of each residual."""
        inner = self.off_diagonal[:-1]
        values, vectors = np.linalg.eigh(np.diag(self.diagonal) + np.diag(inner, 1) + np.diag(inner, -1))
        return values, vectors, np.abs(self.off_diagonal[-1] * vectors[-1])


def spectrum_ends(
    product: Product, size: int, generator: Generator, tolerance: float = 1e-6
) -> tuple[Array, Array]:
    """The two largest eigenvalues and the lowest, in descending order, with their unit eigenvectors.

    They are the largest by value, not by magnitude. One Krylov basis holds both ends of the spectrum, but
    only one eigenvector of an eigenvalue that occurs twice; so the second largest comes from another basis,
    in the complement of the first eigenvector.

    Args:
        product: v -> A v for a symmetric matrix A; float64 of shape (size,) in and out.
        size: number of rows of A, at least 2.
        generator: draws the first directions.
        tolerance: largest residual |A v - value v|, relative to the largest magnitude.

    Returns:
        Values of shape (3,) and vectors of shape (3, size): the best approximations after ``MAX_BASIS``
        products for each basis. With two rows the second largest is the lowest.
    """
    ends, vectors = _converged(
        product,
        generator.standard_normal(size),
        size,
        lambda values: np.array([len(values) - 1, 0]),
        tolerance,
    )
    top = vectors[0] / np.linalg.norm(vectors[0])
    scale = float(np.abs(ends).max())

    def across(vector: Array) -> Array:
        part: Array = vector - (top @ vector) * top
        return part

    second, following = _converged(
        lambda v: across(product(v)),
        across(generator.standard_normal(size)),
        size - 1,
        lambda values: np.array([len(values) - 1]),
        tolerance,
        scale,
    )
    values = np.array([ends[0], second[0], ends[1]])
    rows = np.stack([vectors[0], following[0], vectors[1]])
    order = np.argsort(-values, kind="stable")  # where the bases have not converged, they may disagree
    return values[order], rows[order]


def extreme_eigenvalues(
    product: Product, size: int, generator: Generator, count: int = 2, tolerance: float = 1e-6
) -> tuple[Array, Array]:
    """Eigenvalues of largest magnitude, largest first, with their unit eigenvectors.

    Args:
        product: v -> A v for a symmetric matrix A; float64 of shape (size,) in and out.
        size: number of rows of A.
        generator: draws the first direction.
        count: number of eigenvalues, at most ``size``.
        tolerance: largest residual |A v - value v|, relative to the largest magnitude. The relative
            error of an eigenvalue is at most this, and usually its square.

    Returns:
        Values of shape (count,) and vectors of shape (count, size): the best approximations after
        ``MAX_BASIS`` products. Fewer than ``count`` if the matrix has fewer distinct eigenvalues.

    Source: Golub & Van Loan, Matrix Computations, section 10.3 (Lanczos with full orthogonalization).
    """
    start = generator.standard_normal(size)
    return _converged(
        product, start, size, lambda values: np.argsort(-np.abs(values))[:count], tolerance, count=count
    )


def _converged(
    product: Product,
    start: Array,
    size: int,
    wanted: Callable[[Array], NDArray[np.int64]],
    tolerance: float,
    scale: float = 0.0,
    count: int = 1,
) -> tuple[Array, Array]:
    """The wanted eigenpairs, once their residuals are small.

    Args:
        product, start: the matrix and the first direction of the basis.
        size: dimension of the space.
        wanted: ascending Ritz values -> indices of those that are wanted.
        tolerance: largest residual, relative to the largest magnitude, or to ``scale`` if that is larger.
        scale: a magnitude that the matrix is known to have.
        count: least number of values to wait for.
    """
    basis = LanczosBasis(product, start, min(size, MAX_BASIS))
    growing = True
    while growing:
        growing = basis.grow()
        values, vectors, residuals = basis.ritz()
        chosen = wanted(values)
        converged = residuals[chosen] <= tolerance * max(np.abs(values).max(), scale)
        growing = growing and not (len(values) >= count and converged.all())
    return values[chosen], vectors[:, chosen].T @ basis.basis[: len(values)]
