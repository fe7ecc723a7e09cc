"""What a mail says: a subject that names no vehicle, a sentence, and where to read on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import Final
from urllib.parse import urlsplit

from rules.wording import Language, Text

_PRODUCT: Final = Text("新能源车辆推广核查", "NEV Mandate Check")
_NOTICE: Final = Text(
    "{said}\n\n{link}\n\n—\n不再接收或更改邮件通知：{settings}\n",
    "{said}\n\n{link}\n\n--\nTo change what is mailed to you, or to end it: {settings}\n",
)
CONFIRM: Final = Text("请确认邮箱地址", "Please confirm your address")
_CONFIRM: Final = Text(
    "有人（应为您本人）要求把通知发到此邮箱。请登录后打开以下链接确认，一天内有效，只能用一次：\n\n{link}\n\n不是您本人的，请忽略本邮件。\n",
    "Somebody, presumably you, asked to be notified at this address. Sign in and open this link within a day to confirm"
    " it; it works once:\n\n{link}\n\nIf that was not you, ignore this mail.\n",
)


@dataclass(frozen=True, slots=True)
class House:
    """Who writes: the address of the sender, and where people reach the service."""

    sender: str
    base: str


def notice_mail(said: str, page: str, *, house: House, language: Language) -> str:
    """Return the words of a mail that tells of something."""
    values = {"said": said, "link": f"{house.base}{page}", "settings": f"{house.base}/notices/settings"}
    return _NOTICE.in_language(language).format(**values)


def confirmation_mail(token: str, *, house: House, language: Language) -> str:
    """Return the words of a mail that asks to confirm the address."""
    return _CONFIRM.in_language(language).format(link=f"{house.base}/notices/mail/confirm?token={token}")


def letter(number: int, to: Mapping[str, str], words: str, *, house: House, at: datetime) -> EmailMessage:
    """Return a mail as it is sent: ``to`` has address, subject and language. Its id stays however often it is sent.

    The policy refuses line ends in headers: nothing that is written into one can add another.
    """
    language: Language = "en" if to["language"] == "en" else "zh"
    product = _PRODUCT.in_language(language)
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = f"[{product}] {to['subject']}"
    mail["From"] = Address(product, addr_spec=house.sender)
    mail["To"] = Address(addr_spec=to["address"])
    mail["Date"] = at
    mail["Message-ID"] = f"<mail-{number}@{urlsplit(house.base).hostname}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(words, cte="base64")
    mail["Content-Language"] = "en" if language == "en" else "zh-CN"
    return mail
