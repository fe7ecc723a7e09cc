"""The command line: ``fleetsvc COMMAND``. Commands load only when they are called, so that help is quick."""

import importlib

import click

COMMANDS = {
    "serve": "fleetsvc.commands.serve:serve",
    "worker": "fleetsvc.commands.serve:worker",
    "migrate": "fleetsvc.commands.operations:migrate",
    "doctor": "fleetsvc.commands.operations:doctor",
    "backup": "fleetsvc.commands.operations:backup",
    "restore": "fleetsvc.commands.operations:restore",
    "demo": "fleetsvc.commands.demo:demo",
    "check-file": "fleetsvc.commands.files:check_file",
    "import": "fleetsvc.commands.files:import_file",
    "catalogue": "fleetsvc.commands.files:catalogue",
    "requirements": "fleetsvc.commands.questions:requirements",
    "rank": "fleetsvc.commands.questions:rank",
    "openapi": "fleetsvc.commands.questions:openapi",
    "rulebook": "fleetsvc.commands.rulebook:rulebook",
    "user": "fleetsvc.commands.accounts:user",
    "apikey": "fleetsvc.commands.accounts:apikey",
}
"""Command name -> ``module:attribute`` of its click command."""


class LazyGroup(click.Group):
    """A group that imports a command's module when the command is looked up."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the command names in the order of ``COMMANDS``."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command; None when there is none of that name."""
        target = COMMANDS.get(cmd_name)
        if target is None:
            return None
        module, attribute = target.split(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Vehicle fleet electrification compliance service for Henan Province."""
