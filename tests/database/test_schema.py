"""Which schemas this release knows, told by the names of its migrations."""

from alembic.script import ScriptDirectory

from fleetsvc.database.schema import SCRIPTS, known_revisions, newest_revision


def test_the_names_of_the_migrations_are_their_revisions_and_the_last_is_the_newest() -> None:
    scripts = ScriptDirectory(str(SCRIPTS))
    assert known_revisions() == {script.revision for script in scripts.walk_revisions()}
    assert newest_revision() == scripts.get_current_head()
