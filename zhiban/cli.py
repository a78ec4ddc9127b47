"""The program `zhiban`: finds a command and runs it; each command lives in `zhiban/commands/`."""

from __future__ import annotations

import importlib
import keyword
import pkgutil

import click

from zhiban import commands


class Rooms(click.Group):
    """A group that imports a command only when it is named, so that `--help` costs no Textual."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name every module in `zhiban/commands/`; ``import_`` is ``import``, no name for one."""
        modules = pkgutil.iter_modules(commands.__path__)
        return sorted(module.name.removesuffix("_") for module in modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of that name and give its `command`."""
        if cmd_name not in self.list_commands(ctx):
            return None
        name = f"{cmd_name}_" if keyword.iskeyword(cmd_name) else cmd_name
        module = importlib.import_module(f"zhiban.commands.{name}")
        command = module.command
        assert isinstance(command, click.Command)
        return command


@click.command(cls=Rooms, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="zhiban")
def main() -> None:
    """值班 zhiban: the duty desk of a county command centre."""
