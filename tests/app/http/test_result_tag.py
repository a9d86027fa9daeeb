"""Result tags: what the ETag of a computed result depends on."""

from pathlib import Path

import torch

from app.http.caching import result_tag
from engine.core.arithmetic import arithmetic

ROUTES = Path(__file__).resolve().parents[3] / "app" / "api" / "routes"


def test_tag_names_processor_and_torch(monkeypatch):
    tags = [result_tag("one"), result_tag("other")]
    monkeypatch.setattr(torch.backends.cpu, "get_cpu_capability", lambda: "NO SUCH")
    arithmetic.cache_clear()
    tags.append(result_tag("one"))
    monkeypatch.setattr(torch, "__version__", "9.9.9")
    arithmetic.cache_clear()
    tags.append(result_tag("one"))
    monkeypatch.undo()
    arithmetic.cache_clear()
    assert result_tag("one") == tags[0]
    assert len(set(tags)) == 4


def test_every_computed_answer_has_such_a_tag():
    computed = {"cached_response.py", "exports.py", "pictures.py"}
    own = {path.name for path in ROUTES.glob("*.py") if "sha256" in path.read_text("utf-8")}
    tagged = {path.name for path in ROUTES.glob("*.py") if "result_tag(" in path.read_text("utf-8")}
    assert tagged == computed
    assert not own & computed
