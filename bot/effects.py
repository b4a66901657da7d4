"""What the engine decided becomes rows: one function for each kind of effect."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from bot.links import DONE, LASTS, erase_others, new_code, part_all, redeem
from bot.messages import TEXT_CHANNELS, Author, Choice, Owner, Priority
from bot.opting import GOODBYE, OPTED_OUT, WELCOME, opt_in, opt_out
from bot.policy import Policy
from bot.store.database import Unit
from bot.store.records import Case, Contact, Conversation, Person
from bot.telephony import VOICE
from bot.triage import URGENT, triage_of
from bot.turns import context_of
from flows import effects as flow
from flows.engine import Engine
from flows.turn import Context

ACTOR = "bot"


@dataclass(slots=True)
class Scene:
    """Where effects are applied: one conversation inside one unit of work.

    ``say`` renders one of the engine's own texts in the language and form of this scene.
    ``unasked``: the person has not written, so that what is said waits for the morning.
    ``answering``: the person did, or has said something in a call that waits for the answer.
    """

    unit: Unit
    contact: Contact
    conversation: Conversation
    case: Case | None
    language: str
    policy: Policy
    content_version: str
    context: Context
    say: Callable[..., flow.Say] = field(repr=False)
    unasked: bool = False
    answering: bool = False

    async def event(self, kind: str, actor: str = ACTOR, **params: Any) -> None:
        """Write an event of this conversation."""
        await self.unit.events.add(
            kind,
            actor,
            conversation_id=self.conversation.id,
            case_id=self.case.id if self.case else None,
            **params,
        )


def stage(
    unit: Unit,
    engine: Engine,
    policy: Policy,
    *,
    contact: Contact,
    person: Person,
    conversation: Conversation,
    case: Case | None,
    language: str,
    degraded: bool = False,
    unasked: bool = False,
    answering: bool = False,
) -> Scene:
    """The scene of one conversation, whose own texts are rendered by ``engine``."""
    context = context_of(policy, person, conversation, case, unit.now, degraded=degraded)
    return Scene(
        unit=unit,
        contact=contact,
        conversation=conversation,
        case=case,
        language=language,
        policy=policy,
        content_version=engine.content_version,
        context=context,
        say=lambda key, **params: engine.say(key, language, context, **params),
        unasked=unasked,
        answering=answering,
    )


async def apply(scene: Scene, effects: Iterable[flow.Effect]) -> None:
    """Carry out ``effects`` in their order. An unknown kind is a KeyError, not a shrug."""
    for effect in effects:
        await APPLIERS[type(effect)](scene, effect)


async def say(scene: Scene, effect: flow.Say) -> None:
    """A line of the transcript, and a message for the outbox.

    Nothing for whoever opted out, but that we will be silent, and nothing by phone but answers:
    there is no call in which it could be said.
    """
    if scene.contact.status == OPTED_OUT and effect.key != GOODBYE:
        return
    if scene.contact.address.channel == VOICE and not scene.answering:
        return
    message_id = await scene.unit.transcript.add_out(
        scene.conversation,
        Author.BOT,
        effect.text,
        tuple(Choice(c.id, c.label, c.control) for c in effect.choices),
        text_key=effect.key,
        language=effect.language,
        sensitive=effect.sensitive,
        content_version=scene.content_version,
        address_id=scene.contact.id,
    )
    await scene.unit.sending.add(message_id, scene.contact, _not_before(scene))


async def set_language(scene: Scene, effect: flow.SetLanguage) -> None:
    """The person's own choice: it beats what is detected from now on."""
    scene.language = effect.code
    person_id = scene.contact.person_id
    await scene.unit.people.set_language(person_id, effect.code, chosen=True)
    await scene.unit.conversations.touch(scene.conversation.id, effect.code)
    await scene.event("language_chosen", language=effect.code)


async def noticed(scene: Scene, effect: flow.Noticed) -> None:
    """The privacy notice was given."""
    await scene.unit.people.set_noticed(scene.contact.person_id, effect.version)
    await scene.event("notice_given", version=effect.version, language=scene.language)


