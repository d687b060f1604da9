"""Who is let in, as whom, and what other sites and names can reach."""

import re

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from askvn.web import passwords
from askvn.web.guard import OWNER, Guard

HERE = "http://127.0.0.1:7860"


@pytest.fixture(scope="module")
def users():
    return {"lan": passwords.hashed("mật khẩu của Lan"), "nam": passwords.hashed("khác")}


def client(users=None, host="127.0.0.1", **options):
    async def whose(request):
        return PlainTextResponse(str(request.scope.get(OWNER)))

    routes = [Route(path, whose, methods=["GET", "POST"]) for path in ("/", "/gradio_api/run")]
    app = Guard(Starlette(routes=routes), users or {}, host, "vi")
    return TestClient(app, base_url=HERE, follow_redirects=False, **options)


def test_each_browser_is_somebody_else_and_stays_who_it_is():
    one, other = client(), client()
    assert one.get("/gradio_api/run").text == ""
    first = one.get("/").text
    assert re.fullmatch(r"browser:[0-9a-f]{24}", first)
    assert one.get("/gradio_api/run").text == first
    assert one.get("/").text == first
    assert other.get("/").text not in ("", first)


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites():
    response = client().get("/")
    token, *attributes = response.headers["set-cookie"].split("; ")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(attributes)
    assert token.partition("=")[2] not in response.text
    assert "default-src 'self'" in response.headers["content-security-policy"]
    assert response.headers["x-content-type-options"] == "nosniff"


def test_nobody_enters_without_a_password(users):
    visitor = client(users)
    assert visitor.get("/").headers["location"] == "/login"
    assert visitor.get("/gradio_api/run").status_code == 401
    assert visitor.post("/gradio_api/run").status_code == 401
    assert "<form" in visitor.get("/login").text


@pytest.mark.parametrize(
    ("name", "password"),
    [("lan", "sai"), ("lan", ""), ("ai đó", "khác"), ("", ""), ("lan", "khác")],
)
def test_a_wrong_password_opens_nothing(users, monkeypatch, name, password):
    monkeypatch.setattr("askvn.web.guard._PAUSE_S", 0)
    visitor = client(users)
    refused = visitor.post("/login", data={"name": name, "password": password})
    assert refused.status_code == 403
    assert "Tên hoặc mật khẩu không đúng" in refused.text
    assert visitor.get("/").status_code == 303


def test_who_has_logged_in_is_known_by_name_until_leaving(users):
    visitor = client(users)
    entered = visitor.post("/login", data={"name": "lan", "password": "mật khẩu của Lan"})
    assert (entered.status_code, entered.headers["location"]) == (303, "/")
    assert visitor.get("/").text == "user:lan"
    assert visitor.get("/logout").headers["location"] == "/login"
    assert visitor.get("/").status_code == 303


def test_a_cookie_that_was_made_up_is_nobody(users):
    visitor = client(users, cookies={"askvn-visitor": "user:lan"})
    assert visitor.get("/").status_code == 303
    assert visitor.get("/", headers={"cookie": "askvn-visitor=\x00;;=;a=b"}).status_code == 303


def test_a_form_that_never_ends_is_not_read():
    users = {"lan": passwords.hashed("x")}
    assert (
        client(users).post("/login", content=b"name=lan&password=" + b"x" * 9000).status_code == 403
    )


def test_only_this_machine_can_be_called_where_only_it_is_served():
    assert client().get("/", headers={"host": "evil.example"}).status_code == 403
    assert client().get("/", headers={"host": "localhost:7860"}).status_code == 200
    assert client(host="0.0.0.0").get("/", headers={"host": "kho.lan"}).status_code == 200


def test_another_site_can_change_nothing():
    visitor = client()
    evil = {"origin": "http://evil.example"}
    assert visitor.post("/gradio_api/run", headers=evil).status_code == 403
    assert visitor.post("/gradio_api/run", headers={"origin": HERE}).status_code == 200
    assert visitor.get("/", headers=evil).status_code == 200
