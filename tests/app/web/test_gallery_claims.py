"""Gallery claims: every claim of the gallery is checked against the race."""

import math

import numpy as np
import pytest
import torch

from app.web.gallery import FOLDER, example, gallery
from engine.analyses.quantities import QUANTITIES
from engine.catalog.datasets.load import load
from engine.landscape.build import build_race
from engine.run.race import COLUMNS
from engine.spec.defaults import complete
from engine.spec.experiment import Experiment

LOSS, X = COLUMNS.index("loss"), COLUMNS.index("x")


def race(name, points=None, surface=None):
    """Losses (all, or the first ``points``) and regimes of every racer, perhaps on another surface.

    A network gets the cheapest plane: the plane does not change a path.
    """
    body = example(name).experiment
    if body["problem"]["kind"] == "network":
        body = {**body, "plane": {"name": "random", "params": {}}}
    if surface:
        body = {**body, "problem": {"kind": "surface", "surface": {"name": surface}}}
    experiment = complete(Experiment.model_validate(body))
    chunk = build_race(experiment).advance(points or experiment.steps + 1)
    words = [[event.name for event in chunk.events if event.racer == r] for r in range(len(chunk.racers))]
    return [columns[LOSS] for columns in chunk.racers], words


def sides(name, **changes):
    """Columns of the racers and events on both sides of an example, perhaps with changed fields."""
    found = example(name)
    for body in (found.experiment, found.beside):
        experiment = complete(Experiment.model_validate({**body, **changes}))
        chunk = build_race(experiment).advance(experiment.steps + 1)
        yield list(chunk.racers), [event.name for event in chunk.events]


def test_order_lists_every_file_once():
    names = [each.name for each in gallery()]
    assert len(set(names)) == len(names)
    assert {*names, "order"} == {path.stem for path in FOLDER.iterdir()}


def test_examples_are_served_in_order_and_valid(client):
    answer = client.get("/api/v1/examples")
    assert answer.status_code == 200
    served = answer.json()["examples"]
    assert client.get("/api/v1/presets").json() == {"presets": served}
    assert [entry["name"] for entry in served] == [each.name for each in gallery()]
    assert len({entry["name"] for entry in served}) == len(served)
    groups = [entry["group"] for entry in served]
    assert groups == sorted(groups, key=groups.index), "each group in one piece"
    for entry in served:
        assert entry["question"].endswith("?")
        for body in filter(None, (entry["experiment"], entry["beside"])):
            assert client.post("/api/v1/experiments", json=body).status_code in (200, 201)
        assert set(entry["measure"]) <= set(QUANTITIES.names)
        if entry["long"]:
            sides = "ab" if entry["beside"] else "a"
            for name in (f"{entry['name']}-{side}-{theme}" for side in sides for theme in ("light", "dark")):
                picture = client.get(f"/static/gallery/{name}.png")
                assert picture.headers["content-type"] == "image/png"
                assert int.from_bytes(picture.content[16:20], "big") == (240 if entry["beside"] else 350)


def test_rate_above_two_over_the_curvature_diverges():
    losses, words = race("rate-too-large")
    assert words[2][-1] == "diverging"
    assert words[1][-1] == "global_minimum"
    assert "oscillating" in words[1]
    # Along y the curvature is 10: each step multiplies y by 1 - 10 lr.
    late = losses[2][60:]
    assert late[1:] / late[:-1] == pytest.approx((1 - 10 * 0.21) ** 2, rel=1e-3)


def test_momentum_wins_in_the_ravine():
    (plain, momentum), words = race("ravine")
    assert words[1][-1] == "global_minimum"
    assert momentum[-1] < 1e-6 * plain[-1]


def test_adam_wins_in_the_narrow_valley_only():
    (narrow, _), (wide, _) = sides("adam-against-sgd")
    # The best fixed rate 2 / (1 + k) leaves the factor (k - 1) / (k + 1) of both distances at each step.
    for (plain, _), k in ((narrow, 100), (wide, 10)):
        factor = ((k - 1) / (k + 1)) ** 200
        assert plain[LOSS][-1] / plain[LOSS][0] == pytest.approx(factor, rel=0.5)
    assert narrow[1][LOSS][-1] < 0.01 * narrow[0][LOSS][-1]
    assert wide[0][LOSS][-1] < 1e-6 * wide[1][LOSS][-1]


def test_no_rate_of_adam_changes_the_winner():
    rates = [0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0]
    racers = [{"optimizer": {"name": "adam", "params": {"lr": lr}}} for lr in rates]
    tried = [[columns[LOSS][-1] for columns in side] for side, _ in sides("adam-against-sgd", racers=racers)]
    (narrow, _), (wide, _) = sides("adam-against-sgd")
    assert max(tried[0]) < narrow[0][LOSS][-1]
    assert min(tried[1]) > wide[0][LOSS][-1]
    assert narrow[1][LOSS][-1] < 3 * min(tried[0])
    assert wide[1][LOSS][-1] == min(tried[1])


