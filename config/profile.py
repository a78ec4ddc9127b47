"""Loads a county's profile: a directory of TOML and GeoJSON that any administrator can write."""

from __future__ import annotations

from pathlib import Path

from msgspec import structs

from config.checks import check
from config.draft import Draft
from config.faults import Fault, ProfileError
from config.geojson import turned
from config.places import Area, Cell, Profile, Road, Site

__all__ = ["BUILTIN", "Fault", "Profile", "ProfileError", "builtin", "load_profile"]

BUILTIN = "anmu"
"""The county that comes with the program: invented, all of its data simulated."""

_PROFILES = Path(__file__).parent / "profiles"


def builtin(name: str = BUILTIN) -> Path:
    """Give the directory of a packaged profile; raises KeyError when there is none of that name."""
    names = {path.name for path in _PROFILES.iterdir() if path.is_dir()}
    if name not in names:
        raise KeyError(name)
    return _PROFILES / name


def load_profile(path: Path) -> Profile:
    """Read and check the profile in directory `path`.

    Raises ProfileError with every fault that was found: those inside the files first; what lies
    where is compared once the files themselves are sound.
    """
    if not path.is_dir():
        raise ProfileError([Fault(str(path), 0, "", "check.no_directory")])
    draft = Draft(path)
    check(draft)
    if draft.faults:
        raise ProfileError(sorted(draft.faults, key=lambda fault: (fault.file, fault.line)))
    return _profile(draft)


def _profile(draft: Draft) -> Profile:
    """Put a draft without faults together."""
    assert draft.county is not None, "a draft without faults is whole"
    assert draft.gasoline is not None, "a draft without faults is whole"
    return Profile(
        **structs.asdict(draft.county),
        gasoline=draft.gasoline,
        kinds={kind.id: kind for kind in draft.kinds.kind},
        outcomes={outcome.id: outcome for outcome in draft.kinds.outcome},
        departments={department.id: department for department in draft.kinds.department},
        cards=draft.runcards.card,
        units=draft.units.unit,
        people=draft.people.person,
        volunteers=draft.volunteers.volunteer,
        outline=draft.outline.features[0].geometry.ring,
        areas=tuple(
            Area(**structs.asdict(feature.properties), ring=feature.geometry.ring)
            for feature in draft.areas.features
        ),
        cells=tuple(
            Cell(**structs.asdict(feature.properties), ring=feature.geometry.ring)
            for feature in draft.grid.features
        ),
        roads=tuple(
            Road(
                **structs.asdict(feature.properties),
                points=turned(feature.geometry.coordinates),
            )
            for feature in draft.roads.features
        ),
        sites=tuple(
            Site(
                **structs.asdict(feature.properties),
                lon=feature.geometry.coordinates[0],
                lat=feature.geometry.coordinates[1],
            )
            for feature in draft.sites.features
        ),
    )
