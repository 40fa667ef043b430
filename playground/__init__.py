"""A stand-in for Discord on this machine: REST, gateway and a browser page, for any bot.

It knows nothing of the bot it serves. Start with `Playground` in `server.py`.
"""

from playground.answers import Answer, Modal, message_text
from playground.files import Upload
from playground.filling_modals import CannotSubmit
from playground.marked import SECRET_MARK
from playground.permissions import Permission
from playground.person import CannotPost, Person
from playground.picking import CannotPress
from playground.server import Playground
from playground.typing_commands import CannotType, CommandHidden

__all__ = [
    "SECRET_MARK",
    "Answer",
    "CannotPost",
    "CannotPress",
    "CannotSubmit",
    "CannotType",
    "CommandHidden",
    "Modal",
    "Permission",
    "Person",
    "Playground",
    "Upload",
    "message_text",
]