async def consent(scene: Scene, effect: flow.Consent) -> None:
    """Consent or its refusal, with version, language and time."""
    await scene.unit.people.set_consent(
        scene.contact.person_id,
        given=effect.given,
        version=effect.version,
        language=scene.language,
    )
    await scene.event("consent", given=effect.given, version=effect.version)


async def remember(scene: Scene, effect: flow.Remember) -> None:
    """Something the person told: on the case, if people have it already."""
    if scene.case:
        await scene.unit.cases.add_answers(scene.case, {effect.name: effect.value})
        scene.case = await scene.unit.cases.get(scene.case.id)


async def hand_off(scene: Scene, effect: flow.HandOff) -> None:
    """Open a case, or raise the one that is open; the conversation stands in the queue."""
    priority: Priority = _priority(effect)
    if scene.case is None:
        await _open_case(scene, effect, priority)
    else:
        await _join_case(scene, scene.case, effect, priority)


async def stop_messages(scene: Scene, _effect: flow.StopMessages) -> None:
    """No message that the person did not ask for, until they write again.

    On a phone none at all, until they ask for it.
    """
    if scene.contact.address.channel in TEXT_CHANNELS:
        await leave(scene)
        return
    await scene.unit.people.mark(scene.contact.id, "stopped")
    await scene.unit.conversations.set_outcome(scene.conversation.id, "stopped")
    await scene.event("stopped_by_caller", actor="caller")


async def leave(scene: Scene) -> None:
    """The person wants no more messages: say once that there will be none."""
    if await opt_out(scene.unit, scene.contact, "caller"):
        scene.contact = replace(scene.contact, status=OPTED_OUT)
        await say(scene, scene.say(GOODBYE))


async def come_back(scene: Scene) -> None:
    """The person wants messages again: say that there will be some."""
    if await opt_in(scene.unit, scene.contact, "caller"):
        scene.contact = replace(scene.contact, status="active")
        await say(scene, scene.say(WELCOME))


async def retract(scene: Scene, _effect: flow.Retract) -> None:
    """Take back what we sent, as far back as the channel allows."""
    within = scene.policy.retract_within.get(scene.contact.address.channel)
    if within:
        since = scene.unit.now - within
        count = await scene.unit.sending.retract(scene.contact, since)
        await scene.event("retracted", actor="caller", count=count)


async def erase_request(scene: Scene, effect: flow.EraseRequest) -> None:
    """Erase soon, but not before the answer to the request could be read.

    While people work on a case, they end it first; the erasure then follows the case's end.
    """
    if not effect.after_case:
        after = scene.policy.erase_after
        await scene.unit.timers.set(scene.conversation.id, "erase", scene.unit.now + after)
        if effect.linked:
            await erase_others(scene.unit, scene.contact.person_id, after)
    await scene.event(
        "erase_requested", actor="caller", after_case=effect.after_case, linked=effect.linked
    )


