"""Tokens are signed, short-lived, and ours."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, OKPKey

from services._web.tokens import Actor, InvalidToken, mint, verify

NOW = datetime(2023, 8, 15, tzinfo=UTC)
CLERK = Actor("clerk-1", frozenset({"office", "handler"}), "museum")


def keys(private: dict[str, Any]) -> dict[str, Any]:
    return {"keys": [{name: value for name, value in private.items() if name != "d"}]}


def test_a_token_names_its_actor_until_it_expires(signing_key: dict[str, Any]) -> None:
    token = mint(signing_key, CLERK, NOW)
    assert verify(keys(signing_key), token, NOW + timedelta(minutes=14)) == CLERK
    with pytest.raises(InvalidToken):
        verify(keys(signing_key), token, NOW + timedelta(minutes=16))


def test_a_token_of_another_key_or_altered_is_refused(signing_key: dict[str, Any]) -> None:
    other = OKPKey.generate_key("Ed25519")
    other.ensure_kid()
    foreign = mint(other.as_dict(private=True), CLERK, NOW)
    head, body, seal = mint(signing_key, CLERK, NOW).split(".")
    for token in (foreign, f"{head}.{body[:-2]}AA.{seal}", f"{head}.{body}.", "", "a.b.c"):
        with pytest.raises(InvalidToken):
            verify(keys(signing_key), token, NOW)


def test_the_public_key_cannot_be_used_as_a_shared_secret(signing_key: dict[str, Any]) -> None:
    secret = OctKey.import_key("x" * 32)
    claims = {"aud": "minsheng", "sub": "x", "roles": ["office"], "exp": 2**40}
    token = jwt.encode({"alg": "HS256", "kid": signing_key["kid"]}, claims, secret)
    with pytest.raises(InvalidToken):
        verify(keys(signing_key), token, NOW)


def test_a_token_for_another_audience_or_without_an_end_is_refused(
    signing_key: dict[str, Any],
) -> None:
    key = OKPKey.import_key(signing_key)
    base = {"aud": "minsheng", "sub": "x", "roles": [], "exp": 2**40}
    for change in ({"aud": "other"}, {"exp": None}, {"sub": None}):
        claims = {name: value for name, value in (base | change).items() if value is not None}
        header = {"alg": "Ed25519", "kid": signing_key["kid"]}
        token = jwt.encode(header, claims, key, algorithms=["Ed25519"])
        with pytest.raises(InvalidToken):
            verify(keys(signing_key), token, NOW)


def test_an_unknown_role_is_never_minted(signing_key: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="emperor"):
        mint(signing_key, Actor("x", frozenset({"emperor"})), NOW)


@pytest.mark.parametrize("subject", ["", "张三", "a b", "a.b", "x" * 65])
def test_an_account_has_an_id_that_facts_can_carry(subject: str) -> None:
    with pytest.raises(ValueError, match="account"):
        Actor(subject, frozenset({"office"}))
