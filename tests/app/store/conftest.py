"""Store fixtures: the address of an empty database, of SQLite and of PostgreSQL."""

import pytest
from databases import postgresql, programs, rows
from services import require
from sqlalchemy import text


@pytest.fixture(scope="module")
def postgres():
    require(programs(), "PostgreSQL")
    with postgresql() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request, tmp_path):
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/deep/er/store.sqlite"
    url = request.getfixturevalue("postgres")
    with rows(url) as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    return url