async def make_code(scene: Scene, effect: flow.MakeCode) -> None:
    """A code for the person's other channel, said here and kept as a hash."""
    code, contact = new_code(), scene.contact
    await scene.unit.links.add_code(code, contact.person_id, contact.id, LASTS)
    await scene.event("link_code_made", actor="caller")
    await say(scene, scene.say(effect.said, code=code, minutes=LASTS.seconds // 60))


async def redeem_code(scene: Scene, effect: flow.RedeemCode) -> None:
    """Link with the channel on which the code was made, or say why not."""
    await say(scene, scene.say(effect.texts[await link(scene, effect.code)]))


async def link(scene: Scene, code: str) -> str:
    """Link by this code without a word to the person; what came of it, which colleagues see."""
    outcome = await redeem(scene.unit, scene.contact, code)
    if outcome != DONE:
        await scene.event("not_linked", actor="caller", why=outcome)
    return outcome


async def unlink(scene: Scene, _effect: flow.Unlink) -> None:
    """The person's channels are apart again."""
    await part_all(scene.unit, scene.contact.person_id)


async def wait_until(scene: Scene, effect: flow.WaitUntil) -> None:
    """Somebody must look if no answer comes."""
    asked = effect.seconds
    wait = scene.policy.unfinished_after if asked is None else timedelta(seconds=asked)
    await scene.unit.timers.set(scene.conversation.id, "wait", scene.unit.now + wait)


async def fallback(scene: Scene, effect: flow.Fallback) -> None:
    """Not understood: for the figures, and for better training."""
    await scene.event("not_understood", reason=effect.reason)


async def answered(scene: Scene, effect: flow.Answered) -> None:
    """A question was answered, or the person said whether that helped."""
    if scene.case is None:
        await scene.unit.conversations.set_outcome(scene.conversation.id, "answered")
    await scene.event("answered", intent=effect.intent, helped=effect.helped)


async def end(scene: Scene, effect: flow.End) -> None:
    """A flow came to its end."""
    if scene.case is None:
        await scene.unit.conversations.set_outcome(scene.conversation.id, effect.outcome)
    await scene.event("flow_ended", outcome=effect.outcome)


APPLIERS: dict[type, Callable[[Scene, Any], Awaitable[None]]] = {
    flow.Say: say,
    flow.SetLanguage: set_language,
    flow.Noticed: noticed,
    flow.Consent: consent,
    flow.Remember: remember,
    flow.HandOff: hand_off,
    flow.StopMessages: stop_messages,
    flow.Retract: retract,
    flow.EraseRequest: erase_request,
    flow.MakeCode: make_code,
    flow.RedeemCode: redeem_code,
    flow.Unlink: unlink,
    flow.WaitUntil: wait_until,
    flow.Fallback: fallback,
    flow.Answered: answered,
    flow.End: end,
}


def _not_before(scene: Scene) -> datetime | None:
    """When a message may be sent that nobody asked for; None for at once, as all in danger."""
    urgent = scene.case is not None and scene.case.priority in URGENT
    if urgent or not scene.unasked:
        return None
    return scene.policy.quiet_until(scene.contact.address.channel, scene.unit.now)


def _priority(effect: flow.HandOff) -> Priority:
    floor = triage_of(effect.topic)
    asked: Priority = effect.priority if effect.priority else floor  # type: ignore[assignment]
    # A case is for a human to do, so information alone still counts as a request.
    return min(asked, floor, "P3")


async def _open_case(scene: Scene, effect: flow.HandOff, priority: Priority) -> None:
    unit = scene.unit
    scene.case = await unit.cases.create(
        scene.conversation,
        priority=priority,
        topic=effect.topic,
        language=scene.language,
        reason=effect.reason,
        due_at=scene.policy.due_at(priority, unit.now),
        answers=effect.answers,
    )
    await _to_queue(scene)
    await unit.conversations.set_outcome(scene.conversation.id, "handed_off")
    await scene.event("handed_off", topic=effect.topic, priority=priority, reason=effect.reason)
    if priority not in URGENT:
        await say(scene, scene.say("handoff.case", case_number=scene.case.number))


async def _to_queue(scene: Scene) -> None:
    if scene.conversation.owner is Owner.BOT:
        await scene.unit.conversations.hand(scene.conversation, Owner.QUEUE)
        fresh = await scene.unit.conversations.get(scene.conversation.id)
        scene.conversation = fresh or scene.conversation


async def _join_case(scene: Scene, case: Case, effect: flow.HandOff, priority: Priority) -> None:
    unit = scene.unit
    if effect.answers:
        await unit.cases.add_answers(case, effect.answers)
    due_at = scene.policy.due_at(priority, unit.now)
    raised = await unit.cases.raise_to(case, priority, effect.topic, due_at)
    scene.case = await unit.cases.get(case.id)
    await scene.event(
        "handed_off_again",
        topic=effect.topic,
        priority=scene.case.priority,
        reason=effect.reason,
        raised=raised,
    )
