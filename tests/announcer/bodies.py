"""Request bodies that the announcer takes, for tests to send or to spoil."""

PROGRAMMES = "/api/announcer/programmes"
OPEN_11 = f"{PROGRAMMES}/daxing-2023/activities/open-11"
SHA256 = "ab" * 32
SESSION = {
    "session": "s1",
    "starts_on": "2023-09-14",
    "start_at": "2023-09-14T09:00:00+08:00",
    "end_at": "2023-09-14T11:30:00+08:00",
    "place": "南街回迁房项目工地",
}
SCHEDULE = {"sessions": [SESSION], "form": "offline", "host": "旧宫镇人民政府"}
NOTICE = {
    "notice": "n1",
    "kinds": ["activity"],
    "channel": "district_website",
    "entry": "built_in",
    "title": "走进南街回迁房项目工地活动公告",
    "announces": [{"session": "s1", "starts_on": "2023-09-14"}],
    "elements": {"start_at": "2023年9月14日（星期四）9:00"},
}
WECHAT = {
    **NOTICE,
    "channel": "new_media",
    "account": "旧宫发布",
    "entry": "manual",
    "published_at": "2023-08-01T08:00:00+08:00",
    "address": "https://example.org/n1",
    "evidence": {"address": "https://example.org/n1.png"},
}

MATERIALS = {
    "bundle": "m1",
    "channel": "district_website",
    "column": "open_day",
    "title": "工作材料",
    "items": 3,
    "content_sha256": SHA256,
    "entry": "built_in",
}
