"""What /help shows: the commands by who may use them."""

from __future__ import annotations

from bot.ui.controls import Page, button, card, row, text
from bot.words import say


def help_page(*, plain: bool = False) -> Page:
    """Every command in a line each, and how the reader is answered."""
    return Page(
        card(
            text(say("### Dateline, the news desk of this server")),
            text(
                say(
                    "**Everyone**\n"
                    "/briefing today: the day's stories, for you alone\n"
                    "/story show, /story search, /story latest: look things up\n"
                    "/corrections: what was corrected or retracted\n"
                    "/archive: stories by day, month or year, and on this day in earlier years\n"
                    "/stats: what this server covered, as a picture and in figures\n"
                    "/saved: the stories you have saved, to read or take along\n"
                    "/submit link, text, file: send a story to the desk, if this server takes them;"
                    " also by a message's menu, Apps, Add to the desk\n"
                    "/submit mine: what became of what you sent\n"
                    "/privacy: what is held about you, to take along or have erased\n"
                    "/why: why a briefing came, came late, or did not come\n"
                )
            ),
            text(
                say(
                    "**Editors**\n"
                    "/story add: give a link, paste a newspaper page, or attach it as a text file\n"
                    "/desk queue: accept, edit, merge, hold or decline what was sent in\n"
                    "/feed add, list, show: follow feeds; what they bring waits in /desk queue\n"
                    "/feed pause, resume, check, remove, import, export: look after them\n"
                    "/briefing preview: the next briefing of a schedule, before it goes out\n"
                    "/desk edition: arrange the next briefing, hold it, approve it\n"
                    "/desk log: what was changed, by whom, and Undo\n"
                    "/briefing now: an extra edition, at once; /briefing pull: delete one\n"
                    "/story edit, correct, retract, follow: change what is stored and posted\n"
                    "/story embargo, /desk embargoes: keep a story back until a time\n"
                    "/desk reports: answer the errors that readers report\n"
                )
            ),
            text(
                say(
                    "**Chief editors**\n"
                    "/setup: who edits, default channel, editors' channel, time zone\n"
                    "/schedule add, edit, show, list, next: when and where briefings go\n"
                    "/schedule skip, pause, resume, remove: when they do not\n"
                    "/retention: how long stories are kept\n"
                    "/status: whether the next briefings will go out, and how the bot is\n"
                )
            ),
            text(
                say(
                    "-# Answers are for your eyes only. Only scheduled briefings are public."
                    " Summaries are sentences of the article itself, never made up."
                )
            ),
            row(
                button(say("Answer me with cards"), "reader.plain", 0)
                if plain
                else button(say("Answer me in plain text"), "reader.plain", 1)
            ),
        )
    )
