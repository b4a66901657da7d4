"""The errors of this room: one root, meaning on the class."""


class NluError(Exception):
    """Root of everything that understanding a message can raise."""


class DataFault(NluError):
    """A data file is wrong; the text names the file, the key and what is wrong."""


class NluAway(NluError):
    """The intent model could not be asked: down, slow, refusing or answering nonsense."""


class NluUnreachable(NluAway):
    """Nobody listens, or the connection broke: another server may answer at once."""


class NluUnloaded(NluAway):
    """The server answers and has no model: it could not load the archive, and never will."""
