"""A page against what was published: given this page, that is found."""

import pytest

from contracts.values import NoticeElement
from services.announcer.domain.verifying import Found
from services.announcer.verifying.comparing import Expected, compare, decoded, text_of

START, HOST = NoticeElement.START_AT, NoticeElement.HOST
BODY = "一、时间\n2023年9月14日（星期四）9:00\n二、主办单位\n旧宫镇人民政府"
EXPECTED = Expected(
    "走进工地活动公告", BODY, {START: "2023年9月14日（星期四）9:00", HOST: "旧宫镇人民政府"}
)
PAGE = (
    "<title>公告 - 区政府</title><script>走进</script><h1>走进工地活动公告</h1><i>阅读 12 次</i>"
    "<p>一、时间</p><p>2023年9月14日（星期四） 9:00</p><p>二、主办单位</p><p>旧宫镇人民政府</p>"
    "<footer>2023年9月1日</footer>"
)


def found(page: str, expected: Expected = EXPECTED) -> Found:
    return compare(expected, text_of(page))


def test_spaces_widths_and_what_stands_around_do_not_count() -> None:
    first = found(PAGE)
    assert first.state == "as_published"
    later = found(PAGE.replace("12 次", "9527 次").replace("9:00", "9：00").replace("<p>", "<p>\n"))
    assert later == first


@pytest.mark.parametrize(
    ("old", "new", "lacks"),
    [
        ("9月14日（星期四） 9:00", "9月15日（星期五） 9:00", (START,)),
        ("<p>旧宫镇人民政府</p>", "", (HOST,)),
        ("走进工地活动公告", "走进新工地公告", ()),
        ("一、时间", "一、时刻", ()),
    ],
)
def test_another_word_is_a_change_that_names_the_elements_it_lacks(
    old: str, new: str, lacks: tuple[NoticeElement, ...]
) -> None:
    changed = found(PAGE.replace(old, new))
    assert (changed.state, changed.lacks) == ("changed", lacks)


def test_a_sentence_put_in_between_gives_another_hash() -> None:
    more = found(PAGE.replace("<p>二、", "<p>活动取消。</p><p>二、"))
    assert more.state == "as_published"
    assert more.text_sha256 != found(PAGE).text_sha256


def test_the_date_elsewhere_on_the_page_is_not_the_date_of_the_notice() -> None:
    moved = PAGE.replace("9月14日（星期四） 9:00</p>", "9月15日</p>")
    assert START in found(moved + "<p>2023年9月14日（星期四）9:00</p>").lacks


def test_a_page_that_says_something_else_does_not_show_it() -> None:
    assert found("<h1>您访问的页面不存在</h1>").state == "not_there"
    assert found("").state == "not_there"


def test_without_a_body_the_elements_must_be_there() -> None:
    bare = Expected("走进工地活动公告", None, {HOST: "旧宫镇人民政府"})
    assert found(PAGE, bare).state == "as_published"
    assert found(PAGE.replace("<p>旧宫镇人民政府</p>", ""), bare).lacks == (HOST,)


def test_of_two_notices_on_a_page_its_own_is_compared() -> None:
    other = PAGE.replace("走进工地活动公告", "走进工地变更公告").replace("9月14日", "9月21日")
    assert found(other + PAGE).text_sha256 == found(PAGE + other).text_sha256
    assert found(other + PAGE).state == "as_published"


def test_the_characters_are_those_that_header_or_page_name() -> None:
    page = f'<meta charset="gb2312">{PAGE}'
    assert found(decoded(page.encode("gbk"), None)).state == "as_published"
    assert found(decoded(PAGE.encode("gbk"), "GBK")).state == "as_published"
    assert found(decoded(PAGE.encode(), "no-such")).state == "as_published"
