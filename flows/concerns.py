"""What a message may mean here and now. Each of these answers it, or says that it does not."""

from __future__ import annotations

from flows import walk
from flows.choose import choose, set_language, speak
from flows.commands import obey
from flows.effects import SetLanguage
from flows.misses import missed
from flows.names import COMMANDS, split
from flows.pending import plainly_said, typed
from flows.phone import on_the_phone
from flows.route import follow, sure
from flows.run import Run


def danger(run: Run) -> bool:
    """Triage found a danger."""
    found = run.turn.danger
    if found is None or (found.guessed and plainly_said(run)):
        return False
    code = run.turn.requested_language
    if code in run.content.languages:
        run.language = str(code)
        run.emit(SetLanguage(run.language))
    params = {"topic": found.topic, "priority": found.priority, "intent": found.topic}
    walk.enter(run, "safety", params=params)
    return True


def pressed(run: Run) -> bool:
    """A choice was pressed, or typed as its number or label; a link may bring a language too."""
    choice = run.turn.choice or typed(run)
    if choice is None:
        return False
    code = run.turn.requested_language
    if code in run.content.languages and split(choice)[0] != "lang":
        speak(run, str(code))
    choose(run, choice)
    return True


def code(run: Run) -> bool:
    """A code from another channel was sent, and nothing else."""
    if not run.turn.code:
        return False
    run.change(misses=0)
    walk.aside(run, "link", step="redeem")
    return True


def language(run: Run) -> bool:
    """The person asks for a language; what else the message asks is answered in it."""
    code = run.turn.requested_language
    if code is None or code not in run.content.languages:
        return False
    asked = sure(run, run.content.rules.interrupt)
    if asked is None or asked == "choose_language" or run.content.routes[asked].social:
        set_language(run, code)
        return True
    speak(run, code)
    return False


def command(run: Run) -> bool:
    """The whole message was a word of command; yes and no belong to a question that waits."""
    word = run.turn.command
    if word not in COMMANDS or (word in ("yes", "no") and walk.waiting(run) is not None):
        return False
    obey(run, word)
    return True


def unreadable(run: Run) -> bool:
    """Nothing came: say kindly what can be read."""
    if not run.turn.unreadable and run.turn.text.strip():
        return False
    if run.context.owner == "queue":
        acknowledge(run)
    elif missed(run, "unreadable"):
        walk.enter(run, "not_understood", step="unreadable_again")
    elif walk.waiting(run) is not None:
        walk.ask_again(run, "fallback.unreadable")
    else:
        walk.start(run, "not_understood", step="unreadable")
    return True


def unknown_language(run: Run) -> bool:
    """Nothing tells the language: offer all of them once, each by its own name."""
    if on_the_phone(run.context):  # the languages were read out before anything else
        return False
    meant = sure(run, run.content.rules.interrupt)
    clear = meant is not None and not run.content.routes[meant].social
    if run.turn.language_known or run.session.language_offered or clear:
        return False
    walk.start(run, "language", step="offer")
    return True


def queued(run: Run) -> bool:
    """The person waits for a human: no second call, and words are added for the counsellor."""
    if run.context.owner != "queue":
        return False
    meant = sure(run, run.content.rules.interrupt)
    if meant == "greet":
        walk.start(run, "human", step="waiting")
    elif meant is not None and (meant == "thank" or not run.content.routes[meant].social):
        follow(run, meant)
    else:
        acknowledge(run)
    return True


def intent(run: Run) -> bool:
    """The message is understood well enough to act."""
    meant = sure(run, run.content.rules.understood)
    if meant is None:
        return False
    follow(run, meant)
    return True


def not_understood(run: Run) -> bool:
    """Nothing else applied: say what may be meant, and call a human the second time."""
    if missed(run, "degraded" if run.context.degraded else "not_understood"):
        walk.enter(run, "not_understood", step="hand_off")
    elif run.context.degraded:
        walk.start(run, "not_understood", step="degraded")
    else:
        walk.start(run, "not_understood")
    return True


def acknowledge(run: Run) -> None:
    """Say that the words are added for the counsellor; not each time."""
    first = run.session.queued % run.content.rules.acknowledge_every == 0
    run.change(queued=run.session.queued + 1)
    if first:
        run.say("queue.added")