@pytest.mark.parametrize("seed", [0, 1, 2, 3])
def test_noise_moves_the_ball_to_the_lower_minimum(seed):
    (exact, words), (noisy, others) = sides("noise-and-minima", seed=seed)
    assert words[-1] == "local_minimum"
    assert exact[0][X][-1] == pytest.approx(0.96, abs=0.01)
    assert (exact[0][X] > 0.5).all()
    assert noisy[0][X][300:].mean() < -0.9
    assert noisy[0][X][300:].std() > 0.05
    assert others[-1] not in ("local_minimum", "global_minimum", "converged")


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_one_sample_falls_but_does_not_settle(seed):
    (whole, _), (single, _) = sides("batch-size", seed=seed)
    assert (np.diff(whole[0][LOSS]) < 1e-7).all()  # float32 rounds at the end
    assert whole[0][LOSS][-1] == pytest.approx(0.29, abs=1e-3)
    assert (np.diff(single[0][LOSS]) > 0).sum() > 100
    assert single[0][LOSS][200:].mean() > whole[0][LOSS][-1] + 0.005
    assert single[0][LOSS][20] < 0.8 * math.log(2)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_kaiming_learns_where_other_sizes_fail(seed):
    (small, _), (kaiming, _) = sides("bad-initialization", seed=seed, plane={"name": "random"})
    for columns in small:
        assert columns[LOSS] == pytest.approx(math.log(2), abs=0.01)
    assert all(columns[LOSS][-1] < 0.05 for columns in kaiming)
    body = example("bad-initialization").experiment
    problem = {**body["problem"], "initializer": {"name": "large_normal"}}
    large = Experiment.model_validate({**body, "problem": problem, "seed": seed, "plane": {"name": "random"}})
    assert build_race(complete(large)).advance(1).racers[0][LOSS][0] > 100


def test_noise_moves_every_racer_off_the_saddle():
    stuck, words = race("saddle")
    assert [word[-1] for word in words] == ["saddle"] * 3
    assert all(abs(losses[-1]) < 1e-6 for losses in stuck)
    freed, _ = race("noise-helps")
    assert all(losses[-1] == pytest.approx(-0.25, abs=1e-3) for losses in freed)


def test_momentum_alone_leaves_the_local_minimum():
    losses, words = race("escape")
    assert [word[-1] for word in words[1:]] == ["global_minimum", "local_minimum"]
    assert losses[0][-1] == pytest.approx(losses[2][-1], abs=1e-6), "still descending to the same minimum"


def test_dividing_by_recent_gradients_crosses_the_plateau():
    losses, words = race("plateau")
    assert losses[0][-1] > 1.0
    assert [word[-1] for word in words[1:]] == ["global_minimum"] * 2


def test_network_classifies_unseen_digits():
    body = example("digits").experiment
    experiment = complete(Experiment.model_validate({**body, "plane": {"name": "random"}}))
    running = build_race(experiment)
    running.advance(experiment.steps + 1)
    data = load(experiment.problem.dataset, experiment.seed)
    unseen, labels = torch.from_numpy(data.test.inputs).float(), data.test.targets
    assert len(labels) == 359
    right = []
    for racer in running.racers:
        first, bias, second, offset = racer.parameters
        with torch.no_grad():
            outputs = torch.relu(unseen @ first.T + bias) @ second.T + offset
        right.append(float((outputs.argmax(dim=1) == labels).double().mean()))
    assert right[0] < 0.97 < min(right[1:])


def test_six_sigmoid_layers_keep_sgd_at_chance():
    (plain, adam), _ = race("vanishing-gradients", points=51)
    assert plain[-1] == pytest.approx(math.log(2), abs=0.01)
    assert adam[-1] < 0.4


def test_skip_connections_let_sgd_learn():
    (plain, _), _ = race("skip-connections", points=51)
    assert plain[-1] < 0.6 * math.log(2)


def test_scaling_the_data_improves_conditioning():
    scaled = example("scaled-data")
    raw, scaled = (
        build_race(complete(Experiment.model_validate(body))) for body in (scaled.experiment, scaled.beside)
    )
    lowest = [side.problem.known_minima()[0][2] for side in (raw, scaled)]
    assert lowest == pytest.approx([0.29, 0.29], abs=1e-3)
    creeping, swinging = (columns[LOSS] for columns in raw.advance(301).racers)
    assert creeping[-1] > 0.6
    assert (np.diff(creeping) < 0).all()
    assert (np.diff(swinging[100:]) > 0).sum() > 50
    assert scaled.advance(301).racers[1][LOSS][-1] == pytest.approx(lowest[1], abs=1e-4)


def test_equal_initial_weights_stay_equal():
    losses, words = race("all-zero", points=101)
    for loss in losses:
        # Chance level: both classes are about equally frequent.
        assert loss == pytest.approx(math.log(2), abs=3e-3)
    assert [word[-1] for word in words] == ["converged", "plateau"]


def test_per_axis_scaling_helps_only_along_an_axis():
    (plain, *scaled), _ = race("turned-valley")
    (straight, *fast), _ = race("turned-valley", surface="ellipse100")
    assert plain == pytest.approx(straight, rel=1e-6), "gradient descent knows no axes"
    assert all(loss[-1] < 1e-3 * straight[-1] for loss in fast)
    assert all(loss[-1] > 10 * plain[-1] for loss in scaled)


def test_decaying_rate_is_fast_first_and_quiet_later():
    (large, small, falling), _ = race("decay")
    assert large[10] < 0.1 * small[10]
    # On f = (x^2 + y^2) / 2 with noise of variance 1 the stationary loss is lr / (2 - lr).
    assert large[50:].mean() == pytest.approx(0.5 / 1.5, rel=0.35)
    assert small[300:].mean() == pytest.approx(0.02 / 1.98, rel=0.6)
    assert falling[:100].tolist() == large[:100].tolist()
    assert falling[300:].mean() < 0.05 * large[300:].mean()


def test_large_rate_leaves_the_sharp_minimum_for_the_flat_one():
    _, words = race("sharp-and-flat")
    assert words[0][-1] == "local_minimum"
    assert words[1][-1] == "oscillating"
    assert words[2][-1] == "global_minimum"
