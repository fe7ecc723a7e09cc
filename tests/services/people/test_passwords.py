"""A password is held to the policy chosen by name, and kept as a hash that is made anew when its making changes."""

import re
import string
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.exceptions import VerifyMismatchError

from fleetsvc.services.people import passwords
from fleetsvc.services.people.guessing import PINYIN, is_guessed_early
from fleetsvc.services.people.passwords import MLPS3, MODERN
from rules.counties import COUNTIES

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
NOBODYS = passwords.NOBODYS


@pytest.mark.parametrize(
    ("password", "faults"),
    [
        ("Abc123!", ("too-short",)),
        ("abcdefgh", ("few-classes",)),
        ("abc123", ("too-short", "few-classes")),
        ("Xk7vq2Lm", ()),
        ("渡口的两只旧船A1", ()),
        ("A1!" * 342, ("too-long",)),
    ],
)
def test_mlps3_asks_for_eight_characters_of_three_classes(password: str, faults: tuple[str, ...]) -> None:
    assert passwords.faults_of(password, policy=MLPS3) == faults


@pytest.mark.parametrize(
    ("password", "faults"),
    [
        ("Xk7!vq2#Lm9", ("too-short",)),
        ("password1234", ("guessable",)),
        ("qwertyuiop123", ("guessable",)),
        ("luoyang-luoyang", ("guessable",)),
        ("correct horse battery", ()),
        ("x" * 1025, ("too-long",)),
    ],
)
def test_modern_asks_for_twelve_characters_that_nobody_guesses(
    password: str, faults: tuple[str, ...]
) -> None:
    assert passwords.faults_of(password, policy=MODERN, about=("luoyang",)) == faults


GUESSED = """
zhengzhou2026!! Henan2026 Zhengzhou@2026 郑州市交通运输局2026 郑州交通2026! 济源示范区2026!! 中牟县城管局@2025
410100410100Aa! Yuabc12345! Woaini1314520 Wo@ini1314520! P@ssw0rd2026 Admin@123456 Aa123456!@#$
Xinnengyuan2026 Luoyang#2026 Ly410300@2026 Zhengzhoushi2026 Zzjtj@20261 Zzs123456789
qwer1234QWER! 1qaz@WSX3edc Guanliyuan@123 Jiaotongju2026! Henan@12345 HenanSheng2026!
A123456789b. yuA12345!! Xinyang1234567 Gongjiao2026! Fleetsvc2026!! Cheliang12345!! 管理员A2026!!
Zhumadian20260101 Abcdefgh1234 Zhongmu2026! Xinzheng#2026 Jinshui@2026 Zhangwei123! Zhang@123456 Wangfang2026!
Hnsjtt@2026 Aysjt@2026! Zzsjtj@2026!! Henan@İ2026 Ｈｅｎａｎ２０２６！Aa Hénan2026!!Aa Ｐａｓｓｗｏｒｄ２０２６！a
H.e.n.a.n-2026!! Zheng-Zhou_2026?; Henan2026!@#$%^Aa He\u200bnan2026\u200b!!Aa 中牟@2026!!Aa
Zhengzhou一二三四 Chedui2026!! 车队2026Aa!!
"""
"""What those who break into offices here try first."""
HARD = (
    "k9#Vtq2!mZ0p",
    "长城之外古道边芳草碧连天A1",
    "Sunrise-otter-42-violin",
    "Zhengzhou-otter-42-violin",
    "Kx7郑州pQ2w渡口船",
    "g7!&?m%#*=^Z",
    "m7&?;+=~/:<K",
)


@pytest.mark.parametrize("policy", [MLPS3, MODERN], ids=["mlps3", "modern"])
def test_what_is_tried_first_in_henan_is_refused_by_both_policies(policy: passwords.Policy) -> None:
    taken = {word for word in GUESSED.split() if not passwords.faults_of(word, policy=policy)}
    assert taken == set()
    assert {word: passwords.faults_of(word, policy=policy) for word in HARD} == dict.fromkeys(HARD, ())
    assert not is_guessed_early("".join(HARD))
    assert {
        word for word in GUESSED.split() if not is_guessed_early(word)
    } == set()  # not for being short alone


