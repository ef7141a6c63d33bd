"""Three safeties taken away in turn; each time the checker must find what goes wrong."""


def swap(owner: object, name: str, replacement: object) -> None:
    """Put something else in the place of a function, class or method of the product."""
    getattr(owner, name)  # what is not there any more cannot be taken away
    setattr(owner, name, replacement)
