"""Datasets: shapes, sources, and dependence on the random generator alone."""

import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from scipy.stats import chisquare, entropy
from sklearn import datasets as sklearn_datasets
from sklearn.preprocessing import MinMaxScaler, StandardScaler, minmax_scale, scale

from engine.catalog.datasets import DATASETS, Dataset, Samples, count_test_samples
from engine.catalog.datasets.load import TrainTestSplit, load
from engine.catalog.datasets.text import ALPHABET, LETTERS
from engine.core.inputs import InputSpec
from engine.core.rng import DATA, generator

EACH = pytest.mark.parametrize("dataset", DATASETS, ids=DATASETS.names)
WITH = {
    name: [dataset for dataset in DATASETS if name in dataset.params.model_fields]
    for name in ("test_share", "scaling")
}
"""Datasets that have a parameter of this name."""

DRAWN = ["moons", "circles", "spirals", "xor", "gaussians", "curve", "proportional"]


def prepared(name: str, seed: int = 0, **params: object) -> TrainTestSplit:
    return load(DATASETS.choose(name, **params), seed)


def draw(name: str, seed: int = 0, **params: object) -> Samples:
    """All samples, without a test split."""
    return prepared(name, seed, **{"test_share": 0.0, **params}).train


@EACH
def test_samples_match_their_entry(dataset: Dataset) -> None:
    params = dataset.params()
    samples = dataset.draw(params, generator(0, DATA))
    assert samples.inputs.shape == (dataset.size(params), dataset.features)
    assert dataset.inputs().features == dataset.features
    assert samples.inputs.dtype == samples.targets.dtype == np.float64
    assert np.isfinite(samples.inputs).all()
    assert np.isfinite(samples.targets).all()
    if dataset.vocabulary is not None:  # not every letter need be among the ones taken
        assert set(samples.targets) <= set(range(dataset.vocabulary))
    elif dataset.classes is not None:
        assert set(samples.targets) == set(range(dataset.classes))


@pytest.mark.parametrize("dataset", WITH["test_share"], ids=lambda dataset: dataset.name)
def test_training_and_test_samples_are_disjoint(dataset: Dataset) -> None:
    params = dataset.params.model_validate({"test_share": 0.3})
    raw = {"scaling": "raw"} if "scaling" in dataset.params.model_fields else {}
    whole, parted = (prepared(dataset.name, 3, test_share=share, **raw) for share in (0.0, 0.3))
    count = len(whole.train.inputs)
    assert len(whole.test.inputs) == 0
    assert len(parted.test.inputs) == math.floor(0.3 * count) == count_test_samples(params, count)
    assert len(parted.train.inputs) == count - len(parted.test.inputs)
    if dataset.standard_target:
        return
    assert sorted(rows(parted.train) + rows(parted.test)) == rows(whole.train)


def rows(samples: Samples) -> list[tuple[bytes, float]]:
    pairs = zip(samples.inputs, samples.targets, strict=True)
    return sorted((inputs.tobytes(), float(target)) for inputs, target in pairs)


@pytest.mark.parametrize("dataset", WITH["scaling"], ids=lambda dataset: dataset.name)
@pytest.mark.parametrize("scaling", ["standardize", "min_max"])
def test_scaling_is_fitted_to_training_samples(dataset: Dataset, scaling: str) -> None:
    if dataset.span is not None and scaling == "min_max":  # one range for all, whatever the samples
        return
    raw, ours = (prepared(dataset.name, 2, scaling=kind, test_share=0.3) for kind in ("raw", scaling))
    scaler = {"standardize": StandardScaler, "min_max": MinMaxScaler}[scaling]().fit(raw.train.inputs)
    np.testing.assert_allclose(ours.train.inputs, scaler.transform(raw.train.inputs), atol=1e-12)
    np.testing.assert_allclose(ours.test.inputs, scaler.transform(raw.test.inputs), atol=1e-12)


