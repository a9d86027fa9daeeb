"""Link previews: oEmbed, Open Graph, metadata and QR codes."""

import json
import re
import struct
from html import unescape
from xml.etree import ElementTree

import pytest

QUERY = "v=1&surface=himmelblau&run=adam,lr:0.05&steps=40&theme=dark"


def oembed(client, url, **more):
    return client.get("/api/v1/oembed", params={"url": url, **more})


@pytest.mark.parametrize("page", ["", "embed"])
def test_link_becomes_an_iframe_of_the_same_state(client, server, page):
    answer = oembed(client, f"{server.url}/{page}?{QUERY}", maxwidth=525, maxheight=300).json()
    assert (answer["type"], answer["version"]) == ("rich", "1.0")
    assert (answer["width"], answer["height"]) == (525, 300)
    (source,) = re.findall(r'src="([^"]*)"', answer["html"])
    assert unescape(source) == f"{server.url}/embed?{QUERY}"
    assert "Himmelblau" in answer["title"]


def test_thumbnail_shows_the_same_state(client, server):
    address = oembed(client, f"{server.url}/?{QUERY}").json()["thumbnail_url"]
    picture = client.get(address)
    assert picture.headers["content-type"] == "image/png"
    assert struct.unpack(">II", picture.content[16:24]) == (1200, 630)
    other = oembed(client, f"{server.url}/?surface=beale").json()["thumbnail_url"]
    assert other != address


@pytest.mark.parametrize(
    ("asked", "size"),
    [
        ({"maxwidth": 600}, (600, 315)),
        ({"maxheight": 315}, (600, 315)),
        ({"maxwidth": 300}, (300, 200)),
        ({"maxwidth": 4000, "maxheight": 4000}, (1200, 630)),
    ],
)
def test_thumbnail_fits_what_is_asked_for(client, server, asked, size):
    answer = oembed(client, f"{server.url}/?{QUERY}", **asked).json()
    assert (answer["thumbnail_width"], answer["thumbnail_height"]) == size
    picture = client.get(answer["thumbnail_url"])
    assert struct.unpack(">II", picture.content[16:24]) == size


def test_too_narrow_thumbnail_is_left_out(client, server):
    answer = oembed(client, f"{server.url}/?{QUERY}", maxwidth=220).json()
    assert (answer["width"], answer.get("thumbnail_url")) == (220, None)


def test_encoded_state_stays_in_the_fragment(client, server):
    body = {
        "problem": {"kind": "surface", "surface": {"name": "beale"}},
        "racers": [{"optimizer": {"name": "adam"}}],
    }
    checked = client.post("/api/v1/experiments", json=body).json()
    answer = oembed(client, server.url + checked["url"]).json()
    assert checked["embed_url"] in answer["html"]
    assert "Beale" in answer["title"]


@pytest.mark.parametrize("url", ["https://elsewhere.example/?surface=bowl", "javascript:alert(1)", "x"])
def test_foreign_links_are_rejected(client, url):
    assert oembed(client, url).status_code == 404


def test_link_cannot_inject_html(client, server):
    html = oembed(client, f'{server.url}/?title="><script>alert(1)</script>').json()["html"]
    assert html.count("<") == 2
    assert "<script" not in html


def test_page_has_open_graph_metadata(client, server):
    page = client.get(f"/?{QUERY}").text
    meta = {key: unescape(value) for key, value in re.findall(r'property="([^"]+)" content="([^"]*)"', page)}
    assert "Himmelblau" in meta["og:title"]
    assert meta["og:url"] == f"{server.url}/?{QUERY}"
    assert meta["og:image"].startswith(f"{server.url}/api/v1/exports/png?")
    assert "adam" in meta["og:image:alt"]
    assert re.findall(r'<link rel="canonical" href="([^"]*)"', page) == [f"{server.url}/"]
    (found,) = re.findall(r'type="application/json\+oembed" href="([^"]*)"', page)
    assert client.get(unescape(found)).json()["type"] == "rich"
    (metadata,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    assert "LearningResource" in json.loads(metadata)["@type"]


@pytest.mark.parametrize("query", ["surface=nowhere", "noise=x", "s=!!", "run=adam,lr:nan", 'surface="><b>'])
def test_invalid_query_still_opens_the_page(client, query):
    answer = client.get(f"/?{query}")
    assert answer.status_code == 200
    assert "og:image:width" not in answer.text
    assert "<b>" not in answer.text.partition("</head>")[0]


def test_unknown_oembed_format_is_rejected(client, server):
    asked = {"url": f"{server.url}/", "format": "xml"}
    assert client.get("/api/v1/oembed", params=asked).status_code == 501
    assert client.get("/api/v1/oembed", params=asked | {"format": "yaml"}).status_code == 422


def test_qr_code_is_a_cached_image(client):
    answer = client.get("/api/v1/qr", params={"text": "https://lab.example/?surface=bowl&run=adam"})
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert "immutable" in answer.headers["cache-control"]
    root = ElementTree.fromstring(answer.content)
    # Version n has 17 + 4 n modules a side, and a margin of 4 on each.
    side = int(root.attrib["width"]) / 4 - 8
    assert (side - 17) % 4 == 0
    again = client.get(answer.request.url, headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


def test_qr_text_at_and_beyond_its_limit(client):
    most = client.get("/api/v1/limits").json()["qr_characters"]
    assert most == 1200
    for length, status in ((most, 200), (most + 1, 422)):
        assert client.get("/api/v1/qr", params={"text": "x" * length}).status_code == status
