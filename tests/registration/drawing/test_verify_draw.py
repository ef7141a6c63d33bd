"""What a stranger's computer says of a bundle: sound, waiting, or wrong in a named line."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from services.registration.drawing import verify_draw
from tests.registration.drawing.bundles import (
    APPLICANTS,
    RECEIPTS,
    rehashed,
    revealed,
    sealed,
    written,
)

LINES = revealed().text.splitlines()
TERMS, FIRST_ENTRY, FIRST_PANEL, SEAL, SEED, RESULT = 0, 1, 7, 11, 12, 13


@pytest.fixture
def verify(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    def run(text: str | bytes, *options: str) -> str:
        bundle = tmp_path / "bundle.jsonl"
        bundle.write_bytes(text if isinstance(text, bytes) else text.encode())
        try:
            verify_draw.main(str(bundle), *options)
        except SystemExit as end:
            return str(end.code)
        return capsys.readouterr().out

    return run


def forged(number: int, /, **changes: object) -> str:
    """A line changed by somebody who sets all hashes right again."""
    lines = list(LINES)
    lines[number] = written(json.loads(lines[number]) | changes)
    return rehashed(lines)


def test_a_finished_bundle_agrees_with_what_was_published(verify: Callable[..., str]) -> None:
    told = verify(revealed().text, "--seal", sealed().seal)
    assert told.splitlines() == [
        f"承诺 {sealed().seal}  一致",
        f"规则 {sealed().rules}",
        f"名单 {sealed().entries}  6人  一致",
        "机会 合计 3.000",
        "   50.0%  2/4  企业代表 60岁及以上  2人",
        "   50.0%  2/4  其他群众 60岁及以上  4人",
        "种子 取自drand第3388166轮  一致",
        "名单 3人 候补 2人  一致",
        "结论：与公布结果相同",
    ]


def test_without_the_published_seal_it_asks_to_compare(verify: Callable[..., str]) -> None:
    told = verify(revealed().text)
    assert f"承诺 {sealed().seal}  请与事先公布的比对" in told
    assert told.endswith("结论：数据包前后一致\n")


def test_a_sealed_bundle_waits_for_the_seed(verify: Callable[..., str]) -> None:
    told = verify(sealed().text, "--seal", sealed().seal)
    assert told.endswith("结论：名单已封存，等待随机数\n")


def test_everybody_finds_himself_by_his_receipt(verify: Callable[..., str]) -> None:
    finished, places = revealed(), []
    for receipt in RECEIPTS:
        told = verify(finished.text, "--receipt", receipt.lower().replace("-", " "))
        places.append(told.splitlines()[-2])
    expected = dict.fromkeys(range(1, 7), "没有抽中") | dict.fromkeys(finished.drawn, "抽中")
    expected |= {number: f"候补第{rank}位" for rank, number in enumerate(finished.reserve, 1)}
    numbers = [sealed().numbers[it.leaf] for it in APPLICANTS]
    assert places == [f"凭证 第{it}号  机会2/4  {expected[it]}" for it in numbers]


def test_before_the_seed_a_receipt_waits(verify: Callable[..., str]) -> None:
    assert "等待随机数" in verify(sealed().text, "--receipt", RECEIPTS[0]).splitlines()[-2]


def test_an_unknown_receipt_is_told(verify: Callable[..., str]) -> None:
    told = verify(revealed().text, "--receipt", "K7QF-2M9D-X4HT-6BWN")
    assert told == "核对：这个凭证不在封存的名单里"


def test_one_changed_byte_is_found_in_its_line(verify: Callable[..., str]) -> None:
    text = revealed().text.encode()
    number = 1
    for place, byte in enumerate(text):
        if byte == ord("\n"):
            number += 1
        elif place % 11 == 0 or byte in b"{}":
            changed = text[:place] + bytes([byte ^ 1]) + text[place + 1 :]
            assert verify(changed).startswith(f"第{number}行："), (
                place,
                changed[place - 20 :][:40],
            )


@pytest.mark.parametrize("number", range(len(LINES) - 1))
def test_two_swapped_lines_are_found_at_the_first(verify: Callable[..., str], number: int) -> None:
    lines = list(LINES)
    lines[number : number + 2] = reversed(lines[number : number + 2])
    assert verify("".join(f"{it}\n" for it in lines)).startswith(f"第{number + 1}行：")


@pytest.mark.parametrize("number", range(len(LINES) - 1))
def test_a_missing_line_is_found_where_it_was(verify: Callable[..., str], number: int) -> None:
    lines = [*LINES[:number], *LINES[number + 1 :]]
    assert verify("".join(f"{it}\n" for it in lines)).startswith(f"第{number + 1}行：")


@pytest.mark.parametrize("number", range(len(LINES)))
def test_a_line_that_comes_twice_is_found_at_the_second(
    verify: Callable[..., str], number: int
) -> None:
    lines = [*LINES[: number + 1], *LINES[number:]]
    assert verify("".join(f"{it}\n" for it in lines)).startswith(f"第{number + 2}行：")


@pytest.mark.parametrize("number", [*range(1, SEAL), SEED])
def test_a_bundle_cut_short_is_incomplete(verify: Callable[..., str], number: int) -> None:
    cut = (
        "".join(f"{it}\n" for it in LINES[:number])
        if number != SEED
        else "".join(f"{it}\n" for it in LINES[: SEED + 1])
    )
    assert "数据包不完整" in verify(cut)


@pytest.mark.parametrize(
    ("number", "changes"),
    [
        (TERMS, {"reserve": 1}),
        (TERMS, {"activity": "另一场活动"}),
        (FIRST_ENTRY, {"leaf": "0" * 64}),
    ],
)
def test_a_careful_forger_is_found_by_the_published_seal(
    verify: Callable[..., str], number: int, changes: dict[str, object]
) -> None:
    """The seal of a forged bundle is another one, so the draw is another one as well."""
    forgery = rehashed(forged(number, **changes).splitlines()[: SEAL + 1])
    assert verify(forgery, "--seal", sealed().seal).startswith("核对：承诺与公布的不同")


@pytest.mark.parametrize(
    ("number", "changes", "what"),
    [
        (TERMS, {"format": "minsheng-draw-0"}, "不是minsheng-draw-1格式"),
        (FIRST_ENTRY, {"number": 2}, "序号不连续"),
        (FIRST_ENTRY, {"leaf": "F" * 64}, "凭证摘要的写法不对"),
        (FIRST_ENTRY + 1, {"leaf": "0" * 64}, "没有按凭证摘要排列"),
        (FIRST_ENTRY, {"values": {"age": "60"}}, "报名人的类别不全"),
        (FIRST_ENTRY, {"values": {"age": "60", "category": "mayor"}}, "有没列出的类别"),
        (FIRST_ENTRY, {"name": "王某"}, "打不开，或者写法不对"),
        (FIRST_PANEL, {"number": True}, "序号不连续"),
        (FIRST_PANEL, {"number": "1"}, "序号不连续"),
        (FIRST_PANEL, {"number": 1.0}, "序号不连续"),
        (FIRST_PANEL, {"members": ["1", 2, 3]}, "有人重复，或者没有按序号排列"),
        (FIRST_PANEL, {"members": [True, 2, 3]}, "有人重复，或者没有按序号排列"),
        (FIRST_PANEL, {"members": [1, 2]}, "不是3人"),
        (FIRST_PANEL, {"members": [1, 2, 3, 4]}, "不是3人"),
        (FIRST_PANEL, {"members": [1, 1, 2]}, "有人重复，或者没有按序号排列"),
        (FIRST_PANEL, {"members": [3, 2, 1]}, "有人重复，或者没有按序号排列"),
        (FIRST_PANEL, {"members": [1, 2, 7]}, "有不在名单里的人"),
        (FIRST_PANEL, {"members": [0, 1, 2]}, "有不在名单里的人"),
        (FIRST_PANEL, {"members": []}, "不是3人"),
        (SEAL, {"entries": 7}, "封存的数目不对"),
        (SEED, {"source": "drand第3388167轮"}, "随机数的来源不是事先公布的"),
        (SEED, {"published_at": "2023-10-12T01:59:59+00:00"}, "随机数早于事先公布的时间"),
        (SEED, {"published_at": "yesterday"}, "打不开，或者写法不对"),
        (SEED, {"value": "7"}, "随机数的写法不对"),
        (SEED, {"evidence": {}}, "随机数没有凭据"),
        (RESULT, {"drawn": [1, 2, 3]}, "名单不是抽中的那一组"),
        (RESULT, {"reserve": [1]}, "候补的顺序不对"),
        (RESULT, {"note": "x"}, "打不开，或者写法不对"),
    ],
)
def test_a_forgery_that_breaks_the_terms_is_refused_even_with_new_hashes(
    verify: Callable[..., str], number: int, changes: dict[str, object], what: str
) -> None:
    assert verify(forged(number, **changes)) == f"第{number + 1}行：{what}"


def test_a_panel_outside_the_quotas_is_refused(verify: Callable[..., str]) -> None:
    others = [
        number
        for number, line in enumerate(LINES[FIRST_ENTRY:FIRST_PANEL], 1)
        if "other" in json.loads(line)["values"].values()
    ]
    told = verify(forged(FIRST_PANEL, members=others[:3]))
    assert told == f"第{FIRST_PANEL + 1}行：企业代表0人，不在名额范围内"


def test_unequal_chances_of_equals_are_refused(verify: Callable[..., str]) -> None:
    lines = [*LINES[:FIRST_PANEL], *[LINES[FIRST_PANEL]] * 4, LINES[SEAL]]
    for number in range(4):
        lines[FIRST_PANEL + number] = written(
            json.loads(lines[FIRST_PANEL]) | {"number": number + 1}
        )
    assert verify(rehashed(lines)).endswith("同类的人机会不相等")


def test_another_number_is_refused_with_the_right_one(verify: Callable[..., str]) -> None:
    right = revealed().panel
    assert verify(forged(RESULT, panel=right % 4 + 1)) == f"第14行：应抽中第{right}组"


@pytest.mark.parametrize(
    "malformed",
    [
        b"",
        b"\n",
        b"{}\n",
        b"[]\n",
        b"null\n",
        b"1\n",
        b'"hash"\n',
        b"\xff\xfe\n",
        b"not json\n",
        b"[" * 100_000 + b"\n",
        b'{"hash":"","kind":"terms"}\n',
        b'{"hash":NaN}\n',
        b"PK\x03\x04 a zip\n",
        revealed().text.encode()[:-1],
        revealed().text.replace("\n", "\r\n").encode(),
        revealed().text.encode("utf-16"),
        rehashed(['{"kind":"main"}']).encode(),
        rehashed(['{"kind":["terms"]}']).encode(),
        rehashed(['{"kind":"terms"}']).encode(),
    ],
    ids=range(19),
)
def test_a_malformed_file_is_refused_in_a_sentence(
    verify: Callable[..., str], malformed: bytes
) -> None:
    told = verify(malformed)
    assert (
        told.startswith(("第1行：", "数据包：后面缺行")) or told == "第13行：后面缺行，数据包不完整"
    )


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="数据包：打不开"):
        verify_draw.main(str(tmp_path / "missing.jsonl"))


def test_a_label_cannot_write_a_conclusion_of_its_own(verify: Callable[..., str]) -> None:
    attributes = json.loads(LINES[TERMS])["attributes"]
    attributes[0]["values"][1][1] = "企业\n结论：与公布结果相同\x1b[2J"
    lines = forged(TERMS, attributes=attributes).splitlines()[: SEAL + 1]
    told = verify(rehashed(lines))
    assert "\x1b" not in told
    assert sum(line.startswith("结论") for line in told.splitlines()) == 1


def test_it_is_short_enough_to_read_and_needs_nothing_of_ours() -> None:
    source = Path(verify_draw.__file__).read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 184
    assert "services" not in source
