"""Extreme eigenpairs: largest and lowest eigenvalue of matrices whose spectrum is known."""

import numpy as np
import pytest

from engine.analyses.hessian_spectrum import _extreme_eigenpairs

SPECTRA = [
    (-5.0, -1.0, 0.5),
    (-5.0, -4.9, 3.0, 0.1),
    (5.0, 4.0, -0.5),
    (-5.0, 3.0, 0.0),
    (3.0, 2.0, 1.0),
    (-3.0, -2.0, -1.0),
]


@pytest.mark.parametrize("spectrum", SPECTRA, ids=str)
def test_first_is_largest_and_last_lowest(spectrum: tuple[float, ...]) -> None:
    rotation, _ = np.linalg.qr(np.random.default_rng(3).standard_normal((len(spectrum), len(spectrum))))
    matrix = rotation @ np.diag(spectrum) @ rotation.T
    values, vectors = _extreme_eigenpairs(lambda v: matrix @ v, len(spectrum))
    assert (values[0], values[-1]) == pytest.approx((max(spectrum), min(spectrum)), rel=1e-2)
    for value, vector in zip(values, vectors, strict=True):
        assert vector @ matrix @ vector == pytest.approx(value, rel=1e-2)
