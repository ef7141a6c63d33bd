"""An HLS playlist (RFC 8216) from segments: no list is kept anywhere, so none can be wrong."""

from collections.abc import Sequence
from math import ceil

from contracts.values import timestamp
from services.livestream.media.segments import UNNOTICED, Segment

WINDOW = 8
"""How many segments the playlist of a running stream names."""
MEDIA_TYPE = "application/vnd.apple.mpegurl"


def playlist(segments: Sequence[Segment], *, ended: bool) -> str:
    """Segments in their order; a player takes what lies between two takes for a cut."""
    longest = max((each.milliseconds for each in segments), default=2000)
    first = segments[0] if segments else None
    lines = [
        "#EXTM3U",
        "#EXT-X-VERSION:6",
        "#EXT-X-INDEPENDENT-SEGMENTS",
        f"#EXT-X-TARGETDURATION:{ceil(longest / 1000)}",
        f"#EXT-X-MEDIA-SEQUENCE:{first.number if first else 0}",
        f"#EXT-X-DISCONTINUITY-SEQUENCE:{first.take if first else 0}",
    ]
    before: Segment | None = None
    for each in segments:
        if before is not None and each.take != before.take:
            lines.append("#EXT-X-DISCONTINUITY")
        if before is None or abs(each.began - before.ended) > UNNOTICED:
            lines.append(f"#EXT-X-PROGRAM-DATE-TIME:{timestamp(each.began)}")
        lines += [f"#EXTINF:{each.milliseconds / 1000:.3f},", f"{each.number}.ts"]
        before = each
    return "\n".join([*lines, *(["#EXT-X-ENDLIST"] if ended else []), ""])
