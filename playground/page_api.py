"""The browser page's door: JSON and a WebSocket, in Discord's shapes, as one person sees it.

What the page does with it is `page/`'s business; what happens in the world is decided elsewhere.

Opening. The program prints `page_url`, `http://127.0.0.1:PORT/?token=TOKEN`. `/` serves
`page/index.html`, `/app.js` and `/style.css` the other two; nothing else is served from there.
Every call below carries the token as header `X-Playground-Token` (the WebSocket and `<img>` may use
`?token=`). Host must be 127.0.0.1:PORT or localhost:PORT; an Origin, if sent, must be the same.
Otherwise 403. A refusal is `{"error": "one sentence for the person"}` with 400, 403, 404 or 409.
Ids are strings. `as` is always the user id of the person who looks or acts.
Files in messages have `https://cdn.discordapp.com/...` urls, as on Discord: take the path and query
and ask this server for them (no token needed).

GET /_playground/world?as=USER            `as` may be left out: the first identity is taken
    {"me": user, "identities": [identity], "bot": user, "bot_online": bool,
     "guilds": [guild], "dms": [channel], "now": ISO 8601 of the playground's clock,
     "clock_offset": seconds, "offers": [{"name", "label"}], "faults": [{"name", "label"}]}
    identity  {"user": user, "guilds": [{"id", "name", "roles": [names], "owner": bool}],
               "label": "Ana (owner)"}
    guild     {"id", "name", "owner_id", "roles": [role], "members": [member],
               "channels": [channel], "threads": [channel], "commands": [command]}
    member    Discord's guild member + "color" (int, 0 none) + "online"
    channel   Discord's channel + "can": {"view", "send", "attach", "react", "commands",
              "manage_messages"}; only channels this person can view are listed.
              type 0 text, 1 DM, 4 category, 5 announcement, 10/11/12 thread, 15 forum
    command   Discord's application command (with "options"); only those this person may use.
              type 1 slash, 2 user menu, 3 message menu

GET /_playground/channels/CHANNEL/messages?as=USER&before=ID&limit=50
    {"messages": [message], "has_more": bool}    oldest first; ephemeral ones (flags & 64) only
    when they were sent to this person; flags & 128 means "thinking". A message may have
    "playground": {"command": "/story show", "user": user} beside Discord's own fields: who used
    what to get this answer (also in `interaction_metadata`).

GET /_playground/requests?after=N&limit=200
    {"requests": [{"n", "method", "path", "status", "at", "took_ms", "body", "answer"}]}
    what the bot asked for, oldest first; `n` counts up

POST /_playground/actions/NAME   JSON, or multipart with `payload_json`, `files[0]`, `files[1]`…
    slash         {"as", "channel", "command": "story show", "options": {name: value}}
                  an attachment option is {"file": 0}; user, role, channel options are ids
    autocomplete  {"as", "channel", "command", "option": name, "typed": text, "options": {…}}
                  answers {"choices": [{"name", "value"}]}
    menu          {"as", "channel", "command": "Add to the desk", "target": message or user id}
    press         {"as", "message": id, "custom_id"}
    choose        {"as", "message": id, "custom_id", "values": [texts or ids]}
    submit        {"as", "interaction": id, "values": {custom_id: text | [values] | true |
                  [{"file": 0}]}}         `interaction` as got with the modal
    post          {"as", "channel", "content", "reply_to"?: id}  + files; answers {"message"}
    react         {"as", "message": id, "emoji": "👍", "on": bool}; answers {}
    delete        {"as", "message": id}; answers {}
    dismiss       {"as", "message": id}  an ephemeral one; answers {}
    open_dm       {"as"}  answers {"channel"}
    slash, menu, press, choose and submit answer when the bot has answered first (3 s at most):
    {"interaction": id, "state": "answered" | "deferred" | "failed" | "modal",
     "message": message or null, "modal": modal or null, "error": text or null}
    Edits and follow-ups come later as events. A modal is Discord's callback data: "custom_id",
    "title", "components" (type 1 rows of text inputs, 10 text, 18 labels holding 3 select,
    4 text input, 5–8 user/role/mentionable/channel select, 19 file upload, 21 radio group,
    22 checkbox group, 23 checkbox).

POST /_playground/clock     {"move": seconds} or {"to": ISO 8601} or {"real": true}
    {"now", "clock_offset"}
POST /_playground/faults    {"name", "times"?: int, "seconds"?: float}; names as in the snapshot,
    e.g. gateway_cut, invalid_session, reconnect, too_many_requests, server_errors, slow, cut
POST /_playground/offers/NAME   a button that the program which runs the playground has added,
    e.g. "to the next posting"; answers {"said": text}

GET /_playground/events?as=USER&token=TOKEN    WebSocket; the server sends, the page only listens
    {"t": NAME, "d": object} with Discord's names and shapes: MESSAGE_CREATE, MESSAGE_UPDATE
    (whole message), MESSAGE_DELETE {"id", "channel_id"}, MESSAGE_REACTION_ADD / _REMOVE,
    CHANNEL_CREATE / _UPDATE / _DELETE, THREAD_CREATE / _UPDATE / _DELETE, TYPING_START,
    GUILD_ROLE_*, GUILD_MEMBER_*, GUILD_CREATE / _DELETE. Only what this person may see.
    Of its own:
    REQUEST           one row as in /requests
    COMMANDS_CHANGED  {}  fetch the snapshot again
    BOT_ONLINE        {"online": bool}
    INTERACTION_FAILED {"interaction", "channel_id", "error": "The application did not respond"}
    CLOCK             {"now", "clock_offset"}
    On a permission, role or channel change fetch the snapshot again; it is cheap.
"""
