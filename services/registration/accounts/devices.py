"""What a browser calls itself, in words by which its owner knows it again."""

_BROWSERS = (
    ("MicroMessenger/", "微信"),
    ("HuaweiBrowser/", "华为浏览器"),
    ("MiuiBrowser/", "小米浏览器"),
    ("QQBrowser/", "QQ浏览器"),
    ("UCBrowser/", "UC浏览器"),
    ("Edg", "Edge浏览器"),
    ("OPR/", "Opera浏览器"),
    ("Firefox/", "Firefox浏览器"),
    ("Chrome/", "Chrome浏览器"),
    ("Safari/", "Safari浏览器"),
)
_SYSTEMS = (
    ("Windows", "Windows"),
    ("HarmonyOS", "鸿蒙"),
    ("Android", "安卓"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)
# The first that fits: nearly all say besides that they are Chrome and Safari.


def device(user_agent: str) -> str:
    """Browser and system, as far as they are known."""
    known = (
        next((name for sign, name in names if sign in user_agent), None)
        for names in (_BROWSERS, _SYSTEMS)
    )
    return " · ".join(it for it in known if it) or "不能识别的浏览器"
