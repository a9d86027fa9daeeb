"""Large requests: an experiment whose state fills a link, and a table that the server keeps."""

import random
from typing import Any

import httpx2
from talk import racer


def large_experiment(lines: int = 240) -> dict[str, Any]:
    """An experiment with a table of random numbers; 240 lines pack to about 9 kB, 300 to 11 kB."""
    rng = random.Random(0)
    table = [",".join(f"{rng.random():.15f}" for _ in range(3)) for _ in range(lines)]
    problem = {
        "kind": "network",
        "model": {"name": "mlp", "params": {"hidden": [2]}},
        "dataset": {"name": "table", "params": {"csv": "\n".join(["a,b,c", *table]), "target": "c"}},
        "batch_size": 32,
    }
    return {"problem": problem, "racers": [{"optimizer": {"name": "sgd", "params": {"lr": 0.1}}}], "steps": 1}


def ask_for_large_ones(url: str, get: Any, post: Any) -> None:
    """Save a large experiment, open it by both links and compute it, all through a proxy."""
    spec = large_experiment()
    checked = post(f"{url}/api/v1/experiments", json=spec, timeout=60).json()
    state = checked["url"].partition("#s=")[2]
    assert 8000 < len(state) < 16_384
    page = get(url + checked["short_url"])
    assert page.status_code == 200
    assert state in page.text
    assert post(f"{url}/api/v1/trajectories", json=spec, timeout=120).status_code == 200
    for address in (f"/?s={state}", f"/api/v1/trajectories?s={state}"):
        assert get(url + address, timeout=120).status_code == 200


def keep_a_large_table(url: str) -> None:
    """It is kept, its experiments are short, and beyond the limit the lab itself answers."""
    text = "x,y\n" + "".join(f"{k},{k % 97}.5\n" for k in range(50_000))
    kept = httpx2.post(f"{url}/api/v1/tables", json={"csv": text}, timeout=60)
    assert kept.status_code == 200
    assert kept.json()["rows"] == 50_000
    dataset = {"name": "table", "params": {"table": kept.json()["id"]}}
    problem = {"kind": "network", "model": {"name": "line"}, "dataset": dataset}
    spec = {"problem": problem, "racers": [racer("sgd", lr=0.1)], "steps": 5}
    path = httpx2.post(f"{url}/api/v1/trajectories", json=spec, timeout=60)
    assert path.status_code == 200
    assert max(len(name) + len(value) for name, value in path.headers.items()) < 1500
    limit = httpx2.get(f"{url}/api/v1/limits").json()["table_bytes"]
    headers = {"Content-Type": "text/csv"}
    answer = httpx2.post(f"{url}/api/v1/tables", content=b"x" * (limit + 65_537), headers=headers, timeout=60)
    assert (answer.status_code, answer.json()["title"]) == (413, "Request too large")
