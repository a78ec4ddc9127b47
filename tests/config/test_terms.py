"""A screen, which has the atlas, measures by the same terms as the desk, which has the profile."""

from __future__ import annotations

from config.atlas import atlas_of
from config.profile import builtin, load_profile
from config.terms import terms_of


def test_profile_and_atlas_give_the_same_terms() -> None:
    profile = load_profile(builtin())
    assert terms_of(atlas_of(profile)) == terms_of(profile)


def test_circles_are_those_of_the_posts_and_towns_those_of_the_areas() -> None:
    profile = load_profile(builtin())
    terms = terms_of(profile)
    posts = {cell.id for cell in profile.cells if cell.level == "post"}
    assert set(terms.rings) == posts
    assert {1, 3, 5} <= set(terms.rings.values())
    assert terms.towns == {area.id for area in profile.areas if area.terrain == "town"} != set()
