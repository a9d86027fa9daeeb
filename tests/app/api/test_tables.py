"""Tables over REST: files and text are read, told and kept; small ones come back, large ones get an id."""

import random

import pytest
from talk import Viewer, racer

TABLES = "/api/v1/tables"
GERMAN = "größe;zimmer;preis\n80,5;3;410,5\n60;2;305\n;3;420\n120;5;610,25\n95;4;500\n"
FILE = {"Content-Type": "text/csv"}


def large(rows=50_000, columns=4):
    generator = random.Random(0)
    lines = [",".join(f"c{k}" for k in range(columns))]
    lines += [",".join(f"{generator.gauss(0, 1):.6f}" for _ in range(columns)) for _ in range(rows)]
    return "\n".join(lines) + "\n"


def experiment(model, **params):
    problem = {
        "kind": "network",
        "model": {"name": model},
        "dataset": {"name": "table", "params": params},
        "batch_size": 32,
    }
    more = {"plane": {"name": "random"}} if model == "mlp" else {}
    return {"problem": problem, "racers": [racer("sgd", lr=0.05)], "steps": 10, **more}


@pytest.mark.parametrize(
    ("codec", "title"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("utf-16", "UTF-16"), ("cp1252", "Windows-1252")],
)
@pytest.mark.parametrize("media_type", ["text/csv", "application/octet-stream", "text/csv; charset=utf-8"])
def test_files_are_read_and_told(client, codec, title, media_type):
    content = GERMAN.encode(codec)
    answer = client.post(TABLES, content=content, headers={"Content-Type": media_type}).json()
    mark = "" if title == "UTF-8" else f"{title}, "
    assert answer["told"] == (
        f"5 rows, 3 columns; {mark}semicolons, decimal commas; 1 row with gaps left out; “preis” is "
        "predicted from “größe” and “zimmer” as a number (regression)"
    )
    facts = ("rows", "columns", "task", "encoding", "delimiter", "decimal", "header", "samples", "saved")
    assert [answer[fact] for fact in facts] == [5, 3, "regression", title, ";", ",", True, 4, True]
    assert answer["csv"] == GERMAN
    names = [(column["name"], column["kind"], column["gaps"]) for column in answer["names"]]
    assert names == [("größe", "numbers", 1), ("zimmer", "numbers", 0), ("preis", "numbers", 0)]


def test_same_table_has_the_same_id_in_any_encoding(client):
    ids = {
        client.post(TABLES, content=GERMAN.encode(codec), headers=FILE).json()["id"]
        for codec in ("utf-8", "utf-8-sig", "utf-16", "cp1252")
    }
    for text in (GERMAN, "\ufeff" + GERMAN):
        ids.add(client.post(TABLES, json={"csv": text}).json()["id"])
    assert len(ids) == 1


def test_choices_are_those_of_query_or_body(client):
    text = "x\ty\n1,234\t1\n2,345\t0\n3,456\t1\n4,5\t0\n-7\t1\n"
    of_file = client.post(
        TABLES, content=text.encode(), headers=FILE, params={"decimal": ".", "save": "false"}
    )
    assert (of_file.json()["decimal"], of_file.json()["saved"]) == (".", False)
    chosen = {"task": "regression", "inputs": ["x"], "target": "y", "header": "yes", "missing": "x, -7"}
    answer = client.post(TABLES, json={"csv": text, **chosen}).json()
    assert (answer["task"], answer["samples"], answer["classes"]) == ("regression", 4, None)
    assert client.post(TABLES, json={"csv": text}).json()["classes"] == ["0", "1"]


def test_model_and_loss_decide_the_question(client):
    text = "a,b,c\n1,2,x\n2,3,y\n3,5,x\n4,7,y\n"
    line = client.post(TABLES, json={"csv": text, "model": "line"}, params={"save": "false"}).json()
    assert (line["target"], line["inputs"], line["task"]) == ("b", ["a"], "regression")
    named = client.post(TABLES, json={"csv": "x,y\n1,3\n2,5\n3,7\n", "model": "mlp", "loss": "cross_entropy"})
    assert named.json()["classes"] == ["3", "5", "7"]


