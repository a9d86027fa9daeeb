"""Datasets: their shapes, their sources, and that they follow the generator alone."""

import numpy as np
import pytest
from sklearn import datasets as sklearn_datasets
from sklearn.preprocessing import minmax_scale, scale

from engine.datasets import DATASETS, Dataset, Samples
from engine.streams import DATA, stream

EACH = pytest.mark.parametrize("dataset", DATASETS, ids=DATASETS.names)


def draw(name: str, seed: int = 0, **params: object) -> Samples:
    entry = DATASETS.named(name)
    return entry.draw(entry.params.model_validate(params), stream(seed, DATA))


@EACH
def test_samples_are_as_the_entry_says(dataset: Dataset) -> None:
    params = dataset.params()
    samples = dataset.draw(params, stream(0, DATA))
    assert samples.inputs.shape == (dataset.size(params), dataset.features)
    assert dataset.inputs().features == dataset.features
    assert samples.inputs.dtype == samples.targets.dtype == np.float64
    assert np.isfinite(samples.inputs).all()
    if dataset.classes is not None:
        assert set(samples.targets) == set(range(dataset.classes))


@EACH
def test_equal_seeds_draw_equal_bytes(dataset: Dataset) -> None:
    first, second = (dataset.draw(dataset.params(), stream(5, DATA)) for _ in range(2))
    assert first.inputs.tobytes() == second.inputs.tobytes()
    assert first.targets.tobytes() == second.targets.tobytes()


@pytest.mark.parametrize("name", ["moons", "circles", "spirals", "xor", "proportional"])
def test_other_seeds_draw_other_points(name: str) -> None:
    assert not np.array_equal(draw(name, seed=0).inputs, draw(name, seed=1).inputs)


@pytest.mark.parametrize("name", ["moons", "circles", "spirals", "xor", "proportional"])
@pytest.mark.parametrize("samples", [5, 40, 201])
def test_the_number_of_samples_is_the_one_asked_for(name: str, samples: int) -> None:
    assert len(draw(name, samples=samples).inputs) == samples


@pytest.mark.parametrize("samples", [40, 41])
def test_moons_without_noise_are_scikit_learns(samples: int) -> None:
    ours = draw("moons", samples=samples, noise=0.0)
    points, labels = sklearn_datasets.make_moons(samples, shuffle=False, noise=None)
    np.testing.assert_allclose(ours.inputs, points, atol=1e-15)
    np.testing.assert_array_equal(ours.targets, labels)


@pytest.mark.parametrize("factor", [0.3, 0.7])
def test_circles_without_noise_are_scikit_learns(factor: float) -> None:
    ours = draw("circles", samples=41, noise=0.0, factor=factor)
    points, labels = sklearn_datasets.make_circles(41, shuffle=False, noise=None, factor=factor)
    np.testing.assert_allclose(ours.inputs, points, atol=1e-15)
    np.testing.assert_array_equal(ours.targets, labels)


def test_noise_has_its_standard_deviation() -> None:
    clean, noisy = (draw("moons", samples=2000, noise=noise).inputs for noise in (0.0, 0.3))
    assert np.std(noisy - clean) == pytest.approx(0.3, rel=0.05)


def test_spirals_reach_radius_one_after_their_turns() -> None:
    samples = draw("spirals", samples=400, noise=0.0, turns=2.0)
    radius = np.linalg.norm(samples.inputs, axis=1)
    for label in (0, 1):
        arm, reach = samples.inputs[samples.targets == label], radius[samples.targets == label]
        angle = np.unwrap(np.arctan2(arm[:, 1], arm[:, 0]))
        assert reach.max() == pytest.approx(1.0)
        assert (angle[-1] - angle[0]) / (2 * np.pi) == pytest.approx(2.0 * (reach[-1] - reach[0]))
    first, second = (samples.inputs[samples.targets == label] for label in (0, 1))
    np.testing.assert_allclose(first, -second, atol=1e-15)


def test_xor_is_the_sign_of_the_product() -> None:
    samples = draw("xor", noise=0.0)
    np.testing.assert_array_equal(samples.targets, samples.inputs.prod(axis=1) < 0)


def test_digits_are_the_real_images() -> None:
    images, digits = sklearn_datasets.load_digits(return_X_y=True)
    np.testing.assert_array_equal(draw("digits").inputs, images / 16)
    np.testing.assert_array_equal(draw("digits").targets, digits)
    np.testing.assert_array_equal(draw("digits", scaling="raw").inputs, images)


def test_some_digits_are_some_of_the_images_each_once() -> None:
    some = draw("digits", samples=100, scaling="raw")
    images, digits = sklearn_datasets.load_digits(return_X_y=True)
    rows = {image.tobytes(): digit for image, digit in zip(images, digits, strict=True)}
    assert [rows[image.tobytes()] for image in some.inputs] == some.targets.tolist()
    assert len({image.tobytes() for image in some.inputs}) == 100


@pytest.mark.parametrize("feature", ["age", "bmi", "s5"])
def test_diabetes_is_the_column_of_its_name(feature: str) -> None:
    bunch = sklearn_datasets.load_diabetes(scaled=False)
    column = bunch.data[:, bunch.feature_names.index(feature)]
    np.testing.assert_array_equal(draw("diabetes", feature=feature, scaling="raw").inputs[:, 0], column)
    standardized = draw("diabetes", feature=feature)
    np.testing.assert_allclose(standardized.inputs[:, 0], scale(column), atol=1e-12)
    np.testing.assert_allclose(standardized.targets, scale(bunch.target), atol=1e-12)


def test_breast_cancer_is_the_column_of_its_name() -> None:
    bunch = sklearn_datasets.load_breast_cancer()
    column = bunch.data[:, list(bunch.feature_names).index("worst concave points")]
    feature = "worst_concave_points"
    np.testing.assert_array_equal(draw("breast_cancer", feature=feature, scaling="raw").inputs[:, 0], column)
    np.testing.assert_allclose(
        draw("breast_cancer", feature=feature, scaling="min_max").inputs[:, 0],
        minmax_scale(column),
        atol=1e-15,
    )
    np.testing.assert_array_equal(draw("breast_cancer", feature=feature).targets, bunch.target)


def test_a_proportional_target_without_noise_is_a_line_through_the_origin() -> None:
    samples = draw("proportional", slope=-1.5, noise=0.0)
    np.testing.assert_array_equal(samples.targets, -1.5 * samples.inputs[:, 0])


def test_a_pixel_that_never_varies_stays_finite_when_standardized() -> None:
    inputs = draw("digits", scaling="standardize").inputs
    assert np.isfinite(inputs).all()
    spread = inputs.std(axis=0)
    np.testing.assert_allclose(spread[spread > 0], 1.0)


@EACH
def test_the_catalog_tells_how_many_samples_there_are(dataset: Dataset) -> None:
    samples = dataset.draw(dataset.params(), np.random.default_rng(0))
    assert dataset.describe()["size"] == len(samples.inputs)
