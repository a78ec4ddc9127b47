"""What a screen is told of the county, once."""

from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from config.atlas import Atlas, atlas_of, pack, unpack
from config.places import Profile


def test_the_atlas_survives_the_wire(anmu: Profile) -> None:
    atlas = atlas_of(anmu)
    again = msgspec.json.decode(msgspec.json.encode(atlas), type=Atlas)
    assert again == atlas
    assert again.digest == atlas.digest


def test_the_atlas_is_small_enough_to_send_at_sign_on(anmu: Profile) -> None:
    assert len(msgspec.json.encode(atlas_of(anmu))) < 600_000


def test_the_atlas_draws_what_the_profile_holds(anmu: Profile) -> None:
    atlas = atlas_of(anmu)
    assert unpack(atlas.outline) == anmu.outline
    assert [unpack(cell.ring) for cell in atlas.cells] == [cell.ring for cell in anmu.cells]
    assert [unpack(road.points) for road in atlas.roads] == [road.points for road in anmu.roads]


def test_the_digest_changes_with_the_county(anmu: Profile) -> None:
    renamed = msgspec.structs.replace(anmu, id="other")
    assert atlas_of(renamed).digest != atlas_of(anmu).digest


@given(
    st.lists(
        st.tuples(
            st.integers(-9_000_000, 9_000_000).map(lambda step: step / 100_000),
            st.integers(-18_000_000, 18_000_000).map(lambda step: step / 100_000),
        )
    )
)
def test_packing_keeps_every_point(points: list[tuple[float, float]]) -> None:
    assert unpack(pack(points)) == tuple(points)
