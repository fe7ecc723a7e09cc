"""Every page in a real browser: what must hold whatever it shows, for a wide window by day and a telephone by night.

A page stands in ``SIGHTS`` with somebody who may see it; a new one is a failure until it stands there too.
"""

import gzip
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from fleetsvc.web.frame.pages import Pages
from tests.browser import a_bureau
from tests.open_site import Site, an_open_site
from tests.page_world import WORDS_OF_DATA, World, a_page_world
from tests.windows import NARROW, WIDE, Window, a_window

pytestmark = pytest.mark.slow(60)

MOST_COMPRESSED_BYTES = 200_000
_AXE = Axe().axe_script
_TOLD = """then(({violations}) =>
  violations.flatMap(({id, nodes}) => nodes.map(({target}) => `${id}: ${target.join(" ")}`)))"""
"""Of what axe finds nothing is handed over but what speaks against the page."""
_VIOLATIONS = f"""(preload) => axe.run({{
  resultTypes: ["violations"], preload, rules: {{"color-contrast": {{enabled: false}}}}
}}).{_TOLD}"""
_TEXTS = """
() => {
  const known = new Map();
  const under = (one) => {
    if (!one) return "";
    if (!known.has(one)) {
      const {backgroundColor, backgroundImage, opacity} = getComputedStyle(one);
      known.set(one, [backgroundColor, backgroundImage, opacity, under(one.parentElement)].join());
    }
    return known.get(one);
  };
  window.texts = [...document.body.querySelectorAll("*")].filter((one) =>
    one.matches("input, select, textarea") || [...one.childNodes].some((node) => node.data && node.data.trim()));
  return texts.map((one) => {
    const {color, fontSize, fontWeight, textShadow} = getComputedStyle(one);
    return [one.localName, one.getAttribute("class"), color, fontSize, fontWeight, textShadow, under(one)].join();
  });
}
"""
"""How each element with words of its own is drawn: all that their contrast can come from."""
_CONTRASTS = f"""(places) => axe.run({{include: places.map((place) => texts[place])}}, {{
  resultTypes: ["violations"], preload: false, runOnly: ["color-contrast"]
}}).{_TOLD}"""


MAILING = {
    "FLEETSVC_PUBLIC_URL": "https://fleet.example.cn",
    "FLEETSVC_MAIL_SENDER": "fleet@example.cn",
    "FLEETSVC_MAIL_FOLDER": "/nowhere",
}
"""Settings with which the pages of mail show what they have."""


@dataclass(frozen=True)
class Sight:
    """A page as somebody sees it: ``rule`` is its route, ``address`` how the test asks for it."""

    rule: str
    address: str
    who: str | None = None
    status: int = 200

    def __str__(self) -> str:
        return f"{self.who or 'anybody'}:{self.address}"


NOT_PAGES = {
    "/attachments/<id:number>",
    "/cases.xlsx", "/noncompliance.csv", "/noncompliance.xlsx", "/registrations.csv", "/registrations.xlsx",
    "/rankings/<text>/export.csv", "/rankings/<text>/export.xlsx",
    "/uploads/<id:number>/annotated", "/uploads/<id:number>/original",
    "/uploads/template.xlsx", "/accounts/import/sheet.xlsx", "/audit.csv", "/rulebook/drafts/<edition>/file.yaml",
    "/rulebook/manuscripts/<id:number>/file.yaml",
    "/handouts/<id:number>/file", "/receipts/<number>/file",
    "/signals/<name>.csv",
    "/rankings/<text>/circular.docx", "/letter-templates/<word:kind>.docx", "/rankings/<text>/units/<unit>/<kind>.docx",
}  # fmt: skip
"""Files to be saved."""

