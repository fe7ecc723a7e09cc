"""The numbers of PostgreSQL's advisory locks, which all of a database share: one for each purpose."""

from enum import IntEnum, unique


@unique
class LockNumber(IntEnum):
    """What is held. Those with a second part (a unit, a name) give this number first."""

    MIGRATION = 4_107_300
    REJUDGING = 4_107_301
    AUDIT = 4_107_302  # taken by the migrations' function that appends an event
    SIGN_IN = 4_107_303
    DOCUMENTS = 4_107_304
    DOCUMENT_PLACES = 4_107_305
    UPLOAD_QUOTA = 4_107_306
    REGISTER = 4_107_307
    CLAIMS = 4_107_308
    PROOFS = 4_107_309
    WEBHOOKS = 4_107_310
    MANUSCRIPTS = 4_107_311
    SIGNATURES = 4_107_312
    STANDING_COUNTS = 4_107_313
    SOURCES = 4_107_314
    BINDINGS = 4_107_315
    DESKS = 4_107_316
    BACKUPS = 4_107_320
    HEALTH = 4_107_321
