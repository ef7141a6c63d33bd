"""A plan's file is read for what it is, or refused with a reason."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from services.announcer.importing.files import MOST_BYTES
from services.announcer.importing.pdf import readable
from services.announcer.importing.reading import read_text
from services.announcer.importing.remarks import Unreadable
from services.announcer.reading_apart import read_apart
from tests.announcer.plan_files import PLAN, SAMPLE, body, docx, pdf, read

ENTITIES = '<!DOCTYPE d [<!ENTITY a "哈哈哈"><!ENTITY b "&a;&a;&a;">]>'
DEEP_PDF = b"%PDF-1.7\n1 0 obj\n" + b"[" * 50_000 + b"\nendobj\ntrailer <</Root 1 0 R>>\n%%EOF"
CFB = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512)


def bomb() -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", bytes(40 * 1024 * 1024))
    return buffer.getvalue()


REFUSED = {
    "nothing": ("a.txt", b"", "empty"),
    "too many bytes": ("a.txt", b"a" * (MOST_BYTES + 1), "too_large"),
    "an ending nobody reads": ("a.xlsx", b"PK\x03\x04", "wrong_type"),
    "no ending": ("plan", PLAN.encode(), "wrong_type"),
    "a PDF called text": ("a.txt", pdf(), "wrong_name"),
    "text called Word": ("a.docx", PLAN.encode(), "wrong_name"),
    "a zip called Word": ("a.docx", docx("", more={}).replace(b"word/", b"else/"),
                          "wrong_name"),
    "Word of the nineties": ("a.docx", CFB, "wrong_type"),
    "Word with a password": ("a.docx", CFB + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
    "Word with macros by name": ("a.docm", docx(body(PLAN)), "macros"),
    "Word with macros inside": (
        "a.docx", docx(body(PLAN), more={"word/vbaProject.bin": b"x"}), "macros",
    ),
    "Word without words": ("a.docx", docx("<w:p/>"), "no_text"),
    "Word with entities": ("a.docx", docx("<w:p/>", head=ENTITIES), "entities"),
    "Word with another file in it": ("a.docx", docx("<w:altChunk/>"), "embedded"),
    "Word cut short": ("a.docx", docx(body(PLAN))[:2000], "damaged"),
    "Word with broken XML": ("a.docx", docx("<w:p>"), "damaged"),
    "a bomb": ("a.docx", bomb(), "bomb"),
    "a PDF with a password": ("a.pdf", pdf(password="geheim"), "encrypted"),
    "a scan": ("a.pdf", pdf(), "no_text"),
    "a PDF with a file in it": ("a.pdf", pdf(attached=b"more"), "active_content"),
    "a PDF cut short": ("a.pdf", pdf()[:200], "damaged"),
    "a PDF nested deep": ("a.pdf", DEEP_PDF, "damaged"),
    "a picture": ("a.txt", b"\x89PNG\r\n", "wrong_type"),
    "a program": ("a.txt", b"\x7fELF\x02", "wrong_type"),
    "UTF-16": ("a.txt", PLAN.encode("utf-16"), "encoding"),
    "neither encoding": ("a.txt", PLAN.encode("gb18030") + b"\xff\xff", "encoding"),
    "damaged UTF-8": ("a.txt", PLAN.encode()[:100] + b"\xff" + PLAN.encode()[100:], "encoding"),
    "control characters": ("a.txt", b"plan\x00plan", "not_text"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "data", "reason"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_no_plan_is_refused_with_its_reason(name: str, data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_text(name, data)

    assert refused.value.reason == reason
    assert refused.value.message.endswith("。")


def test_an_unreadable_byte_is_named() -> None:
    before, after = PLAN[:40].encode(), PLAN[40:].encode()

    with pytest.raises(Unreadable, match=f"第{len(before) + 1}字节"):
        read_text("a.txt", before + b"\xff" + after)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_either_encoding_gives_the_same_text(encoding: str) -> None:
    assert read_text("a.txt", PLAN.encode(encoding)).text == PLAN


def test_a_word_file_gives_the_same_draft_as_the_text() -> None:
    from_text, from_word = read("a.txt", SAMPLE.read_bytes()), read("a.docx", docx(body(PLAN)))

    assert from_word.text == PLAN
    assert from_word.activities == from_text.activities
    assert from_word.remarks == from_text.remarks


def test_words_in_boxes_insertions_and_notes_are_not_lost() -> None:
    xml = (
        "<w:p><w:ins><w:r><w:t>后加的字</w:t></w:r></w:ins></w:p>"
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>表里的字</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
        "<w:p><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>框里的字</w:t></w:r></w:p>"
        "</w:txbxContent></w:pict></w:r></w:p>"
    )
    note = docx(body("脚注的字"))
    with ZipFile(BytesIO(note)) as package:
        notes = package.read("word/document.xml")

    text = read_text("a.docx", docx(xml, more={"word/footnotes.xml": notes})).text

    assert text.split() == ["后加的字", "表里的字", "框里的字", "脚注的字"]


def test_numbers_that_word_counts_by_itself_are_a_doubt() -> None:
    xml = "<w:p><w:pPr><w:numPr><w:numId/></w:numPr></w:pPr><w:r><w:t>开放点</w:t></w:r></w:p>"

    (remark,) = read_text("a.docx", docx(xml)).remarks

    assert (remark.code, remark.line) == ("automatic_number", 1)


def test_a_process_of_its_own_reads_the_same_and_refuses_the_same() -> None:
    assert read_apart("a.txt", SAMPLE.read_bytes()) == read_text("a.txt", SAMPLE.read_bytes())
    with pytest.raises(Unreadable) as refused:
        read_apart("../../a.docx", bomb())
    assert refused.value.reason == "bomb"


def test_what_a_font_of_a_pdf_gives_no_character_for_is_shown_as_unreadable() -> None:
    assert readable("开放\x00点\x07\ud800\n一、") == "开放\ufffd点\ufffd\ufffd\n一、"