@pytest.mark.parametrize("name", ["moons", "gaussians", "digits", "wine"])
def test_label_noise_flips_training_labels_only(name: str) -> None:
    right, noisy = (prepared(name, 4, label_noise=noise) for noise in (0.0, 0.25))
    np.testing.assert_array_equal(right.train.inputs, noisy.train.inputs)
    assert np.sum(right.train.targets != noisy.train.targets) == round(0.25 * len(right.train.targets))
    np.testing.assert_array_equal(right.test.targets, noisy.test.targets)
    assert set(noisy.train.targets) <= set(range(noisy.dataset.classes or 0))


def test_full_label_noise_is_uniform_over_other_classes() -> None:
    right, wrong = (
        prepared("gaussians", samples=2000, classes=4, label_noise=noise).train.targets
        for noise in (0.0, 1.0)
    )
    shift, count = np.unique((wrong - right) % 4, return_counts=True)
    assert shift.tolist() == [1, 2, 3]
    assert chisquare(count).pvalue > 1e-3


def test_seed_changes_the_test_split() -> None:
    first, second = (prepared("iris", seed).test.inputs for seed in (0, 1))
    assert not np.array_equal(first, second)


@EACH
def test_equal_seeds_give_equal_bytes(dataset: Dataset) -> None:
    first, second = (dataset.draw(dataset.params(), generator(5, DATA)) for _ in range(2))
    assert first.inputs.tobytes() == second.inputs.tobytes()
    assert first.targets.tobytes() == second.targets.tobytes()


@pytest.mark.parametrize("name", DRAWN)
def test_seed_changes_generated_points(name: str) -> None:
    assert not np.array_equal(draw(name, seed=0).inputs, draw(name, seed=1).inputs)


@pytest.mark.parametrize("name", DRAWN)
@pytest.mark.parametrize("samples", [5, 40, 201])
def test_number_of_samples_matches_the_parameter(name: str, samples: int) -> None:
    assert len(draw(name, samples=samples).inputs) == samples


@pytest.mark.parametrize("samples", [40, 41])
def test_moons_without_noise_equal_scikit_learn(samples: int) -> None:
    ours = draw("moons", samples=samples, noise=0.0)
    points, labels = sklearn_datasets.make_moons(samples, shuffle=False, noise=None)
    np.testing.assert_allclose(ours.inputs, points, atol=1e-15)
    np.testing.assert_array_equal(ours.targets, labels)


@pytest.mark.parametrize("factor", [0.3, 0.7])
def test_circles_without_noise_equal_scikit_learn(factor: float) -> None:
    ours = draw("circles", samples=41, noise=0.0, factor=factor)
    points, labels = sklearn_datasets.make_circles(41, shuffle=False, noise=None, factor=factor)
    np.testing.assert_allclose(ours.inputs, points, atol=1e-15)
    np.testing.assert_array_equal(ours.targets, labels)


def test_noise_has_its_standard_deviation() -> None:
    clean, noisy = (draw("moons", samples=2000, noise=noise).inputs for noise in (0.0, 0.3))
    assert np.std(noisy - clean) == pytest.approx(0.3, rel=0.05)


def test_spirals_end_at_radius_one() -> None:
    samples = draw("spirals", samples=400, noise=0.0, turns=2.0)
    radius = np.linalg.norm(samples.inputs, axis=1)
    for label in (0, 1):
        arm, reach = samples.inputs[samples.targets == label], radius[samples.targets == label]
        angle = np.unwrap(np.arctan2(arm[:, 1], arm[:, 0]))
        assert reach.max() == pytest.approx(1.0)
        assert (angle[-1] - angle[0]) / (2 * np.pi) == pytest.approx(2.0 * (reach[-1] - reach[0]))
    first, second = (samples.inputs[samples.targets == label] for label in (0, 1))
    np.testing.assert_allclose(first, -second, atol=1e-15)


