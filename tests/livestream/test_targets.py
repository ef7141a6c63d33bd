"""Where pictures may be pushed on to: outwards, and never with a secret in the address."""

import pytest
from pydantic import ValidationError

from services.livestream.media.acting import Pushed
from services.livestream.media.targets import pause, way

ADDRESS = "rtmp://push.example.cn/live"


def named(*addresses: str) -> "Names":
    return Names(addresses)


class Names:
    """A name server that knows one answer."""

    def __init__(self, addresses: tuple[str, ...]) -> None:
        self._addresses, self.asked = addresses, list[tuple[str, int]]()

    async def __call__(self, host: str, port: int) -> list[str]:
        self.asked.append((host, port))
        if not self._addresses:
            raise OSError
        return list(self._addresses)


@pytest.mark.parametrize(
    ("found", "outside"),
    [
        (("114.114.114.114",), True),
        (("114.114.114.114", "10.0.0.1"), False),
        (("127.0.0.1",), False),
        (("169.254.169.254",), False),
        (("::1",), False),
        ((), False),
    ],
)
async def test_no_push_leads_into_our_own_network(found: tuple[str, ...], *, outside: bool) -> None:
    names = named(*found)
    called = f"rtmp://{found[0]}:1935/live" if outside else None
    assert await way(ADDRESS, (), names) == called
    assert names.asked == [("push.example.cn", 1935)]


@pytest.mark.parametrize("host", ["a.cn:99999", "a.cn:" + "9" * 5000, "a.cn:x", "[::"])
async def test_what_is_no_host_is_not_outside(host: str) -> None:
    assert await way(f"rtmp://{host}/live", (), named("114.114.114.114")) is None


async def test_the_operator_may_name_a_host_inside() -> None:
    inside = await way(ADDRESS, {"push.example.cn"}, named("10.0.0.1"))
    assert inside == ADDRESS


async def test_what_was_checked_is_called_at_its_port() -> None:
    called = await way("rtmp://push.example.cn:1936/live", (), named("2400:3200::1"))
    assert called == "rtmp://[2400:3200::1]:1936/live"


async def test_where_a_certificate_proves_the_name_the_name_is_called() -> None:
    address = "rtmps://push.example.cn/live"
    assert await way(address, (), named("114.114.114.114")) == address
    assert await way(address, (), named("10.0.0.1")) is None


@pytest.mark.parametrize(
    "address",
    [
        ADDRESS + "?key=secret",
        "rtmp://me:secret@push.example.cn/live",
        "rtmp://push.example.cn/live@1",
        ADDRESS + " -y /etc/passwd",
        ADDRESS + "#a",
        "https://push.example.cn/live",
        "rtmp://push.example.cn",
    ],
)
def test_what_is_no_address_or_holds_a_secret_is_refused(address: str) -> None:
    assert Pushed(session="s1", name="平台", address=ADDRESS, secret="a?b=c").address == ADDRESS
    with pytest.raises(ValidationError):
        Pushed(session="s1", name="平台", address=address, secret="a")


def test_a_push_that_fails_waits_longer_each_time_and_never_long() -> None:
    assert [pause(failed) for failed in range(8)] == [1, 1, 2, 4, 8, 16, 30, 30]
