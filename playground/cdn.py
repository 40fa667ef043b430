"""The stand-in for Discord's CDN: uploaded files read back, and pictures for the faceless."""

from __future__ import annotations

from aiohttp import web

from playground.files import SAFE_TO_SHOW, grey_square
from playground.world import World

# Whatever somebody uploads, it runs nothing in the page that shows it.
GUARDED = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "private, max-age=3600",
}


def put(app: web.Application, world: World) -> None:
    async def file(request: web.Request) -> web.Response:
        stored = world.files.at(request.path)
        if stored is None:
            return web.Response(status=404, text="This content is no longer available.")
        headers = dict(GUARDED)
        headers["Content-Type"] = stored.content_type
        if stored.content_type not in SAFE_TO_SHOW:
            headers["Content-Disposition"] = f'attachment; filename="{stored.filename}"'
        return web.Response(body=stored.content, headers=headers)

    async def picture(_: web.Request) -> web.Response:
        return web.Response(body=grey_square(), headers=GUARDED | {"Content-Type": "image/png"})

    app.router.add_get("/attachments/{channel}/{id}/{name}", file)
    app.router.add_get("/ephemeral-attachments/{application}/{id}/{name}", file)
    for path in ("/embed/avatars/{name}", "/avatars/{user}/{name}", "/icons/{guild}/{name}"):
        app.router.add_get(path, picture)
