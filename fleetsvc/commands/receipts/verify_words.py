"""What ``fleetsvc verify`` says of each document."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from fleetsvc.services.receipts import checking
from rules.edition_check import Flaw
from rules.wording import Language, Text

_OF_EDITIONS: Final[Mapping[str, Text]] = {
    Flaw.UNREADABLE: Text(
        "既不是排名通报也不是回执，或文件不完整",
        "this is neither a ranking edition nor a receipt, or the file is incomplete",
    ),
    Flaw.PARTIAL: Text(
        "是一个单位所见的预览，无法核验", "a preview as one unit sees it: it cannot be verified"
    ),
    Flaw.ALTERED: Text("内容与校验码不符", "its content does not fit its seal"),
    Flaw.METHOD: Text("方法与其校验码不符", "its method does not fit its hash"),
    Flaw.MISRANKED: Text("合规率或名次与数据不符", "rates or ranks do not follow from the counts"),
    Flaw.UNLINKED: Text("所记的前一期次不是给出的那一个", "it names another predecessor than the one given"),
    Flaw.TWOFOLD: Text("同一期次给出了两个不同的版本", "two different editions of this name were given"),
}
_OF_RECEIPTS: Final[Mapping[str, Text]] = {
    checking.Flaw.UNREADABLE: Text(
        "签名文档不完整或不是本系统的回执（{at}），请向出具方重新取得",
        "the signed document is cut or none of ours ({at}): ask for the receipt again",
    ),
    checking.Flaw.ALGORITHM: Text(
        "没有签名，或签名方式不是 Ed25519（{at}），不可采信",
        "it is not signed, or not by Ed25519 ({at}): do not rely on it",
    ),
    checking.Flaw.KEY_UNKNOWN: Text(
        "不是用已公布的密钥签名的（{at}）；请重新下载 /.well-known/jwks.json 再核验",
        "no published key has signed it ({at}); fetch /.well-known/jwks.json anew and check again",
    ),
    checking.Flaw.ALTERED: Text("出具后被改动过（{at}）", "it was altered after it was signed ({at})"),
}
_HOLDS: Final = Text("完好", "holds")
_LINE: Final = Text("{file}：{name}：{said}", "{file}: {name}: {said}")


def lines_of(
    editions: Sequence[Mapping[str, Any]], receipts: Sequence[Mapping[str, Any]], language: Language
) -> Iterator[str]:
    """Yield a line for each document, by file and place in it."""
    for one in editions:
        name = f"{one['period']}/{one['category'] or 'all'}/{one['revision']}" if one["period"] else "–"
        yield _line(one, name, [_OF_EDITIONS[flaw] for flaw in one["flaws"]], language)
    for one in receipts:
        flaws = zip(one["flaws"], one["at"], strict=True)
        said = [_OF_RECEIPTS[flaw].fill(at=place) for flaw, place in flaws]
        yield _line(one, f"{one['kind']} {one['id']}" if one["id"] else "–", said, language)


def _line(one: Mapping[str, Any], name: str, flaws: Sequence[Text], language: Language) -> str:
    said = Text("；", "; ").in_language(language).join(flaw.in_language(language) for flaw in flaws)
    file = f"{one['file']} [{one['place']}]" if one["place"] else one["file"]
    return _LINE.fill(file=file, name=name, said=said or _HOLDS.in_language(language)).in_language(language)
