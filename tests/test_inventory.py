"""The records hold every number that the paper prints, once each and in order."""

import pytest
import yaml
from cohorts import CLAIMS, PUBLISHED
from edition.claims import records as claims

INVENTORY = yaml.safe_load((PUBLISHED / "inventory.yaml").read_text("utf-8"))["sections"]


def flat(printed: list) -> list[str]:
    """Tokens of a section, whether listed at once or by line."""
    return [token for part in printed for token in (part if isinstance(part, list) else [part])]


@pytest.fixture(scope="module")
def records():
    """One record a printed number: of several readings of it, the default one."""
    return claims.under(CLAIMS)


@pytest.mark.parametrize("section", INVENTORY)
def test_the_records_of_a_section_are_its_printed_numbers_in_order(section, records):
    recorded = [claim.printed for claim in records if claim.section == section and claim.printed is not None]
    assert recorded == flat(INVENTORY[section]["printed"])


@pytest.mark.parametrize("section", INVENTORY)
def test_the_count_of_a_section_is_the_number_of_its_tokens(section):
    assert INVENTORY[section]["count"] == len(flat(INVENTORY[section]["printed"]))


def test_unreadable_cells_are_records_without_a_printed_number(records):
    unreadable = [claim.id for claim in records if claim.section == "table1" and claim.printed is None]
    assert unreadable == [
        "table1.group2",
        "table1.relapse_site.combined_bm.group1.n",
        "table1.relapse_site.combined_bm.group1.percent",
        "table1.relapse_by_day_100.true.group1.n",
        "table1.relapse_by_day_100.true.group1.percent",
        "table1.relapse_by_day_100.false.group1.n",
        "table1.relapse_by_day_100.false.group1.percent",
    ]
    assert INVENTORY["table1"]["unreadable"] == len(unreadable)


def test_every_section_with_records_is_in_the_inventory(records):
    assert {claim.section for claim in records} - {"structure"} <= set(INVENTORY)


def test_every_reading_of_a_number_prints_the_same():
    """An alternative reading changes what a number means, never what is printed."""
    by_option = {}
    for claim in CLAIMS:
        if claim.reading and claim.printed is not None:
            switch, option = claim.reading.split("/")
            by_option.setdefault(switch, {}).setdefault(option, []).append((claim.section, claim.place, claim.printed))
    assert by_option
    for options in by_option.values():
        first, *others = options.values()
        assert all(other == first for other in others)
