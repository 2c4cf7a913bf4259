"""Whether the files that a post names are there, are the author's, and are ready (contract 3.8, 13.3 step 11)."""

from collections.abc import Iterable

from sandbox import refusals
from sandbox.api import post_content
from sandbox.entities import Post
from sandbox.refusals import InputError
from sandbox.uploads import media
from sandbox.wire import Json
from sandbox.world import World

_WORDS = {
    "MEDIA_ASSET_WAITING_UPLOAD": "Media asset is waiting upload",
    "MEDIA_ASSET_PROCESSING_FAILED": "Media asset failed processing",
    "UPDATING_ASSET_FAILED": "Failed to update asset. Please recreate the asset and try again.",
}


def refuse_unready(content: Json, *, author: str, world: World) -> None:
    errors = [
        InputError(path, code, _WORDS.get(code, f"{urn} does not exist or is not the author's"))
        for path, urn in post_content.media_in(content)
        if (code := _fault_of(urn, author, world))
    ]
    if errors:
        raise refusals.detailed(errors)


def state_of(post: Post, *, world: World) -> str:
    """A post goes out before its image is ready; what becomes of the image becomes of the post."""
    return _state(media.status(world, world.media[urn]) for _, urn in post_content.media_in(post.content))


def _state(statuses: Iterable[str]) -> str:
    found = set(statuses)
    if "PROCESSING_FAILED" in found:
        return "PUBLISH_FAILED"
    return "PUBLISH_REQUESTED" if "PROCESSING" in found else "PUBLISHED"


def _fault_of(urn: str, author: str, world: World) -> str:
    """A video must be available; an image or a document may still be in processing."""
    found = world.media.get(urn)
    if found is None or found.owner != author:
        return f"INVALID_{urn.split(':')[2].upper()}_ID"
    status = media.status(world, found)
    if found.fate == "lost":
        return "UPDATING_ASSET_FAILED"
    if status == "WAITING_UPLOAD" or (found.kind == "video" and status == "PROCESSING"):
        return "MEDIA_ASSET_WAITING_UPLOAD"
    return "MEDIA_ASSET_PROCESSING_FAILED" if status == "PROCESSING_FAILED" else ""