SIGHTS = (
    Sight("/", "/"),
    Sight("/ask", "/ask"),
    Sight("/ask", "/?unit=410100&category=muck_truck&event=new&on=2025-06-01&energy=diesel"),
    Sight(
        "/ask",
        "/ask?unit=410100&category=urban_logistics&event=replacement&on=2099-06-01&edition=0123456789ab",
    ),
    Sight("/ask", "/ask?unit=410100&category=tram&on=31.2.2025", status=422),
    Sight("/ask/list", "/ask/list"),
    Sight("/ask/wrong-record", "/ask/wrong-record?unit=410100"),
    Sight("/rankings", "/rankings"),
    Sight("/rankings/<text>", "/rankings/2025-10"),
    Sight("/rankings/<text>", "/rankings/2025-10?category=bus"),
    Sight("/requirements", "/requirements"),
    Sight("/changes", "/changes"),
    Sight("/exceptions", "/exceptions"),
    Sight("/exceptions", "/exceptions?unit=410100&category=taxi"),
    Sight("/exceptions", "/exceptions?category=tram", status=422),
    Sight("/models", "/models"),
    Sight("/models", "/models?category=postal"),
    Sight("/changes", "/changes?unit=410100&category=tram", status=422),
    Sight("/rulebook", "/rulebook"),
    Sight("/instruments/<name>", "/instruments/henan-action-plan-2023?offset=948&length=20"),
    Sight("/api/docs", "/api/docs"),
    Sight("/api/docs/<room>", "/api/docs/law"),
    Sight("/help", "/help"),
    Sight("/sign-in", "/sign-in"),
    Sight("/", "/no-such-page", status=404),
    Sight("/sign-in/code", "/sign-in/code", "careful"),
    Sight("/sign-in/waiting", "/sign-in/waiting", "newcomer"),
    Sight("/account", "/account", "owner"),
    Sight("/account/password", "/account/password", "owner"),
    Sight("/account/second-factor", "/account/second-factor", "owner"),
    Sight("/account/recovery-codes", "/account/recovery-codes", "owner"),
    Sight("/", "/", "owner"),
    Sight("/help", "/help", "owner"),
    Sight("/bureau", "/bureau", "owner"),
    Sight("/uploads", "/uploads", "owner"),
    Sight("/uploads", "/uploads?new={in_review}&known={accepted}", "owner"),
    Sight("/uploads", "/uploads", "stranger"),
    Sight("/uploads/vehicle", "/uploads/vehicle", "owner"),
    Sight("/signals", "/signals", "office"),
    Sight("/signals/<name>", "/signals/replacement-reused", "office"),
    Sight("/receipts", "/receipts", "dealer"),
    Sight("/receipts", "/receipts", "stranger"),
    Sight("/receipts/<number>", "/receipts/{dealers_receipt}"),
    Sight("/receipts/<number>", "/receipts/{owners_receipt}", "owner"),
    Sight("/uploads/<id:number>", "/uploads/{received}", "owner"),
    Sight("/uploads/<id:number>", "/uploads/{in_review}", "owner"),
    Sight("/uploads/<id:number>", "/uploads/{in_review}?rows=accepted&code=date-unreadable", "owner"),
    Sight("/uploads/<id:number>", "/uploads/{accepted}?rows=accepted", "owner"),
    Sight("/uploads/<id:number>", "/uploads/{refused}", "owner"),
    Sight("/uploads/<id:number>", "/uploads/{set_aside}", "owner"),
    Sight("/uploads/<id:number>", "/uploads/{withdrawn}", "owner"),
    Sight("/uploads/<id:number>/verdicts/<verdict>", "/uploads/{in_review}/verdicts/non_compliant", "owner"),
    Sight("/uploads/<id:number>/withdraw", "/uploads/{accepted}/withdraw", "owner"),
    Sight("/unfinished/<id:number>", "/unfinished/{unfinished}", "owner"),
    Sight("/notices", "/notices", "owner"),
    Sight("/notices", "/notices", "dealer"),
    Sight("/webhooks", "/webhooks", "owner"),
    Sight("/webhooks", "/webhooks", "office"),
    Sight("/notices/settings", "/notices/settings", "owner"),
    Sight("/nil-reports", "/nil-reports", "owner"),
    Sight("/handouts", "/handouts", "owner"),
    Sight("/handouts", "/handouts", "office"),
    Sight("/handouts/<id:number>", "/handouts/{handout}", "owner"),
    Sight("/handouts/<id:number>", "/handouts/{waiting_document}", "owner"),
    Sight("/desk/<word:of>", "/desk/registrations", "owner"),
    Sight("/registrations/print", "/registrations/print", "owner"),
    Sight("/registrations", "/registrations", "owner"),
    Sight("/registrations", "/registrations?text=nowhere", "owner"),
    Sight("/registrations/<id:number>", "/registrations/{registration}", "owner"),
    Sight("/search", "/search", "owner"),
    Sight("/office", "/office", "owner", status=403),
    Sight("/office", "/office?period=2025-10", "office"),
    Sight("/bureau", "/bureau", "office"),
    Sight("/cases", "/cases", "office"),
    Sight("/cases/print", "/cases/print", "office"),
    Sight("/cases", "/cases", "owner"),
    Sight("/cases/<id:number>", "/cases/{case}", "owner"),
    Sight("/cases/<id:number>", "/cases/{case}", "office"),
    Sight("/cases/proposals", "/cases/proposals", "office"),
    Sight("/cases/proposals/<id:number>", "/cases/proposals/{proposal}", "office"),
    Sight("/cases/proposals/<id:number>", "/cases/proposals/{proposal}", "deputy"),
    Sight("/amounts", "/amounts", "admin"),
    Sight("/registrations/<id:number>/override", "/registrations/{registration}/override", "office"),
    Sight("/holidays", "/holidays", "office"),
    Sight("/shares", "/shares", "office"),
    Sight("/shares", "/shares", "owner"),
    Sight("/outlook", "/outlook", "owner"),
    Sight("/outlook", "/outlook?category=bus&target=100", "office"),
    Sight("/outlook/emissions", "/outlook/emissions", "owner"),
    Sight("/outlook/emissions", "/outlook/emissions?category=bus", "office"),
    Sight("/noncompliance", "/noncompliance", "office"),
    Sight("/noncompliance", "/noncompliance?unit=410200&category=bus", "office"),
    Sight("/noncompliance/print", "/noncompliance/print?category=bus", "office"),
    Sight("/registrations/<id:number>", "/registrations/{registration}?unit=410100", "office"),
    Sight("/uploads/<id:number>", "/uploads/{in_review}?unit=410100", "office"),
    Sight("/office", "/office?period=2025-10&view=map", "office"),
    Sight("/rankings/<text>", "/rankings/2025-10", "office"),
    Sight("/rankings/<text>", "/rankings/2025-08", "owner"),
    Sight("/rankings/<text>/objection", "/rankings/2025-08/objection", "owner"),
    Sight("/cases/<id:number>", "/cases/{objection}", "office"),
    Sight("/letter-templates", "/letter-templates", "office"),
    Sight("/measures", "/measures", "office"),
    Sight("/measures", "/measures", "owner"),
    Sight("/rankings/<text>/letters", "/rankings/2025-10/letters", "office"),
    Sight("/rankings/<text>/correction", "/rankings/2025-10/correction", "office"),
    Sight("/rulebook/drafts", "/rulebook/drafts", "office"),
    Sight("/rulebook/drafts/<edition>", "/rulebook/drafts/{draft}", "office"),
    Sight("/rulebook/drafts/<edition>/signature", "/rulebook/drafts/{draft}/signature", "office"),
    Sight("/rulebook", "/rulebook?edition={draft}", "office"),
    Sight("/rulebook/manuscripts", "/rulebook/manuscripts", "office"),
    Sight("/rulebook/manuscripts/<id:number>", "/rulebook/manuscripts/{manuscript}", "office"),
    Sight("/rulebook/manuscripts/<id:number>/law", "/rulebook/manuscripts/{manuscript}/law", "office"),
    Sight(
        "/rulebook/manuscripts/<id:number>/text/<sha256>",
        "/rulebook/manuscripts/{manuscript}/text/{source}",
        "office",
    ),
    Sight(
        "/rulebook/manuscripts/<id:number>/rule",
        "/rulebook/manuscripts/{manuscript}/rule?id=13-in-principle",
        "office",
    ),
    Sight(
        "/rulebook/manuscripts/<id:number>/answer",
        "/rulebook/manuscripts/{manuscript}/answer?id=nev-kinds",
        "office",
    ),
    Sight(
        "/rulebook/manuscripts/<id:number>/preview",
        "/rulebook/manuscripts/{whole_manuscript}/preview",
        "office",
    ),
    Sight("/accounts", "/accounts", "admin"),
    Sight("/accounts/import", "/accounts/import", "admin"),
    Sight("/accounts/<id:number>/change", "/accounts/{user}/change", "admin"),
    Sight("/accounts/<id:number>/<action>", "/accounts/{user}/disable", "admin"),
    Sight("/keys", "/keys", "admin"),
    Sight("/keys/<id:number>/revoke", "/keys/{key}/revoke", "admin"),
    Sight("/my/keys", "/my/keys", "dealer"),
    Sight("/my/keys/<id:number>/revoke", "/my/keys/{own_key}/revoke", "dealer"),
    Sight("/sessions", "/sessions", "admin"),
    Sight("/health", "/health", "admin"),
    Sight("/schedule", "/schedule", "admin"),
    Sight("/mail", "/mail", "admin"),
    Sight("/sources", "/sources", "admin"),
    Sight("/office-access", "/office-access", "office"),
    Sight("/two-persons", "/two-persons?done=410200", "office"),
    Sight("/preparations", "/preparations", "owner"),
    Sight("/preparations/<id:number>", "/preparations/{preparation}?told=prepared", "owner"),
    Sight("/notices/mail/confirm", "/notices/mail/confirm?token=x", "owner"),
    Sight("/audit", "/audit", "auditor"),
    Sight("/fleet", "/fleet", "operator"),
    Sight("/fleet/<id:number>", "/fleet/{fleet_vehicle}", "operator"),
    Sight("/fleet/owners", "/fleet/owners", "operator"),
    Sight("/operators", "/operators", "owner"),
)

