"""What a seat may not see is refused as if it were not there: any other words would tell of it."""

from __future__ import annotations

from county import commands as ask
from county.board import Board
from county.refusals import Refusal, refuse
from county.rights import Rights


def hidden(command: ask.Ask, area: str, board: Board, rights: Rights) -> Refusal | None:
    """Refuse what touches something that the seat may not see.

    `area` is where the alarm lies that is to be entered, "" for other commands.
    """
    if rights.areas is None:
        return None
    match command:
        case ask.Mute() | ask.Unmute() | ask.Correct() | ask.Unmask():
            return None  # purchases are looked at where they are decided on
        case ask.Report():
            return None if rights.sees_area(area) else refuse("not_your_area", "place")
        case ask.Verify() | ask.AssignWarning() | ask.VerifyMany():
            return _of_warning(command, board, rights)
        case ask.ChangeRule() | ask.AskPurge() | ask.Consent() | ask.Withhold():
            return _of_two(command, board, rights)
        case ask.SetDuty() | ask.Assign() | ask.Advance() | ask.EndTask():
            seen = rights.sees_area(board.area_of("unit", command.unit))
            return None if seen else refuse("unknown_unit", "unit", unit=command.unit)
        case _:
            return _of_alarm(command, board, rights)


def _of_warning(
    command: ask.OfWarning | ask.VerifyMany, board: Board, rights: Rights
) -> Refusal | None:
    many = isinstance(command, ask.VerifyMany)
    for number in command.warnings if isinstance(command, ask.VerifyMany) else (command.warning,):
        if not rights.sees_area(board.area_of("warning", number)):
            return refuse("unknown_warning", "warnings" if many else "warning", warning=number)
    return None


def _of_two(
    command: ask.ChangeRule | ask.AskPurge | ask.Consent | ask.Withhold,
    board: Board,
    rights: Rights,
) -> Refusal | None:
    if isinstance(command, ask.ChangeRule | ask.AskPurge):
        return refuse("whole_county_only")
    request = board.requests.get(command.request)
    if request is None or rights.sees(request.areas):
        return None
    return refuse("unknown_request", "request", request=command.request)


def _of_alarm(command: ask.OfAlarm, board: Board, rights: Rights) -> Refusal | None:
    """Look at the alarm itself, and at every alarm and unit that the command names beside it."""
    area_of, sees = board.area_of, rights.sees_area
    if not sees(area_of("alarm", command.alarm)):
        return refuse("unknown_alarm", "alarm", alarm=command.alarm)
    if isinstance(command, ask.Merge) and not sees(area_of("alarm", command.into)):
        return refuse("unknown_alarm", "into", alarm=command.into)
    for unit in command.units if isinstance(command, ask.Dispatch) else ():
        if not sees(area_of("unit", unit)):
            return refuse("unknown_unit", "units", unit=unit)
    return None