@pytest.mark.parametrize("word", ["Dragon@2026", "2026!!Iloveyou", "Monkey!12345", "Sunshine#2026!!"])
def test_a_common_password_stays_one_with_a_year_and_signs(word: str) -> None:
    assert passwords.faults_of(word, policy=MLPS3) == ("guessable",)
    assert passwords.faults_of("Dragon#93857261", policy=MLPS3) == ()


def test_every_county_is_guessed_in_characters_and_in_pinyin() -> None:
    names = [
        re.sub("(?<=..)[市县区]$", "", name) for name in COUNTIES if len(name) <= 5 or name[-1] in "市县"
    ]
    names = [
        name
        for name in names
        if not name.endswith(("开发", "高新", "示范", "航空港", "经开", "实验", "港区"))
    ]
    assert len(names) > 150
    assert [name for name in names if name not in PINYIN] == []
    typed = [word for name in names for word in (f"{name}@2026!!Aa", f"{PINYIN[name].title()}@2026!!Aa")]
    assert [word for word in typed if not passwords.faults_of(word, policy=MODERN)] == []


@pytest.mark.parametrize(("length", "most"), [(8, 50), (10, 10), (12, 3), (16, 0)])
def test_hardly_any_password_drawn_at_random_is_taken_for_guessed(length: int, most: int) -> None:
    rng = Random(20261130)
    signs = string.ascii_letters + string.digits + string.punctuation
    drawn = ["".join(rng.choices(signs, k=length)) for _ in range(1000)]
    assert sum(map(is_guessed_early, drawn)) <= most


def test_a_persons_name_is_found_however_it_is_typed() -> None:
    for typed in ("Ｌｕｏｔｕｏ-７x9q", "Lúotuo-7x9qK", "luotuo-7x9qK", "x9qK-LUOTUO-7"):
        assert passwords.faults_of(typed, policy=MLPS3, about=("Ｌuotuo",)) == ("guessable",), typed


def test_a_generated_password_pleases_every_policy() -> None:
    for _ in range(20):
        made = passwords.generated()
        assert len(made) == 20
        assert passwords.faults_of(made, policy=MLPS3) == passwords.faults_of(made, policy=MODERN) == ()


def test_passwords_expire_after_ninety_days_under_mlps3_and_never_under_modern() -> None:
    after = NOW + timedelta(days=90)
    assert not passwords.is_expired(NOW, policy=MLPS3, now=after - timedelta(microseconds=1))
    assert passwords.is_expired(NOW, policy=MLPS3, now=after)
    assert not passwords.is_expired(NOW, policy=MODERN, now=NOW + timedelta(days=9999))


def test_a_hash_fits_its_password_only_and_shows_when_it_is_outdated(costly_hashes: None) -> None:
    kept = passwords.hashed("correct horse battery")
    assert kept.startswith("$argon2id$v=19$m=32768,t=4,p=1$")
    assert passwords.fits(kept, "correct horse battery")
    assert not passwords.fits(kept, "correct horse batterx")
    assert not passwords.fits("no hash", "correct horse battery")
    assert not passwords.is_outdated(kept)
    assert passwords.is_outdated(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("x"))


def test_the_hash_for_names_that_nobody_has_is_as_costly_as_any_and_fits_nothing(costly_hashes: None) -> None:
    assert extract_parameters(NOBODYS) == extract_parameters(passwords.hashed("correct horse battery"))
    assert not passwords.is_outdated(NOBODYS)
    for password in ("", "nobody", "correct horse battery"):
        assert not passwords.fits(NOBODYS, password)
    with pytest.raises(VerifyMismatchError):  # it is computed to the end, not refused as no hash
        passwords.HASHER.verify(NOBODYS, "nobody")


def test_what_is_wrong_is_told_in_both_languages() -> None:
    unfit = passwords.PasswordUnfit(("too-short", "few-classes"), MLPS3)
    assert (unfit.says.zh, unfit.says.en) == (
        "密码太短，至少 8 个字符。密码须含大写、小写、数字、符号中的 3 类。",
        "The password is too short: at least 8 characters."
        " The password needs 3 of: capitals, small letters, digits, signs.",
    )
