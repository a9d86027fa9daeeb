"""Surface pictures: one for each surface and theme, drawn once for all visitors."""

import io
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi import FastAPI
from in_process_executor import InProcessExecutor
from PIL import Image
from starlette.testclient import TestClient

from app.core.settings import Settings
from app.main import create_app
from app.workers import WorkerError

PICTURE = "/pictures/surfaces/light/booth.webp"


@pytest.fixture
def executor() -> InProcessExecutor:
    return InProcessExecutor()


@pytest.fixture
def api(executor: InProcessExecutor) -> FastAPI:
    return create_app(Settings(store=""), executor)


def test_class_costs_one_drawing(api: FastAPI, executor: InProcessExecutor) -> None:
    with TestClient(api) as visitor:
        first = visitor.get(PICTURE)
        assert first.status_code == 200
        calls = len(executor.lanes)
        with ThreadPoolExecutor(8) as others:
            answers = list(others.map(visitor.get, [PICTURE] * 16))
        assert len(executor.lanes) == calls
        assert {answer.content for answer in answers} == {first.content}


def test_browser_keeps_a_picture(api: FastAPI) -> None:
    with TestClient(api) as visitor:
        answer = visitor.get(PICTURE)
        assert answer.headers["cache-control"].startswith("public, max-age=86400")
        assert answer.headers["content-type"] == "image/webp"
        again = visitor.get(PICTURE, headers={"If-None-Match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")


def test_themes_have_their_colors(api: FastAPI) -> None:
    with TestClient(api) as visitor:
        light, dark = (
            Image.open(io.BytesIO(visitor.get(PICTURE.replace("light", theme)).content)).convert("L")
            for theme in ("light", "dark")
        )
    mean = [sum(picture.histogram()[k] * k for k in range(256)) for picture in (light, dark)]
    assert mean[0] > 1.3 * mean[1]
    assert light.size == dark.size


@pytest.mark.parametrize("path", ["light/no_surface", "projector/bowl", "light/..%2Fbowl"])
def test_unknown_picture_is_not_found(api: FastAPI, executor: InProcessExecutor, path: str) -> None:
    with TestClient(api) as visitor:
        assert visitor.get(f"/pictures/surfaces/{path}.webp").status_code == 404
    assert executor.lanes == []


def test_failed_picture_is_drawn_again(api: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    async def failing(*_: object, **__: object) -> None:
        raise WorkerError("No.")

    with TestClient(api) as visitor:
        with monkeypatch.context() as broken:
            broken.setattr(InProcessExecutor, "call", failing)
            assert visitor.get(PICTURE).status_code == 503
        assert visitor.get(PICTURE).status_code == 200
