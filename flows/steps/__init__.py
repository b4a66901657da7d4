"""The kinds of step, in one table. A kind that is not listed here does not exist."""

from __future__ import annotations

from collections.abc import Mapping

from flows.steps.answer import Answer
from flows.steps.ask import Ask
from flows.steps.base import Step
from flows.steps.branch import Branch
from flows.steps.consent import Consent
from flows.steps.danger import Danger
from flows.steps.did_you_mean import DidYouMean
from flows.steps.end import End
from flows.steps.erase import Erase
from flows.steps.go import Go
from flows.steps.hand_off import HandOff
from flows.steps.languages import Languages
from flows.steps.make_code import MakeCode
from flows.steps.menu import Menu
from flows.steps.notice import Notice
from flows.steps.rate import Rate
from flows.steps.redeem_code import RedeemCode
from flows.steps.remember import Remember
from flows.steps.retract import Retract
from flows.steps.review import Review
from flows.steps.say import Say
from flows.steps.stop_messages import StopMessages
from flows.steps.unlink import Unlink

KINDS: Mapping[str, type[Step]] = {
    Answer.kind: Answer,
    Ask.kind: Ask,
    Branch.kind: Branch,
    Consent.kind: Consent,
    Danger.kind: Danger,
    DidYouMean.kind: DidYouMean,
    End.kind: End,
    Erase.kind: Erase,
    Go.kind: Go,
    HandOff.kind: HandOff,
    Languages.kind: Languages,
    MakeCode.kind: MakeCode,
    Menu.kind: Menu,
    Notice.kind: Notice,
    Rate.kind: Rate,
    RedeemCode.kind: RedeemCode,
    Remember.kind: Remember,
    Retract.kind: Retract,
    Review.kind: Review,
    Say.kind: Say,
    StopMessages.kind: StopMessages,
    Unlink.kind: Unlink,
}