def test_xor_label_is_sign_of_product() -> None:
    samples = draw("xor", noise=0.0)
    np.testing.assert_array_equal(samples.targets, samples.inputs.prod(axis=1) < 0)


def test_digits_equal_scikit_learn() -> None:
    images, digits = sklearn_datasets.load_digits(return_X_y=True)
    np.testing.assert_array_equal(draw("digits").inputs, images / 16)
    np.testing.assert_array_equal(draw("digits").targets, digits)
    np.testing.assert_array_equal(draw("digits", scaling="raw").inputs, images)


def test_digits_are_drawn_without_replacement() -> None:
    some = draw("digits", samples=100, scaling="raw")
    images, digits = sklearn_datasets.load_digits(return_X_y=True)
    rows = {image.tobytes(): digit for image, digit in zip(images, digits, strict=True)}
    assert [rows[image.tobytes()] for image in some.inputs] == some.targets.tolist()
    assert len({image.tobytes() for image in some.inputs}) == 100


@pytest.mark.parametrize("feature", ["age", "bmi", "s5"])
def test_diabetes_column_matches_its_name(feature: str) -> None:
    bunch = sklearn_datasets.load_diabetes(scaled=False)
    column = bunch.data[:, bunch.feature_names.index(feature)]
    np.testing.assert_array_equal(draw("diabetes", feature=feature, scaling="raw").inputs[:, 0], column)
    standardized = draw("diabetes", feature=feature)
    np.testing.assert_allclose(standardized.inputs[:, 0], scale(column), atol=1e-12)
    np.testing.assert_allclose(standardized.targets, scale(bunch.target), atol=1e-12)


def test_breast_cancer_column_matches_its_name() -> None:
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


def test_proportional_without_noise_is_a_line_through_zero() -> None:
    samples = draw("proportional", slope=-1.5, noise=0.0)
    np.testing.assert_array_equal(samples.targets, -1.5 * samples.inputs[:, 0])


def test_constant_pixel_stays_finite_when_standardized() -> None:
    inputs = draw("digits", scaling="standardize").inputs
    assert np.isfinite(inputs).all()
    spread = inputs.std(axis=0)
    np.testing.assert_allclose(spread[spread > 0], 1.0)


@EACH
def test_catalog_shows_number_of_samples(dataset: Dataset) -> None:
    samples = dataset.draw(dataset.params(), np.random.default_rng(0))
    assert dataset.describe()["size"] == len(samples.inputs)


@pytest.mark.parametrize(
    ("measurements", "columns"), [("all", [0, 1, 2, 3]), ("sepals", [0, 1]), ("petals", [2, 3])]
)
def test_iris_equals_scikit_learn(measurements: str, columns: list[int]) -> None:
    inputs, species = sklearn_datasets.load_iris(return_X_y=True)
    data = prepared("iris", measurements=measurements, scaling="raw", test_share=0.0)
    np.testing.assert_array_equal(data.train.inputs, inputs[:, columns])
    np.testing.assert_array_equal(data.train.targets, species)
    assert data.dataset.features == len(columns)


def test_wine_equals_scikit_learn() -> None:
    inputs, cultivars = sklearn_datasets.load_wine(return_X_y=True)
    np.testing.assert_array_equal(draw("wine", scaling="raw").inputs, inputs)
    np.testing.assert_array_equal(draw("wine").targets, cultivars)
    bunch = sklearn_datasets.load_wine()
    columns = [bunch.feature_names.index(name) for name in ("flavanoids", "proline")]
    two = prepared("wine", measurements="two", scaling="raw", test_share=0.0)
    np.testing.assert_array_equal(two.train.inputs, inputs[:, columns])
    assert two.dataset.features == 2


