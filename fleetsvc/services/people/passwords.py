"""Passwords: kept as Argon2id hashes, and held to the policy that the operator chose by its name."""

import secrets
import string
import unicodedata
from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from fleetsvc.services.people.guessing import core_of, is_guessed_early, readable
from rules.wording import Text

MAX_LENGTH: Final = 1024
"""Longer ones only cost time."""

HASHER: Final = PasswordHasher(time_cost=4, memory_cost=32 * 1024, parallelism=1)
"""About 100 ms on one core of a small server (RFC 9106 asks for as much as is bearable); eight threads that verify at
once need 256 MiB. Hashes made otherwise are made anew at the next sign-in."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What a password must be.

    ``classes``: so many of lower case, upper case, digits, others; ``history``: so many of the last are not used
    again; ``max_age`` None: passwords do not expire; ``guesses_log10``: whoever guesses must need so many, as a power
    of ten by the estimate of zxcvbn. None is taken that is guessed early here (``guessing``).
    """

    name: str
    min_length: int
    classes: int
    max_age: timedelta | None
    history: int
    guesses_log10: float


MLPS3: Final = Policy("mlps3", 8, 3, timedelta(days=90), 5, guesses_log10=6.0)
"""Multi-Level Protection Scheme, level 3 (GB/T 22239-2019, 8.1.4.1): complexity and regular change. The standard
gives no figures; these are the custom of its assessors (confidence: medium), who do ask for no weak passwords."""

MODERN: Final = Policy("modern", 12, 0, None, 0, guesses_log10=8.0)
"""NIST SP 800-63B: length and a block list, no composition, no expiry. The bounds are zxcvbn's own: below 10**6 a
password is very guessable, below 10**8 somewhat."""

POLICIES: Final = {policy.name: policy for policy in (MLPS3, MODERN)}

LEAST_WORD: Final = 4
"""A name of so many characters is not part of its person's password."""

_ESTIMATED_LENGTH: Final = 72
"""The estimate takes time beyond this length, and a password of this length is not guessed."""


FAULTS: Final = {
    "too-short": Text(
        "密码太短，至少 {min_length} 个字符。", "The password is too short: at least {min_length} characters."
    ),
    "too-long": Text("密码太长，最多 1024 个字符。", "The password is too long: at most 1,024 characters."),
    "few-classes": Text(
        "密码须含大写、小写、数字、符号中的 {classes} 类。",
        "The password needs {classes} of: capitals, small letters, digits, signs.",
    ),
    "guessable": Text(
        "密码太容易猜到（地名、单位、常用词加年份或连续数字都会最先被试），请换一个。",
        "The password is too easily guessed (names of places, offices and common words with a year or a row of"
        " digits are tried first): choose another.",
    ),
    "used-before": Text("这个密码最近用过，请换一个。", "This password was used lately: choose another."),
}
"""What a policy may have against a password, by its code."""


class PasswordUnfit(Exception):
    """The policy refuses a password; ``faults`` are codes of ``FAULTS``, ``says`` tells them in sentences."""

    def __init__(self, faults: tuple[str, ...], policy: Policy) -> None:
        super().__init__(" ".join(faults))
        self.faults = faults
        texts = [FAULTS[fault].fill(min_length=policy.min_length, classes=policy.classes) for fault in faults]
        self.says = Text("".join(text.zh for text in texts), " ".join(text.en for text in texts))


def _bytes(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")


def hashed(password: str) -> str:
    """Return the hash to keep."""
    return HASHER.hash(_bytes(password))


def fits(password_hash: str, password: str) -> bool:
    """Return whether the hash is that of the password."""
    try:
        return HASHER.verify(password_hash, _bytes(password[:MAX_LENGTH]))
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(password_hash: str) -> bool:
    """Return whether a hash was made with other parameters than those of today."""
    return HASHER.check_needs_rehash(password_hash)


def _random_hash() -> str:
    salt, digest = (b64encode(secrets.token_bytes(size)).decode().rstrip("=") for size in (16, 32))
    return (
        f"$argon2id$v=19$m={HASHER.memory_cost},t={HASHER.time_cost},p={HASHER.parallelism}${salt}${digest}"
    )


NOBODYS: Final = _random_hash()
"""A hash that no password fits, verified for names that nobody has: the answer takes as long.

It is drawn instead of made: every command would begin with a tenth of a second of hashing.
"""


def faults_of(
    password: str, *, policy: Policy, about: tuple[str, ...] = (), used: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """Return what the policy has against a password: codes of ``FAULTS``, none where it is fit.

    ``about``: words that are easily guessed for this person, such as the name; ``used``: hashes of the passwords
    before.
    """
    if len(password) > MAX_LENGTH:
        return ("too-long",)
    faults = []
    if len(password) < policy.min_length:
        faults.append("too-short")
    if _classes(password) < policy.classes:
        faults.append("few-classes")
    if not faults and _is_guessable(password, about, policy.guesses_log10):
        faults.append("guessable")
    if not faults and any(fits(earlier, password) for earlier in used):
        faults.append("used-before")
    return tuple(faults)


def _classes(password: str) -> int:
    tests = (str.islower, str.isupper, str.isdigit)
    kinds = {next((number for number, test in enumerate(tests) if test(sign)), 3) for sign in password}
    return len(kinds)


def _is_guessable(password: str, about: tuple[str, ...], least_log10: float) -> bool:
    low = readable(password)
    if any(len(word) >= LEAST_WORD and readable(word) in low for word in about):
        return True
    from zxcvbn import zxcvbn  # noqa: PLC0415 (its word lists load only where a password is set)
    from zxcvbn.frequency_lists import FREQUENCY_LISTS  # noqa: PLC0415 (see above)

    core = core_of(password)
    common = (core,) if core in FREQUENCY_LISTS["passwords"] else ()
    if is_guessed_early(password, about=(*about, *common)):
        return True
    typed = unicodedata.normalize("NFKC", password)[:_ESTIMATED_LENGTH]
    return float(zxcvbn(typed, user_inputs=about)["guesses_log10"]) < least_log10


def generated() -> str:
    """Return a random password of 20 characters that every policy takes: more than 110 random bits."""
    while True:
        made = secrets.token_urlsafe(15)
        if {string.ascii_lowercase, string.ascii_uppercase, string.digits} == {
            kind
            for kind in (string.ascii_lowercase, string.ascii_uppercase, string.digits)
            if set(kind) & set(made)
        }:
            return made


def is_expired(set_at: datetime, *, policy: Policy, now: datetime) -> bool:
    """Return whether a password is older than the policy allows."""
    return policy.max_age is not None and now >= set_at + policy.max_age