_CHINESE_SHOWN = """
(source) => {
  const page = source ? new DOMParser().parseFromString(source, "text/html") : document;
  const found = [], chinese = /[\\u3400-\\u9fff]/;
  const walk = page.createTreeWalker(page.documentElement, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  for (let node = walk.currentNode; node; node = walk.nextNode()) {
    const element = node instanceof Element ? node : node.parentElement;
    if (element.closest("[lang|=zh], script, style")) continue;
    const said = node instanceof Element
      ? ["title", "aria-label", "placeholder", "alt"].map((name) => node.getAttribute(name)) : [node.data];
    found.push(...said.filter((text) => text && chinese.test(text)));
  }
  return found;
}
"""
"""What is written in Chinese outside quotes of the law, in texts and in what screen readers say."""

LOOKS: dict[str, tuple[tuple[int, int], Literal["light", "dark"]]] = {
    "wide by day": (WIDE, "light"),
    "telephone by night": (NARROW, "dark"),
}

Look = Callable[[str | None], Window]

_CONTRASTED: set[str] = set()
"""Ways of drawing words whose contrast has been looked at, on whatever page."""
_WEIGHTS: dict[str, int] = {}
"""What each file weighs that many pages share, by its address."""


@pytest.fixture(scope="module")
def site(chromium: Browser, owner_url: str) -> Iterator[Site]:
    """A site of its own, which shows what ``world`` holds and nothing else."""
    with a_bureau(owner_url, "every_page", **MAILING) as bureau, an_open_site(bureau) as opened:
        yield opened


