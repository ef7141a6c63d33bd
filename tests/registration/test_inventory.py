"""No vault holds a field of which nobody has said why it is kept, and until when."""

import re
from pathlib import Path

import pytest

from deploy import privacy
from services._vault import masking
from services._vault.inventory import Held, Inventory, Item, Undeclared
from services._vault.keys import BadKeys, KeyFile, generate, retire, rotate
from services._vault.retention import Until
from services.livestream.keeping.inventory import INVENTORY as ASKED
from services.registration.contacts import Contact
from services.registration.keeping.inventory import INVENTORY as TOLD


def test_the_document_holds_a_line_for_every_field() -> None:
    assert privacy.main(["--check"]) == 0


def test_everything_that_a_contact_keeps_is_declared() -> None:
    contact = Contact("张三", "13800138000", "轮椅", "a@example.cn")
    assert set(contact.fields()) <= {it.name for it in TOLD.fields if it.item is Item.PERSON}


def test_a_field_without_a_line_is_refused_and_named() -> None:
    with pytest.raises(Undeclared, match=r"person\.birthday"):
        TOLD.find("person/abc", "birthday")
    assert TOLD.find("draw/daxing-2023/open-11//p1", "attribute_age").item is Item.DRAW
    assert TOLD.find("opinion/daxing-2023/open-11/o1", "words").until is Until.ASSESSED
    assert ASKED.find("0f" * 16, "contact").item is Item.QUESTION


def test_no_field_is_declared_twice() -> None:
    for inventory in (TOLD, ASKED):
        keys = [held.key for held in inventory.fields]
        assert len(keys) == len(set(keys))
    assert Inventory((Held(Item.PERSON, "name", "姓名", "", ""),)).names(Until.HELD) == []


@pytest.mark.parametrize(
    ("mask", "value", "shown"),
    [
        (masking.name, "张三丰", "张*"),
        (masking.phone, "13812345678", "138****5678"),
        (masking.phone, "69281234", "****34"),
        (masking.mail, "anna@example.cn", "a***@example.cn"),
        (masking.contact, "微信anna", "微***"),
        (masking.name, None, None),
        (masking.phone, "", None),
        (masking.mail, None, None),
        (masking.contact, None, None),
    ],
)  # fmt: skip
def test_a_mask_leaves_enough_to_tell_people_apart_and_no_more(
    mask: object, value: str | None, shown: str | None
) -> None:
    assert callable(mask)
    assert mask(value) == shown


def test_keys_follow_their_file_and_an_unreadable_one_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    file.write_text(generate())
    keys = KeyFile(file)
    replaced(file, rotate(file.read_text()))
    rotated = keys.in_force()
    replaced(file, "{")
    broken = keys.in_force()
    replaced(file, retire(rotate(generate()), "1"))

    assert (rotated.current, sorted(rotated.master)) == ("2", ["1", "2"])
    assert broken == rotated
    assert sorted(keys.in_force().master) == ["2"]


def test_the_key_in_force_and_an_unknown_one_cannot_be_retired() -> None:
    for old, says in (("1", "rotate first"), ("7", re.escape("no master key 7"))):
        with pytest.raises(BadKeys, match=says):
            retire(generate(), old)


def replaced(file: Path, content: str) -> None:
    """The file, whole at once, as the command writes it."""
    building = file.with_suffix(".new")
    building.write_text(content)
    building.rename(file)
