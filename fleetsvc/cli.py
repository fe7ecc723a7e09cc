"""The command line: ``fleetsvc COMMAND``. Commands load only when they are called, so that help is quick."""

import click

from fleetsvc.commands.frame.loading import load

COMMANDS = {
    "serve": ("fleetsvc.commands.operations.serve:serve", "Database, web and worker in one command."),
    "worker": ("fleetsvc.commands.operations.serve:worker", "One more worker process beside the others."),
    "migrate": ("fleetsvc.commands.operations.maintenance:migrate", "Bring the database to this release."),
    "doctor": (
        "fleetsvc.commands.operations.maintenance:doctor",
        "Check this installation and say what to do.",
    ),
    "clock": (
        "fleetsvc.commands.operations.clock_check:clock_check",
        "What speaks against the clock; declare it right.",
    ),
    "backup": ("fleetsvc.commands.operations.maintenance:backup", "Write the whole database to a file."),
    "restore": ("fleetsvc.commands.operations.maintenance:restore", "Read a backup back."),
    "demo": ("fleetsvc.commands.operations.demo:demo", "Fill an empty database with demonstration data."),
    "check-file": (
        "fleetsvc.commands.uploads.check_file:check_file",
        "Read, check and judge a file; store nothing.",
    ),
    "import": ("fleetsvc.commands.uploads.import_file:import_file", "Read, check, judge and store a file."),
    "retirements": (
        "fleetsvc.commands.uploads.retirements:retirements",
        "Lists of retired vehicles, which confirm replacements.",
    ),
    "uploads": ("fleetsvc.commands.uploads.failing:uploads", "Deliveries whose reading keeps failing."),
    "catalogue": ("fleetsvc.commands.law.catalogues:catalogue", "Load published NEV catalogues."),
    "replay": ("fleetsvc.commands.law.replay:replay", "Judge stored decisions again from stored facts."),
    "requirements": (
        "fleetsvc.commands.law.requirements:requirements",
        "What a registration must meet, with the clause.",
    ),
    "nil": ("fleetsvc.commands.nil_reports.nil:nil", "Sign that there is nothing to report."),
    "rank": ("fleetsvc.commands.rankings.rank:rank", "The ranking of the 19 units for a period."),
    "editions": ("fleetsvc.commands.rankings.editions:editions", "Check the seals of published rankings."),
    "verify": (
        "fleetsvc.commands.receipts.verify:verify",
        "Check exported rankings and receipts, without a database.",
    ),
    "receipts": ("fleetsvc.commands.receipts.keys:receipts", "Keys that sign receipts."),
    "openapi": ("fleetsvc.commands.rankings.rank:openapi", "Print the API description (OpenAPI 3.1)."),
    "rulebook": ("fleetsvc.commands.law.rulebook:rulebook", "Check, show, load and compare rulebooks."),
    "user": ("fleetsvc.commands.people.accounts:user", "Accounts of people."),
    "apikey": ("fleetsvc.commands.people.keys:apikey", "Keys of systems."),
    "keys": ("fleetsvc.commands.people.secrets_of_people:keys", "What the secret key of the house seals."),
    "audit": ("fleetsvc.commands.audit.verify:audit", "Check the audit log's chain."),
}
"""Command name -> (``module:attribute`` of its click command, its line in the help)."""


class LazyGroup(click.Group):
    """A group that imports a command's module only when that command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the command names in the order of ``COMMANDS``."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command; None when there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        module, attribute = COMMANDS[cmd_name][0].split(":")
        command: click.Command = getattr(load(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="fleetsvc")
def main() -> None:
    """Vehicle fleet electrification compliance service for Henan Province."""
    from fleetsvc import logs  # noqa: PLC0415 (help must be quick)

    logs.configure()
