"""The built-in public site: the two columns, and every activity with its notices and materials.

What is published here is a publication on the district website. Times are the recorded ones.
"""

from services.announcer.public import activity, feeds, heads, pages, search

__all__ = ["ROUTERS"]

ROUTERS = (heads.router, search.router, feeds.router, activity.router, pages.router)
"""``pages`` comes last: it answers whatever nobody else does."""
