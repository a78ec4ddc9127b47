"""A thin line passes on every byte, late, and no faster than it can carry."""

from __future__ import annotations

import socket
import threading
import time

import pytest

from bench.relay import Line, thin_line


def test_bytes_arrive_after_the_delay_and_one_piece_after_the_other() -> None:
    line = Line(bytes_s=8000, delay_s=0.15)
    assert line.carry(now=10.0, size=800) == pytest.approx((10.1, 10.25))
    assert line.carry(now=10.0, size=800) == pytest.approx((10.2, 10.35))
    assert line.carry(now=11.0, size=80) == pytest.approx((11.01, 11.16))


def test_a_line_without_a_bound_only_delays() -> None:
    assert Line(float("inf"), 0.15).carry(5.0, 10**6) == pytest.approx((5.0, 5.15))


def test_all_bytes_come_through_a_thin_line_and_take_their_time() -> None:
    sent = bytes(range(256)) * 12
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            there, _ = server.accept()
            with there:
                assert there.recv(100) == b"go"
                there.sendall(sent)

        answering = threading.Thread(target=answer)
        answering.start()
        with (
            thin_line(server.getsockname()[1], down_b_s=8000, delay_s=0.1) as relay,
            socket.create_connection(("127.0.0.1", relay.port), timeout=20) as here,
        ):
            began = time.monotonic()
            here.sendall(b"go")
            came = b"".join(iter(lambda: here.recv(65_536), b""))
            took = time.monotonic() - began
        answering.join()
    assert came == sent
    assert took >= len(sent) / 8000 + 2 * 0.1


def test_a_line_whose_server_went_away_ends() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port_of_nobody = server.getsockname()[1]
    with (
        thin_line(port_of_nobody) as relay,
        socket.create_connection(("127.0.0.1", relay.port), timeout=20) as here,
    ):
        assert here.recv(1) == b""
