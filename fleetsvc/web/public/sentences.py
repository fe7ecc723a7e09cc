"""The answer to a question in one sentence, for its headline."""

from collections.abc import Mapping
from typing import Any

from fleetsvc.web.frame.pages import say
from fleetsvc.web.frame.phrases import listed
from rules.labels import label
from rules.vocabulary import Energy, Force, Verdict
from rules.wording import Language


def sentence(answer: Mapping[str, Any], spoken: Language) -> str:
    """Return the answer in one sentence: may it be registered, or, where no energy was named, what may."""
    verdict = answer["verdict"]
    if answer["depends_on"] and verdict and _is_unsettled(answer):
        return say("answer.say.depends", facts=listed(answer["said"]["depends_on"]))
    if answer["verdict"] == Verdict.NOT_GOVERNED and answer["rules"]:
        return say("answer.say.not_governed_but")
    if answer["verdict"] is not None:
        return say(f"answer.say.{answer['verdict']}")
    if answer["force"] in (Force.ALL, Force.IN_PRINCIPLE):
        kinds = [label(Energy(name)).in_language(spoken) for name in answer["allowed_energy"] or ()]
        return say(f"answer.say.open.{answer['force']}", energies=listed(kinds))
    return say("answer.say.open.more" if answer["rules"] else "answer.say.open.free")


def _is_unsettled(answer: Mapping[str, Any]) -> bool:
    """Tell whether a fact that was not said may turn a verdict that is no clear no."""
    verdict = Verdict(answer["verdict"])
    if verdict.is_open and verdict is not Verdict.UNDETERMINED:
        return False
    return any(Verdict(one["verdict"]).is_open for one in answer["outcomes"])