@pytest.mark.parametrize(("name", "features"), [("diabetes", 10), ("breast_cancer", 30)])
def test_all_measurements_give_the_whole_table(name: str, features: int) -> None:
    loaded = {
        "diabetes": lambda: sklearn_datasets.load_diabetes(scaled=False),
        "breast_cancer": sklearn_datasets.load_breast_cancer,
    }[name]()
    data = prepared(name, feature="all", scaling="raw", test_share=0.0)
    np.testing.assert_array_equal(data.train.inputs, loaded.data)
    assert data.dataset.features == features


@pytest.mark.parametrize("classes", [2, 5])
def test_each_cloud_has_its_center_and_spread(classes: int) -> None:
    data = prepared("gaussians", classes=classes, samples=2000, spread=0.2, test_share=0.0)
    assert data.dataset.classes == classes
    for label in range(classes):
        cloud = data.train.inputs[data.train.targets == label]
        turn = 2 * np.pi * label / classes
        error = 0.2 / math.sqrt(len(cloud))
        np.testing.assert_allclose(cloud.mean(axis=0), [np.cos(turn), np.sin(turn)], atol=4 * error)
        np.testing.assert_allclose(cloud.std(axis=0), 0.2, rtol=0.15)


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ("sine", lambda x: np.sin(np.pi * x / 0.5)),
        ("step", np.sign),
        ("cubic", lambda x: np.cos(3 * np.arccos(x))),
        ("bump", lambda x: np.exp(-16 * x * x)),
        ("kink", lambda x: np.maximum(2 * x, -2 * x) - 1),
    ],
)
def test_curve_without_noise_is_its_function(shape: str, expected: Any) -> None:
    samples = draw("curve", shape=shape, noise=0.0)
    np.testing.assert_allclose(samples.targets, expected(samples.inputs[:, 0]), atol=1e-12)


def test_text_samples_are_in_order() -> None:
    data = prepared("text", length=40, samples=500, test_share=0.2)
    lines = ["".join(ALPHABET[int(k)] for k in row) for row in data.train.inputs]
    nexts = [ALPHABET[int(k)] for k in data.train.targets]
    places = [LETTERS.index(line + letter) for line, letter in zip(lines, nexts, strict=True)]
    assert places == sorted(places)
    tests = ["".join(ALPHABET[int(k)] for k in row) for row in data.test.inputs]
    assert min(LETTERS.index(line) for line in tests) > places[-1]
    assert data.dataset.inputs() == InputSpec((40,), "sequence", len(ALPHABET))


def test_letter_frequencies_cost_what_the_summary_states() -> None:
    share = np.array([LETTERS.count(letter) for letter in ALPHABET]) / len(LETTERS)
    assert set(LETTERS) == set(ALPHABET)
    assert f"{entropy(share):.1f} nats" in DATASETS.named("text").summary


def test_sensor_without_noise_is_a_linear_recurrence() -> None:
    """A sum of two sine waves satisfies a linear recurrence of order four."""
    data = prepared("sensor", noise=0.0, samples=300, length=10)
    last = data.train.inputs[:, -4:]
    coefficients, *_ = np.linalg.lstsq(last, data.train.targets, rcond=None)
    np.testing.assert_allclose(last @ coefficients, data.train.targets, atol=1e-8)
    np.testing.assert_allclose(data.test.inputs[:, -4:] @ coefficients, data.test.targets, atol=1e-8)


def test_clip_shapes_move_in_their_label_direction() -> None:
    data = prepared("clips", noise=0.0, samples=40, frames=5, test_share=0.0)
    moves = {0: (0, 1), 1: (0, -1), 2: (1, 0), 3: (-1, 0)}  # right, left, down, up
    films = data.train.inputs.reshape(40, *data.dataset.inputs().shape[1:])
    assert films.shape == (40, 5, 8, 8)
    for film, label in zip(films, data.train.targets, strict=True):
        assert film.any()
        for before, after in pairwise(film):
            for way, move in moves.items():
                assert np.array_equal(np.roll(before, move, axis=(0, 1)), after) == (way == label)
