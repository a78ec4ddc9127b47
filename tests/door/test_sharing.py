"""What a fork server does with its memory before it forks: all of it in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from textwrap import dedent

IMMORTALS = sys.version_info[:2] == (3, 13)
"""Whether this Python knows by its count alone that an object is not counted."""


def told(script: str) -> list[int]:
    """Run a script; give the numbers that it printed."""
    run = (sys.executable, "-c", dedent(script))
    said = subprocess.run(run, capture_output=True, text=True, check=True, timeout=60)
    return [int(word) for word in said.stdout.split()]


def test_what_exists_is_counted_no_more_where_python_knows_immortals_by_their_count() -> None:
    found, before, after = told(
        """
        import sys
        from tui.door.sharing import immortalize

        class Thing:
            pass

        thing = Thing()
        found = immortalize()
        before = sys.getrefcount(thing)
        held = [thing] * 100
        print(found, before, sys.getrefcount(thing))
        """
    )
    if IMMORTALS:
        assert found > 10_000
        assert after == before
    else:
        assert found == 0
        assert after == before + 100


def test_what_code_refers_to_is_counted_no_more_either() -> None:
    before, after = told(
        """
        import sys
        from tui.door.sharing import immortalize

        def outer():
            def inner():
                return ("a constant", 3.25)
            return inner

        immortalize()
        constant = outer()()
        before = sys.getrefcount(constant)
        held = [constant] * 100
        print(before, sys.getrefcount(constant))
        """
    )
    assert after - before == (0 if IMMORTALS else 100)


def test_what_comes_later_is_freed_as_ever() -> None:
    (gone,) = told(
        """
        import weakref
        from tui.door.sharing import fill_gaps, immortalize

        class Thing:
            pass

        filling = fill_gaps()
        immortalize()
        gone = []
        thing = Thing()
        mark = weakref.ref(thing, lambda mark: gone.append(mark))
        del thing
        print(len(gone))
        """
    )
    assert gone == 1


def test_what_was_made_immortal_is_changed_as_ever() -> None:
    assert told(
        """
        import gc
        from tui.door.sharing import immortalize

        words, numbers = {"one": 1}, [1]
        immortalize()
        gc.freeze()
        words["two"] = 2
        numbers.append(2)
        del words["one"]
        numbers.remove(1)
        gc.collect()
        print(*words.values(), *numbers)
        """
    ) == [2, 2]


def test_new_objects_lie_side_by_side_once_gaps_are_filled() -> None:
    scattered, packed = told(
        """
        from itertools import pairwise, repeat
        from tui.door.sharing import fill_gaps

        SIZE, PAGE = 400, 4096

        def pages():
            made = [bytes(SIZE - 33) for _ in repeat(None, 400)]
            return len({id(each) // PAGE for each in made})

        old = [bytes(SIZE - 33) for _ in range(20_000)]
        del old[::8]
        scattered = pages()
        filling = fill_gaps()
        print(scattered, pages())
        """
    )
    assert scattered > 200
    assert packed < 60  # 400 objects of 400 bytes fill 39 pages
