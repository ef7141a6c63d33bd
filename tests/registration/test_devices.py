"""A browser is named by which its owner knows it again."""

import pytest

from services.registration.accounts.devices import device

_END = "AppleWebKit/537.36 (KHTML, like Gecko)"
WINDOWS = f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_END} Chrome/118.0.0.0 Safari/537.36"
ANDROID = f"Mozilla/5.0 (Linux; Android 13; PGT-AN00) {_END} Version/4.0 Chrome/116 Mobile"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Mobile Safari/604.1"


@pytest.mark.parametrize(
    ("user_agent", "told"),
    [
        (WINDOWS, "Chrome浏览器 · Windows"),
        (WINDOWS + " Edg/118.0.2088.46", "Edge浏览器 · Windows"),
        (ANDROID + " Safari/537.36 MicroMessenger/8.0.42", "微信 · 安卓"),
        (IPHONE, "Safari浏览器 · iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:109.0) Gecko/20100101 Firefox/118.0",
         "Firefox浏览器 · Linux"),
        ("Mozilla/5.0 (X11; Linux x86_64)", "Linux"),
        ("curl/8.1", "不能识别的浏览器"),
        ("", "不能识别的浏览器"),
    ],
)  # fmt: skip
def test_a_browser_and_its_system_are_named(user_agent: str, told: str) -> None:
    assert device(user_agent) == told