def test_unusable_cells_are_told_and_the_table_is_kept(client):
    text = "a,b\n1,2\nbig,4\n5,1e31\n7,8\n9,3\n"
    answer = client.post(TABLES, json={"csv": text}).json()
    assert answer["refused"].startswith(
        "Line 3, column 1 (“a”) is not a number; line 4, column 2 (“b”) is beyond"
    )
    assert (answer["task"], answer["saved"], answer["columns"]) == (None, True, 2)
    assert (answer["target"], answer["inputs"]) == ("b", ["a"])
    again = client.post(TABLES, json={"table": answer["id"], "missing": "big,1e31"}).json()
    assert (again["refused"], again["samples"]) == (None, 3)


@pytest.mark.parametrize(
    ("body", "pointer", "expected"),
    [
        ({"csv": "a\n1\n2\n3\n"}, "/csv", "has 1 column"),
        ({"csv": "a,b\n1,2\n3\n4,5,6\n7,8\n"}, "/csv", "Line 3 has 1, line 4 has 3"),
        ({}, "/csv", "Give the table as text"),
        ({"table": "0" * 32}, "/table", "not kept here"),
        ({"csv": "x,y\n1,2\n2,3\n3,5\n", "model": "no such"}, "/model", "no model named"),
        ({"csv": "x,y\n1,2\n2,3\n3,5\n", "delimiter": "x"}, "/delimiter", "Input should be"),
    ],
)
def test_unreadable_tables_are_refused(client, body, pointer, expected):
    answer = client.post(TABLES, json=body)
    assert answer.status_code == 422
    (fault,) = answer.json()["errors"]
    assert fault["pointer"] == pointer
    assert expected in fault["detail"]


@pytest.mark.parametrize(
    ("content", "headers", "status"),
    [
        (b"PK\x03\x04 a workbook", FILE, 422),
        (b"x,y\n1,2\n", {"Content-Type": "text/plain"}, 415),
        (b"x,y\n1,2\n", {"Content-Type": "text/csv", "Content-Encoding": "gzip"}, 415),
    ],
)
def test_other_files_are_refused(client, content, headers, status):
    assert client.post(TABLES, content=content, headers=headers).status_code == status


def test_large_table_gets_a_short_experiment(client, server):
    text = large()
    assert 1_700_000 < len(text) < 5_000_000
    kept = client.post(TABLES, content=text.encode(), headers=FILE, timeout=120)
    assert kept.status_code == 200
    facts = kept.json()
    assert (facts["rows"], facts["columns"], facts["csv"]) == (50_000, 4, None)
    for model in ("line", "mlp"):
        spec = experiment(model, table=facts["id"])
        checked = client.post("/api/v1/experiments", json=spec).json()
        assert len(checked["url"]) < 1500
        assert client.get(f"/api/v1/experiments/{checked['id']}").json() == checked
        path = client.post("/api/v1/trajectories", json=spec, timeout=120)
        assert path.status_code == 200
        losses = path.json()["racers"][0]["loss"]
        assert losses[-1] < losses[0]
        with Viewer(server.live) as viewer:
            assert viewer.watch(spec).done


def test_table_size_at_and_beyond_its_limit(client):
    limit = client.get("/api/v1/limits").json()["table_bytes"]
    assert limit == 5_000_000
    text = "".join(",".join([f"{k % 10}"] * 60) + "\n" for k in range(limit // 120 - 100))
    names = ",".join(f"c{k}" for k in range(59))
    filler = "x" * (limit - len(text) - len(names) - 2)
    for more, status in (("", 200), ("x", 413)):
        whole = f"{filler}{more},{names}\n{text}"
        assert len(whole) == limit + len(more)
        answer = client.post(
            TABLES, content=whole.encode(), headers=FILE, params={"save": "false"}, timeout=60
        )
        assert answer.status_code == status, answer.text[:300]
    answer = client.post(TABLES, content=b"x" * (limit + 65_537), headers=FILE)
    assert answer.status_code == 413
    assert "smaller table" in answer.json()["detail"]


def test_rows_at_and_beyond_their_limit(client):
    limit = client.get("/api/v1/limits").json()["table_rows"]
    for rows, status in ((limit, 200), (limit + 1, 422)):
        text = "x,y\n" + "1,2\n" * rows
        answer = client.post(TABLES, json={"csv": text}, params={"save": "false"}, timeout=60)
        assert answer.status_code == status


def test_other_routes_keep_their_body_limit(client):
    answer = client.post(
        "/api/v1/experiments", content=b" " * 65_537, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 413
    assert "smaller experiment" in answer.json()["detail"]
