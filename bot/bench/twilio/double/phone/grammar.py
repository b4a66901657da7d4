"""The verbs that the double can do: their attributes, and what may stand in them."""

from __future__ import annotations

from collections.abc import Mapping

_ACTION = frozenset({"action", "method"})
_REPORTS = frozenset({"statusCallback", "statusCallbackMethod", "statusCallbackEvent"})

ATTRIBUTES: Mapping[str, frozenset[str]] = {
    "Response": frozenset(),
    "Say": frozenset({"voice", "language", "loop"}),
    "Play": frozenset({"loop", "digits"}),
    "Pause": frozenset({"length"}),
    "Gather": _ACTION
    | {
        "actionOnEmptyResult",
        "bargeIn",
        "enhanced",
        "finishOnKey",
        "hints",
        "input",
        "language",
        "maxSpeechTime",
        "numDigits",
        "profanityFilter",
        "speechModel",
        "speechTimeout",
        "timeout",
    },
    "Redirect": frozenset({"method"}),
    "Hangup": frozenset(),
    "Reject": frozenset({"reason"}),
    "Leave": frozenset(),
    "Enqueue": _ACTION | {"maxQueueSize", "waitUrl", "waitUrlMethod"},
    "Record": _ACTION
    | {
        "finishOnKey",
        "maxLength",
        "playBeep",
        "recordingStatusCallback",
        "recordingStatusCallbackEvent",
        "recordingStatusCallbackMethod",
        "timeout",
        "trim",
    },
    "Dial": _ACTION
    | {"answerOnBridge", "callerId", "hangupOnStar", "ringTone", "timeLimit", "timeout"},
    "Number": _REPORTS | {"url", "method", "machineDetection"},
    "Queue": frozenset({"url", "method"}),
    "Conference": _REPORTS
    | {
        "beep",
        "coach",
        "endConferenceOnExit",
        "maxParticipants",
        "muted",
        "participantLabel",
        "startConferenceOnEnter",
        "waitMethod",
        "waitUrl",
    },
    "Connect": _ACTION,
    # What a relay takes is between the service and who plays the relay (see Exchange.relay).
    "ConversationRelay": frozenset(),
    "Language": frozenset(),
    "Parameter": frozenset(),
}
OPEN = frozenset({"ConversationRelay", "Language", "Parameter"})
"""Elements whose attributes are not looked at here."""

_VERBS = frozenset(ATTRIBUTES) - {
    "Response",
    "Number",
    "Queue",
    "Conference",
    "ConversationRelay",
    "Language",
    "Parameter",
}
CHILDREN: Mapping[str, frozenset[str]] = {
    "Response": _VERBS,
    "Gather": frozenset({"Say", "Play", "Pause"}),
    "Dial": frozenset({"Number", "Queue", "Conference"}),
    "Connect": frozenset({"ConversationRelay"}),
    "ConversationRelay": frozenset({"Language", "Parameter"}),
}
WORDS = frozenset({"Say", "Play", "Redirect", "Enqueue", "Dial", "Number", "Queue", "Conference"})
"""Elements in which text may stand."""
