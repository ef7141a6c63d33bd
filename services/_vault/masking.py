"""What is shown of a name or a contact to whoever has not said what for. Pure."""


def name(value: str | None) -> str | None:
    """A family name and a star."""
    return f"{value[0]}*" if value else None


def phone(value: str | None) -> str | None:
    """138****5678; of a short number the last two digits."""
    if not value:
        return None
    if len(value) >= 10:
        return f"{value[:3]}****{value[-4:]}"
    return f"****{value[-2:]}"


def mail(value: str | None) -> str | None:
    """The first letter, and where the mail box is."""
    if not value:
        return None
    box, at, host = value.partition("@")
    return f"{box[:1]}***{at}{host}" if at else "***"


def contact(value: str | None) -> str | None:
    """Somebody's free words on how they are reached: the first sign of them, no more."""
    return f"{value[0]}***" if value else None