@pytest.fixture(scope="module")
def world(site: Site) -> Iterator[World]:
    with a_page_world(site) as opened:
        yield opened


@pytest.fixture(scope="module")
def look(chromium: Browser, site: Site) -> Iterator[Look]:
    """Each person's window, kept for the module."""
    with ExitStack() as opened:
        windows: dict[str | None, Window] = {}

        def of(who: str | None) -> Window:
            if who not in windows:
                window = opened.enter_context(a_window(chromium, site))
                if who is not None:
                    window.sign_in(who)
                windows[who] = window
            return windows[who]

        yield of


def looks_of(page: Page) -> list[str]:
    """The looks, the one first that the window has from the page before."""
    size = page.viewport_size
    assert size is not None
    return sorted(LOOKS, key=lambda name: LOOKS[name][0][0] != size["width"])


def turn(page: Page, name: str) -> None:
    """Show the page that is open in another look."""
    (width, height), scheme = LOOKS[name]
    if page.viewport_size != {"width": width, "height": height}:
        page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme=scheme)


def violations(page: Page) -> list[str]:
    """What axe finds against all its rules, with the places.

    A page is given axe once, which reads its style sheets then: they are the same in every look.
    """
    is_new = not page.evaluate("'axe' in window")
    if is_new:
        page.evaluate(_AXE)
    found: list[str] = page.evaluate(_VIOLATIONS, is_new)
    return found + contrasts(page)


def contrasts(page: Page) -> list[str]:
    """What axe finds against the contrast of words: of all that are drawn alike, on whatever page, the first."""
    new = {drawn: place for place, drawn in enumerate(page.evaluate(_TEXTS)) if drawn not in _CONTRASTED}
    found: list[str] = page.evaluate(_CONTRASTS, list(new.values())) if new else []
    if not found:
        _CONTRASTED.update(new)
    return found


