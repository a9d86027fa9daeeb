"""Looking closer, over the wire: the film of a step."""

import pytest
from talk import experiment, racer

RACE = experiment(racer("adam", lr=0.1), racer("sgd", lr=0.001), steps=20)


def test_a_film_ends_at_the_next_point_of_the_trajectory(client):
    answer = client.post("/api/v1/films", json={"experiment": RACE, "racer": 0, "step": 7})
    assert answer.status_code == 200, answer.text
    run = client.post("/api/v1/trajectories", json=RACE).json()["racers"][0]
    told = answer.json()
    assert told["parts"][-1]["values"] == [run["x"][8], run["y"][8]]
    assert told["parts"][0]["title"] == "Gradient"
    again = client.post(
        "/api/v1/films",
        json={"experiment": RACE, "racer": 0, "step": 7},
        headers={"If-None-Match": answer.headers["ETag"]},
    )
    assert again.status_code == 304


@pytest.mark.parametrize(
    ("change", "pointer"), [({"racer": 2}, "/racer"), ({"tensor": 3}, "/tensor"), ({"step": -1}, "/step")]
)
def test_a_film_that_cannot_be_made_is_refused_by_name(client, change, pointer):
    answer = client.post("/api/v1/films", json={"experiment": RACE} | change)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == pointer
