"""How long something lasted, in words."""


def length(milliseconds: int) -> str:
    """1小时30分20秒."""
    minutes, seconds = divmod(round(milliseconds / 1000), 60)
    hours, minutes = divmod(minutes, 60)
    parts = ((hours, "小时"), (minutes, "分"), (seconds, "秒"))
    return "".join(f"{count}{unit}" for count, unit in parts if count) or "0秒"
