"""A mapping is checked whole: what it may name, and what it may never."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.settings import SettingsError
from county.events import PurchaseRegistered
from feeds.register.fields import FIELDS
from tests.feeds.register.samples import COLUMNS, MAPPING, SEALING, mapping

DESKS_OWN = {"sealed", "number", "doubtful"}


def faults(directory: Path, text: str) -> list[tuple[int, str, str]]:
    with pytest.raises(SettingsError) as refused:
        mapping(directory, text)
    return [(fault.line, fault.field, fault.key) for fault in refused.value.faults]


def test_every_field_of_a_purchase_can_be_mapped_but_those_that_the_desk_fills() -> None:
    assert set(PurchaseRegistered.__struct_fields__) - set(FIELDS) == DESKS_OWN


def test_a_field_that_does_not_exist_is_refused_by_its_line(tmp_path: Path) -> None:
    text = MAPPING.replace('purpose = "用途"', 'reason = "用途"')
    assert faults(tmp_path, text) == [(8, "columns.reason", "check.unknown_field")]


@pytest.mark.parametrize("field", sorted(DESKS_OWN))
def test_what_the_desk_fills_cannot_be_mapped(tmp_path: Path, field: str) -> None:
    [(_, name, key)] = faults(tmp_path, COLUMNS + f'{field} = "x"\n')
    assert (name, key) == (f"columns.{field}", "check.unknown_field")


@pytest.mark.parametrize(
    ("title", "attribute"),
    [
        ("民族", "ethnicity"),
        ("民 族", "ethnicity"),
        ("minzu", "ethnicity"),
        ("宗教信仰", "religion"),
        ("籍贯", "origin"),
        ("健康状况", "health"),
        ("政治面貌", "politics"),
        ("重点人员名单", "persons"),
    ],
)
def test_a_column_on_who_somebody_is_is_refused(tmp_path: Path, title: str, attribute: str) -> None:
    text = COLUMNS.replace('"用途"', f'["用途", "{title}"]')
    assert faults(tmp_path, text) == [(8, "columns.purpose", f"refused.protected_{attribute}")]


def test_a_field_on_who_somebody_is_does_not_exist_and_is_told_why(tmp_path: Path) -> None:
    keys = {key for _, _, key in faults(tmp_path, COLUMNS + 'ethnicity = "x"\n')}
    assert "refused.protected_ethnicity" in keys


def test_names_and_documents_may_be_mapped_only_to_be_sealed(tmp_path: Path) -> None:
    assert mapping(tmp_path, SEALING).seals
    text = COLUMNS.replace('"用途"', '"姓名"')
    assert faults(tmp_path, text) == [(8, "columns.purpose", "refused.protected_persons")]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (('at = "时间"\n', ""), ("columns.at", "check.missing_field")),
        (('litres = ["数量", "升数"]\n', ""), ("columns.litres", "check.missing_field")),
        (('buyer = "购买人化名"\n', ""), ("columns.buyer", "register.no_buyer")),
        (('purpose = "用途"', 'purpose = "数量"'), ("columns.purpose", "check.twice")),
        (('purpose = "用途"', "purpose = 7"), ("columns.purpose", "check.must_be_text")),
        (('= "plastic"', '= "wood"'), ("values.container.塑料桶", "check.one_of")),
        (('purpose = "用途"', 'archived = "用途"'), ("columns.archived", "register.only_fixed")),
    ],
)
def test_what_is_wrong_with_a_mapping_is_named(
    tmp_path: Path, change: tuple[str, str], fault: tuple[str, str]
) -> None:
    assert [named[1:] for named in faults(tmp_path, MAPPING.replace(*change))] == [fault]


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ("[fixed]\nlitres = 10", ("fixed.litres", "register.never_fixed")),
        ('[fixed]\npurpose = "x"', ("fixed.purpose", "register.told_twice")),
        ('[fixed]\nself_service = "perhaps"', ("fixed.self_service", "check.must_be_bool")),
        ('[values.buyer]\n"a" = "p-1"', ("values.buyer", "register.never_fixed")),
        ('[register]\nmoments = ["%Y-%m-%d"]', ("register.moments", "register.not_a_form")),
        ('[register]\ndays = ["noon"]', ("register.days", "register.not_a_form")),
    ],
)
def test_fixed_values_tables_and_forms_are_checked(
    tmp_path: Path, more: str, fault: tuple[str, str]
) -> None:
    assert fault in [named[1:] for named in faults(tmp_path, MAPPING + more)]


def test_a_pseudonym_and_an_identity_are_not_told_together(tmp_path: Path) -> None:
    text = SEALING.replace("station =", 'buyer = "化名"\nstation =')
    assert [named[1:] for named in faults(tmp_path, text)] == [
        ("columns.buyer", "register.told_twice")
    ]


def test_an_identity_needs_name_and_document(tmp_path: Path) -> None:
    text = SEALING.replace('document = "证件号码"\n', "")
    assert [key for _, _, key in faults(tmp_path, text)] == ["check.missing_field"]


def test_the_example_is_a_good_mapping() -> None:
    from feeds.register.mapping import load_mapping

    example = load_mapping(Path(__file__).parents[3] / "examples/register.toml")
    assert example.seals
    assert example.fixed == {"simulated": "true"}
