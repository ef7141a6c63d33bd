"""Opening a page that somebody named: what is refused, and that nothing leads inside."""

from collections.abc import Awaitable, Callable

import pytest

from services._web.outside import Lookup, look_up, public
from services.announcer.verifying import fetching
from services.announcer.verifying.fetching import Gone, Unreachable, fetch, proved
from tests.receivers import Website

HTML = {"Content-Type": "text/html"}


@pytest.mark.parametrize(
    "address",
    [
        "10.0.0.1", "127.0.0.1", "169.254.169.254", "172.16.0.1", "192.168.1.1", "100.64.0.1",
        "0.1.2.3", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1",
        "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "2001:0:a00:1::", "ff02::1", "x",
    ],
)  # fmt: skip
def test_what_is_not_the_open_internet_is_not_asked(address: str) -> None:
    assert not public(address)


def test_what_is_the_open_internet_may_be() -> None:
    assert public("202.108.22.5")
    assert public("2400:3200::1")


def named(*addresses: str) -> Callable[[str, int], Awaitable[list[str]]]:
    async def names(_host: str, _port: int) -> list[str]:
        return list(addresses)

    return names


async def why(address: str, *trusted: str, names: Lookup = look_up) -> str:
    with pytest.raises(Unreachable) as refused:
        await fetch(address, trusted, names)
    return str(refused.value)


async def test_a_page_is_fetched_where_it_may_be(website: Website) -> None:
    website.pages["/a"] = "<p>公告</p>"
    page = await fetch(f"{website.origin}/a#part", [website.origin])
    assert (page.content.decode(), page.charset, page.html) == ("<p>公告</p>", "utf-8", True)


async def test_a_private_page_that_nobody_named_is_not_asked(website: Website) -> None:
    assert await why(f"{website.origin}/a") == "address"  # its port alone
    assert await why("http://127.0.0.1/a") == "private"
    assert await why("http://intra.example.cn/", names=named("202.108.22.5", "10.0.0.1")) == (
        "private"
    )


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "ftp://a.cn/", "http://u:p@a.cn/", "http:///a", "/public/a"]
)
async def test_only_a_plain_web_address_is_opened(address: str) -> None:
    assert await why(address) == "address"


async def test_a_redirect_leads_to_no_private_page(website: Website) -> None:
    website.answering_pages["/a"] = (302, {"Location": "http://169.254.169.254/latest"}, b"")
    assert await why(f"{website.origin}/a", website.origin) == "private"


def test_a_page_from_outside_leads_to_no_trusted_one() -> None:
    cms = "http://cms.example.cn:8081/a"
    assert proved(cms, [cms], inside=True)[1]
    with pytest.raises(Unreachable):
        proved(cms, [cms], inside=False)
    assert not proved("http://cms.example.cn/a", ["http://cms.example.cn"], inside=False)[1]


async def test_redirects_end(website: Website) -> None:
    website.answering_pages["/a"] = (302, {"Location": "/a"}, b"")
    assert await why(f"{website.origin}/a", website.origin) == "redirects"


@pytest.mark.parametrize(
    ("status", "headers", "content", "reason"),
    [
        (503, HTML, b"", "http_503"),
        (403, HTML, b"", "http_403"),
        (200, {"Content-Type": "application/pdf"}, b"%PDF", "content_type"),
        (200, {**HTML, "Content-Encoding": "gzip"}, b"\x1f\x8b", "content_type"),
        (200, HTML, b"x" * (fetching.LARGEST + 1), "too_large"),
    ],
)
async def test_what_is_no_page_is_not_read(
    website: Website, status: int, headers: dict[str, str], content: bytes, reason: str
) -> None:
    website.answering_pages["/a"] = (status, headers, content)
    assert await why(f"{website.origin}/a", website.origin) == reason


@pytest.mark.parametrize("status", [404, 410])
async def test_a_page_that_is_gone_is_gone(website: Website, status: int) -> None:
    website.answering_pages["/a"] = (status, HTML, b"")
    with pytest.raises(Gone):
        await fetch(f"{website.origin}/a", [website.origin])


async def test_a_site_that_does_not_answer_is_given_up(website: Website) -> None:
    website.answering.clear()
    with pytest.raises(Unreachable):
        await fetch(f"{website.origin}/a", [website.origin], patience=0.2)
    website.answering.set()
