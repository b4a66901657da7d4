"""Everything that Twilio knows: the account, its senders, messages, contents, who opted out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.bench.double.calls import Calls
from bot.bench.double.faults import Mischief
from bot.bench.twilio.double.account import Account, Sids
from bot.bench.twilio.double.contents import Content
from bot.bench.twilio.double.hooks import Hook, Routes
from bot.bench.twilio.double.messages import VERSION, WHATSAPP, File, Message
from bot.bench.twilio.double.posts import Post, Posts

Now = Callable[[], datetime]
SMS_NUMBER = "+38349000000"
WHATSAPP_NUMBER = "+38349000001"
WINDOW = timedelta(hours=24)
ADDRESSES = ("sms", "whatsapp")


@dataclass(slots=True)
class Reporting:
    """How states of messages are reported; all of it is off at first.

    ``early`` is the share of messages of which the first report is posted before their call is
    answered, ``repeat`` that of reports which are posted twice. ``shuffle``: those of one message
    in any order. ``hold``: nothing is reported by itself (see Double.report).
    """

    early: float = 0.0
    repeat: float = 0.0
    shuffle: bool = False
    hold: bool = False


@dataclass(slots=True)
class World:
    """The state of the double. Nothing in it is lost by a restart of the server.

    ``hooks`` are where the inbound messages of a sender are posted. ``services`` are messaging
    services with the number that each sends from. ``failing`` are numbers with the error that
    ends each delivery to them, ``opted_out`` pairs of person and sender. ``late_windows``: a
    closed window is told in a report, not in the call's answer. ``opt_out_types``: webhooks are
    told of words that Twilio obeyed (Advanced Opt-Out).
    """

    now: Now
    mischief: Mischief
    sids: Sids
    account: Account
    posts: Posts
    base: str = ""
    hooks: dict[str, Hook] = field(default_factory=dict)
    routes: Routes = field(default_factory=Routes)
    services: dict[str, str] = field(default_factory=dict)
    messages: dict[str, Message] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)
    contents: dict[str, Content] = field(default_factory=dict)
    people: set[str] = field(default_factory=set)
    failing: dict[str, int] = field(default_factory=dict)
    opted_out: set[tuple[str, str]] = field(default_factory=set)
    heard: dict[str, datetime] = field(default_factory=dict)
    late_windows: bool = False
    opt_out_types: bool = True
    reporting: Reporting = field(default_factory=Reporting)
    calls: Calls = field(default_factory=Calls)
    repeated: int = 0
    on_post: Callable[[], None] = lambda: None

    @property
    def senders(self) -> tuple[str, str]:
        """The addresses that belong to the account: of SMS and of WhatsApp."""
        return SMS_NUMBER, WHATSAPP + WHATSAPP_NUMBER

    def is_open(self, person: str) -> bool:
        """Whether this address of WhatsApp wrote within the window."""
        heard = self.heard.get(person)
        return heard is not None and self.now() < heard + WINDOW

    def keep(self, letters: str, sender: str, to: str, text: str, **more: Any) -> Message:
        """A new message; ``letters`` begin its SID."""
        message = Message(
            sid=self.sids.new(letters),
            number=len(self.messages) + 1,
            account=self.account.sid,
            sender=sender,
            to=to,
            body=text,
            shown=text,
            at=self.now(),
            **more,
        )
        self.messages[message.sid] = message
        return message

    def keep_file(self, message: Message, mime: str, content: bytes, name: str = "") -> File:
        """A file of ``message``; its content lies at another path than its name."""
        sid = self.sids.new("ME")
        file = File(sid, message.sid, mime, content, f"/content/{self.sids.digits()}", name)
        self.files[sid] = file
        message.files.append(file)
        return file

    def url_of(self, file: File) -> str:
        """The address that a webhook is told, which wants authentication."""
        path = f"Accounts/{self.account.sid}/Messages/{file.message_sid}/Media/{file.sid}"
        return f"{self.base}/{VERSION}/{path}"

    def post(
        self, line: str, kind: str, hook: Hook, fields: dict[str, str], about: str, repeat: float
    ) -> None:
        """Let a webhook know; a share of ``repeat`` is posted twice. Every other repeat has a
        token of its own: then the message's SID alone tells that it is one."""
        token = self.sids.digits()
        self.posts.add(Post(line, kind, hook, fields, about, token))
        if self.mischief.draws(repeat):
            self.repeated += 1
            again = token if self.mischief.draws(0.5) else self.sids.digits()
            self.posts.add(Post(line, kind, hook, fields, about, again, again=True))
        self.on_post()
