"""Signing in by a provider of identities: a real authorisation-code flow against a small provider.

The provider runs in a thread and signs its tokens; the portal runs in a process of its own, because
whether the hook exists is decided when settings are read.
"""

import json
import os
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlparse

import jwt
import pytest
from django.db import connection
from django.urls import NoReverseMatch, reverse

PROJECT = Path(__file__).resolve().parents[2]
SECRET = "provider-secret-known-to-both-sides"

# Walks the flow with Django's test client, for each of the claims inside a transaction that is rolled back.
WALK = """
import json, os, sys
import django
django.setup()
from urllib.parse import parse_qs, urlparse
import requests
from django.db import transaction
from django.test import Client
from django.test.utils import setup_test_environment
from portal.accounts.models import User

def walk(claims):
    User.objects.create_user("can-bo", email="can-bo@example.test", full_name="Cán bộ", password=None,
                             is_superuser=True)
    client = Client(headers={"host": "quantri.localhost"})
    page = client.get("/admin/login/").content.decode()
    start = client.get("/oidc/authenticate/")
    query = parse_qs(urlparse(start["Location"]).query)
    requests.post(os.environ["PROVIDER"] + "/prepare",
                  json={"nonce": query["nonce"][0], "claims": claims}, timeout=5)
    client.get("/oidc/callback/", {"code": "code", "state": query["state"][0]})
    signed_in = client.session.get("_auth_user_id")
    return {"offered": "/oidc/authenticate/" in page,
            "signed_in": bool(signed_in), "accounts": User.objects.count()}

setup_test_environment()
results = {}
for name, claims in json.loads(sys.argv[1]).items():
    with transaction.atomic():
        results[name] = walk(claims)
        transaction.set_rollback(True)
print(json.dumps(results))
"""
CLAIMS = {
    "verified": {"sub": "1", "email": "can-bo@example.test", "email_verified": True},
    "unverified": {"sub": "1", "email": "can-bo@example.test", "email_verified": False},
    "silent about it": {"sub": "1", "email": "can-bo@example.test"},
    "unknown": {"sub": "1", "email": "nguoi-la@example.test", "email_verified": True},
}


class Provider(BaseHTTPRequestHandler):
    prepared: dict = {}

    def log_message(self, *args: object) -> None:
        """Quiet."""

    def _answer(self, data: dict) -> None:
        body = json.dumps(data).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        self._answer(Provider.prepared["claims"] if urlparse(self.path).path == "/user" else {})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/prepare":
            Provider.prepared = json.loads(body)
            return self._answer({})
        assert parse_qs(body.decode())["code"] == ["code"]
        claims = {"sub": "1", "aud": "portal", "nonce": Provider.prepared["nonce"], "iat": int(time.time())}
        token = jwt.encode(claims, SECRET, algorithm="HS256")
        return self._answer({"access_token": "token", "id_token": token})


@pytest.fixture(scope="module")
def provider():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture(scope="module")
def came_of_it(provider, django_db_setup) -> dict[str, dict]:
    """What came of a walk through the provider with each of the claims; one process walks them all."""
    database = connection.settings_dict
    url = f"postgres://{database['USER']}:{database['PASSWORD']}@:{database['PORT']}/{database['HOST']}/{database['NAME']}"
    if not str(database["HOST"]).startswith("/"):
        url = f"postgres://{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "portal.settings.test",
        "DATABASE_URL": url,
        "PROVIDER": provider,
        "OIDC_CLIENT_ID": "portal",
        "OIDC_CLIENT_SECRET": SECRET,
        "OIDC_SIGN_ALGO": "HS256",
        "OIDC_AUTHORIZATION_ENDPOINT": f"{provider}/authorize",
        "OIDC_TOKEN_ENDPOINT": f"{provider}/token",
        "OIDC_USER_ENDPOINT": f"{provider}/user",
    }
    done = subprocess.run(
        [sys.executable, "-c", WALK, json.dumps(CLAIMS)],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.django_db
def test_known_person_with_a_verified_address_is_signed_in(came_of_it):
    assert came_of_it["verified"] == {"offered": True, "signed_in": True, "accounts": 1}


@pytest.mark.django_db
@pytest.mark.parametrize("claims", [name for name in CLAIMS if name != "verified"])
def test_unverified_or_unknown_person_is_refused_and_gets_no_account(came_of_it, claims):
    assert not came_of_it[claims]["signed_in"]
    assert came_of_it[claims]["accounts"] == 1


def test_hook_is_off_until_a_provider_is_named(settings):
    assert not settings.OIDC_ENABLED
    with pytest.raises(NoReverseMatch):
        reverse("oidc_authentication_init")