def left_in_chinese(page: Page, source: str = "") -> list[str]:
    """What a page (the one shown, unless its source is given) says in Chinese of its own.

    What people wrote is set aside, and the original that a step cites in brackets.
    """
    data = re.compile("|".join(map(re.escape, sorted(WORDS_OF_DATA, key=len, reverse=True))))
    texts = [re.sub(r"in the original: [^)]*\)", "", text) for text in page.evaluate(_CHINESE_SHOWN, source)]
    return [
        text for text in (data.sub("", text).strip() for text in texts) if re.search("[\u3400-\u9fff]", text)
    ]


def reached_beyond(page: Page) -> list[str]:
    """The elements that make the document wider than the window."""
    overflows: bool = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    found: list[str] = page.evaluate(
        "[...document.body.querySelectorAll('*')].filter((one) => one.getBoundingClientRect().right > innerWidth)"
        ".map((one) => `${one.tagName}.${one.className}`)"
    )
    return found if overflows else []


def weights(page: Page) -> dict[str, int]:
    """The page and all its parts, each as many bytes as gzip makes of it."""
    parts: list[str] = page.evaluate(
        "[location.href, ...performance.getEntriesByType('resource').map((one) => one.name)]"
    )
    return {part: _weight(page, part) for part in parts}


def _weight(page: Page, part: str) -> int:
    if part not in _WEIGHTS:
        weight = len(gzip.compress(page.request.get(part).body()))
        if "/static/" not in part:
            return weight
        _WEIGHTS[part] = weight
    return _WEIGHTS[part]


def test_every_page_of_the_service_is_among_those_looked_at(site: Site) -> None:
    app = site.bureau.service.app
    pages = {
        rule.rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
        and isinstance(app.blueprints[rule.endpoint.partition(".")[0]], Pages)
    }
    assert {sight.rule for sight in SIGHTS} | NOT_PAGES == pages


@pytest.mark.parametrize("sight", SIGHTS, ids=str)
def test_a_page_is_accessible_light_fits_its_window_and_breaks_no_rule_of_ours(
    world: World, look: Look, sight: Sight
) -> None:
    window = look(sight.who)
    window.faults.clear()
    page = window.open(sight.address.format(**world.places), sight.status)
    for name in looks_of(page):
        turn(page, name)
        assert (name, violations(page), reached_beyond(page)) == (name, [], [])
    assert window.faults == []
    assert sum(weights(page).values()) <= MOST_COMPRESSED_BYTES, weights(page)


@pytest.mark.parametrize("sight", SIGHTS, ids=str)
def test_a_page_in_english_leaves_nothing_in_chinese_but_the_law_and_what_people_wrote(
    world: World, look: Look, sight: Sight
) -> None:
    window = look(sight.who)
    window.context.add_cookies([{"name": "lang", "value": "en", "url": window.site.address}])
    answer = window.page.request.get(f"{window.site.address}{sight.address.format(**world.places)}")
    window.context.clear_cookies(name="lang")
    page = answer.text()
    assert '<html lang="en">' in page
    assert left_in_chinese(window.page, page) == []


def test_the_watch_notices_what_a_page_must_not_do(chromium: Browser, site: Site) -> None:
    watched = a_window(chromium, site)
    window = watched.__enter__()
    page = window.open("/")
    with page.expect_response("**/a.png"):
        page.evaluate(
            "document.querySelector('main').insertAdjacentHTML('beforeend',"
            " '<p style=color:red>faint</p><img src=/a.png>')"
        )
    assert violations(page) == ["image-alt: img"]
    page.evaluate("document.querySelector('main > p:last-of-type').style.color = 'silver'")
    assert violations(page) == ["image-alt: img", "color-contrast: #main > p"]
    page.evaluate("document.documentElement.lang = 'en'")
    assert {"新能源车辆推广核查", "跳到正文", "报送单位"} <= set(left_in_chinese(page))
    found = [re.search(r"style-src-attr inline|a.png answers 404", fault) for fault in window.faults]
    assert {one[0] for one in found if one} == {"style-src-attr inline", "a.png answers 404"}
    with pytest.raises(AssertionError):
        watched.__exit__(None, None, None)
