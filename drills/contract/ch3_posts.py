"""Chapter 3: posts. The body, reading, correction, deletion, names, errors; 3.2 has a file of its own."""

from __future__ import annotations

from collections.abc import Callable

from drills.contract import files
from drills.contract.ch2_failures import post_meets
from drills.contract.ch2_protocol import fails
from drills.contract.play import PAGE, Case, Json, Play, done, key, refused, same, that
from influence.networks.errors import Reason, Refused, Temporary, Unauthorised
from influence.networks.ports import Content, Media

Check = Callable[[Play], None]
NADIA = "urn:li:person:Zz98Yy76Xx"
NOWHERE = "urn:li:share:7000000000000000000"


def taken(text: str | None = None, **fields: object) -> Check:
    """Created; and all that was sent is there when the post is read."""
    wanted = fields if text is None else {"commentary": text, **fields}

    def check(play: Play) -> None:
        body = read_back(play, play.publish(text, **fields))
        that(holds(body, wanted), f"{body} does not hold {wanted}")

    return check


def holds(found: object, wanted: object) -> bool:
    """The server may tell more than it was given."""
    if not isinstance(wanted, dict):
        return found == wanted
    return isinstance(found, dict) and all(holds(found.get(name), value) for name, value in wanted.items())


def not_taken(field: str, code: str, **fields: object) -> Check:
    def check(play: Play) -> None:
        text = fields.get("commentary")
        sent = {name: value for name, value in fields.items() if name != "commentary" or value is None}
        refused(play.create(text if isinstance(text, str) else None, **sent), 400, code, field=field)

    return check


def unknown_field(name: str, value: object) -> Check:
    return not_taken(f"/{name}", "INVALID_VALUE_FOR_FIELD", **{name: value})


def bad_content(path: str, code: str, made: Json) -> Check:
    return not_taken(f"/content{path}", code, content=made)


def read_back(play: Play, urn: str, **given: str) -> Json:
    return done(play.get(f"/rest/posts/{key(urn)}", **given))


def a_read_post(play: Play) -> None:
    body = read_back(play, play.publish("Bravo {hashtag|\\#|industrie}"))
    same(body["commentary"], "Bravo {hashtag|\\#|industrie}", "in little text")
    wanted = "id author visibility lifecycleState lifecycleStateInfo distribution createdAt publishedAt lastModifiedAt"
    that(set(wanted.split()) <= set(body), sorted(body))
    same(body["createdAt"] > 10**12, True, "milliseconds")


def as_a_page(play: Play) -> None:
    same(read_back(play, play.publish(author=PAGE))["author"], PAGE)
    refused(play.create(author=PAGE, who="notadmin"), 403, "ACCESS_DENIED", says="[/author]")


def images(count: int, status: int) -> Check:
    def check(play: Play) -> None:
        urns = [play.announce("image") for _ in range(count)]
        for value in urns:
            play.put(value["uploadUrl"], files.png())
        play.later(60)
        made = {"multiImage": {"images": [{"id": value["image"]} for value in urns]}}
        done(play.create(content=made), status)

    return check


def a_reshare(play: Play) -> None:
    parent = play.publish()
    body = read_back(play, play.publish("", reshareContext={"parent": parent}))
    same(body["reshareContext"]["parent"], parent)


def views(play: Play) -> None:
    urn = key(play.publish())
    for view in ("AUTHOR", "READER"):
        done(play.get(f"/rest/posts/{urn}?viewContext={view}"))
    same(play.get(f"/rest/posts/{urn}?viewContext=NOBODY").status_code, 400)


def batch(play: Play) -> None:
    urn = play.publish()
    path = f"/rest/posts?ids=List({key(urn)})&viewContext=AUTHOR"
    same(set(done(play.get(path, rest="BATCH_GET"))["results"]), {urn})
    done(play.get(path, rest="BATCH_GET", who="cma-dev"), 403)


def finder(order: str) -> Check:
    def check(play: Play) -> None:
        urn = play.publish()
        path = f"/rest/posts?q=author&author={key(play.me())}&count=100&start=0&sortBy={order}"
        that(urn in [one["id"] for one in done(play.get(path, rest="FINDER"))["elements"]], "it is found")

    return check


def finds_its_own(play: Play) -> None:
    wanted = Content(play.me(), play.fresh("Bonjour (à tous) #industrie"))
    network, who = play.adapter(), play.credentials()
    made = network.publish(wanted, credentials=who)
    found = network.find_recent(wanted, since=play.now().replace(hour=0), credentials=who)
    same(found, made)


def closed_to(who: str, *, get: str, find_status: int, says: str) -> Check:
    def check(play: Play) -> None:
        urn = play.publish(who=who)
        refused(play.get(f"/rest/posts/{key(urn)}", who=who), 403, "ACCESS_DENIED", says=get)
        path = f"/rest/posts?q=author&author={key(play.me(who))}"
        refused(play.get(path, rest="FINDER", who=who), find_status, says=says)
        lost = lambda it: it.exists(urn, credentials=play.credentials(who))
        fails(play, Refused, Reason.SCOPE_MISSING, lost, who=who)

    return check


def own_page(play: Play) -> None:
    urn = play.publish(author=PAGE, who="cma-std")
    done(play.get(f"/rest/posts/{key(urn)}", who="cma-std"))
    done(play.get(f"/rest/posts?q=author&author={key(PAGE)}", rest="FINDER", who="cma-std"))


def patched(play: Play, urn: str, **changes: object) -> object:
    return play.post(f"/rest/posts/{key(urn)}", {"patch": {"$set": changes}}, rest="PARTIAL_UPDATE")


def an_edit(play: Play) -> None:
    urn = play.publish()
    done(patched(play, urn, commentary="Texte corrigé"), 204)  # type: ignore[arg-type]
    body = read_back(play, urn)
    same((body["commentary"], body["lifecycleStateInfo"]["isEditedByAuthor"]), ("Texte corrigé", True))


def edited_by_the_adapter(play: Play) -> None:
    urn, text = play.publish(), "Corrigé (enfin) #industrie"
    for _ in range(2):
        play.adapter().edit(urn, text, credentials=play.credentials())
    same([post["text"] for post in play.shown()], [text])


def settable(name: str, value: object) -> Check:
    def check(play: Play) -> None:
        done(patched(play, play.publish(), **{name: value}), 204)  # type: ignore[arg-type]

    return check


def not_settable(name: str, value: object) -> Check:
    def check(play: Play) -> None:
        refused(patched(play, play.publish(), **{name: value}), 400, says=f"{name} can't be set to")  # type: ignore[arg-type]

    return check


def deleted_twice(play: Play) -> None:
    urn = play.publish()
    for _ in range(2):
        done(play.call("DELETE", f"/rest/posts/{key(urn)}", rest="DELETE"), 204)
        play.adapter().delete(urn, credentials=play.credentials())
    same(play.get(f"/rest/posts/{key(urn)}").status_code, 404)


def not_ones_own(play: Play) -> None:
    answer = play.call("DELETE", f"/rest/posts/{key(play.publish())}", rest="DELETE", who="notadmin")
    refused(answer, 403, "ACCESS_DENIED")


def snowflake(play: Play) -> None:
    from influence.networks.linkedin.urns import created_at

    urn = play.publish()
    that(abs((created_at(urn) - play.now()).total_seconds()) < 60, f"{created_at(urn)}")


def three_numbers(play: Play) -> None:
    urn = play.publish()
    entity = done(play.get(f"/rest/socialMetadata/{key(urn)}"))["entity"]
    that(entity.startswith("urn:li:activity:") and entity[16:] != urn.rsplit(":", 1)[1], entity)
    done(play.get(f"/rest/socialMetadata/{key(entity)}"))


def a_page_for_people(play: Play) -> None:
    urn = play.publish("Bonjour \\(à tous\\)")
    answer = play.session.get(play.adapter().permalink(urn), timeout=15)
    that(answer.status_code == 200 and "Bonjour (à tous)" in answer.text, "the post is shown")


def missing_everything(play: Play) -> None:
    answer = play.post("/rest/posts", {})
    errors = refused(answer, 400, "MISSING_FIELD")["errorDetails"]["inputErrors"]
    same(len(errors) >= 5, True, f"{len(errors)} errors")


def waits_for(status: str, code: str, kind: str, fault: str = "") -> Check:
    def check(play: Play) -> None:
        given = {"fileSizeBytes": 100_000} if kind == "video" else {}
        value = play.announce(kind, fault=fault, **given)
        if fault:
            play.put(value["uploadUrl"], files.png())
            play.later(60)
        made = {"media": {"id": value[kind]}}
        refused(play.create(content=made), 400, code, field="/content/media/id")
        wanted = Content(play.me(), play.fresh(), media=(Media(value[kind]),))
        failure, reason = (
            (Temporary, Reason.MEDIA_PENDING) if status == "pending" else (Refused, Reason.MEDIA_FAILED)
        )
        fails(play, failure, reason, lambda it: it.publish(wanted, credentials=play.credentials()))

    return check


def too_long_for_the_adapter(play: Play) -> None:
    wanted = Content(play.me(), "(" * 1501)
    fails(play, Refused, Reason.TOO_LONG, lambda it: it.publish(wanted, credentials=play.credentials()))
    same(play.shown(), [], "nothing was sent")


def gone(play: Play) -> None:
    refused(play.get(f"/rest/posts/{key(NOWHERE)}"), 404, "NOT_FOUND")
    same(play.adapter().exists(NOWHERE, credentials=play.credentials()), False)


def no_token(play: Play) -> None:
    refused(play.post("/rest/posts", {}, headers={"Authorization": None}), 401, "EMPTY_ACCESS_TOKEN")


def many_requests(play: Play) -> None:
    play.reading(throttle_code="present")
    refused(play.create(fault="429-app-day"), 429, "TOO_MANY_REQUESTS")


def poll(**changes: object) -> Json:
    usual: Json = {
        "question": "Télétravail ?",
        "options": [{"text": "Oui"}, {"text": "Non"}],
        "settings": {"duration": "THREE_DAYS"},
    }
    return {"poll": usual | changes}


def article(**changes: object) -> Json:
    usual: Json = {"source": "https://example.com/a", "title": "Titre", "description": "Suite"}
    return {"article": {name: value for name, value in (usual | changes).items() if value is not None}}


POLL = poll()
OPTION = {"text": "Oui"}
BAD = "INVALID_VALUE_FOR_FIELD"
_LABELS = (("contentCallToActionLabel", "LEARN_MORE"), ("contentLandingPage", "https://example.com/"))
_NO_DSC = {"feedDistribution": "NONE"}
_TARGET = {"feedDistribution": "MAIN_FEED", "targetEntities": [{"geoLocations": []}]}

CASES = (
    Case("0.3", "Commentary", "3,000 are taken", taken(text="é" * 3000)),
    Case("0.3", "Commentary", "3,001 are not", not_taken("/commentary", "FIELD_LENGTH_TOO_LONG", commentary="x" * 3001)),
    Case("0.3", "Commentary", "an emoji counts two", not_taken("/commentary", "FIELD_LENGTH_TOO_LONG", commentary="😀" * 1501)),
    Case("0.3", "Commentary", "the adapter stops before", too_long_for_the_adapter),
    Case("0.3", "Images per post", "20", images(20, 201)),
    Case("0.3", "Images per post", "21 are not taken", images(21, 400)),
    Case("0.3", "Poll", "a question of 141", bad_content("/poll/question", "FIELD_LENGTH_TOO_LONG", poll(question="x" * 141))),
    Case("0.3", "Poll", "an option of 31", bad_content("/poll/options/0/text", "FIELD_LENGTH_TOO_LONG", poll(options=[{"text": "x" * 31}, OPTION]))),
    Case("0.3", "Article", "a title of 400", bad_content("/article/title", "FIELD_LENGTH_TOO_LONG", article(title="x" * 400))),
    Case("0.3", "Article", "a description of 4,086", bad_content("/article/description", "FIELD_LENGTH_TOO_LONG", article(description="x" * 4086))),
    Case("0.3", "Alt text", "4,087", bad_content("/media/altText", "FIELD_LENGTH_TOO_LONG", {"media": {"id": "urn:li:image:C4", "altText": "x" * 4087}})),
    Case("3.1", "author", "the member", taken()),
    Case("3.1", "author", "a page with a role, not without", as_a_page),
    Case("3.1", "author", "missing", not_taken("/author", "MISSING_FIELD", author=None)),
    Case("3.1", "commentary", "missing", not_taken("/commentary", "MISSING_FIELD", commentary=None)),
    Case("3.1", "commentary", "empty beside a poll", taken(text="", content=POLL)),
    *(Case("3.1", "visibility", value, taken(visibility=value)) for value in ("PUBLIC", "CONNECTIONS", "LOGGED_IN")),
    Case("3.1", "visibility", "missing", not_taken("/visibility", "MISSING_FIELD", visibility=None)),
    Case("3.1", "visibility", "of another kind", not_taken("/visibility", BAD, visibility="FRIENDS")),
    Case("3.1", "distribution.feedDistribution", "missing", not_taken("/distribution/feedDistribution", "MISSING_FIELD", distribution={})),
    Case("3.1", "distribution.feedDistribution", "a dark post", not_taken("/distribution/feedDistribution", "MISSING_REQUIRED_FIELD_FOR_DSC", distribution=_NO_DSC)),
    Case("3.1", "distribution.targetEntities", "of a member's post", not_taken("/distribution/targetEntities", BAD, distribution=_TARGET)),
    Case("3.1", "distribution.thirdPartyDistributionChannels", "empty or absent", taken(distribution={"feedDistribution": "MAIN_FEED"})),
    Case("3.1", "lifecycleState", "missing", not_taken("/lifecycleState", "MISSING_FIELD", lifecycleState=None)),
    Case("3.1", "lifecycleState", "a draft", not_taken("/lifecycleState", BAD, lifecycleState="DRAFT")),
    Case("3.1", "isReshareDisabledByAuthor", "true", taken(isReshareDisabledByAuthor=True)),
    Case("3.1", "isReshareDisabledByAuthor", "no flag", not_taken("/isReshareDisabledByAuthor", BAD, isReshareDisabledByAuthor="yes")),
    Case("3.1", "content", "two members", not_taken("/content", BAD, content=POLL | article())),
    Case("3.1", "reshareContext", "of a post", a_reshare),
    Case("3.1", "reshareContext", "of no post", not_taken("/reshareContext/parent", BAD, reshareContext={"parent": NOWHERE})),
    Case("3.1", "contentCallToActionLabel", "one of those", taken(contentCallToActionLabel="LEARN_MORE")),
    Case("3.1", "contentCallToActionLabel", "another", not_taken("/contentCallToActionLabel", BAD, contentCallToActionLabel="CLICK")),
    Case("3.1", "contentLandingPage", "an address", taken(contentLandingPage="https://example.com/")),
    Case("3.1", "contentLandingPage", "no address", not_taken("/contentLandingPage", BAD, contentLandingPage="here")),
    Case("3.1", "No scheduling", "a field for it is refused", unknown_field("scheduledPublishTime", 1795255200000)),
    Case("3.4", "GET /rest/posts/{urn}", "as author and as reader", views),
    Case("3.4", "GET /rest/posts/{urn}", "the fields and the form", a_read_post),
    Case("3.4", "GET /rest/posts?ids=List", "refused on the Development tier", batch),
    Case("3.4", "GET /rest/posts?q=author", "by creation", finder("CREATED")),
    Case("3.4", "GET /rest/posts?q=author", "by change", finder("LAST_MODIFIED")),
    Case("3.4", "GET /rest/posts?q=author", "the adapter finds its own post again", finds_its_own),
    Case("3.4", "w_member_social only", "403, 403", closed_to("selfserve", get="partnerApiPostsExternal.GET", find_status=403, says="FINDER-author")),
    Case("3.4", "CMA", "403, 400", closed_to("cma-std", get="partnerApiPostsExternal.GET", find_status=400, says="Member permissions must be used when using member as author")),
    Case("3.4", "CMA", "200 of its own page", own_page),
    Case("3.5", "Update", "the text, marked as edited", an_edit),
    Case("3.5", "Update", "by the adapter, twice", edited_by_the_adapter),
    *(Case("3.5", "Settable", name, settable(name, value)) for name, value in (*_LABELS, ("lifecycleState", "PUBLISHED"))),
    *(Case("3.5", "Not settable", name, not_settable(name, value)) for name, value in (("visibility", "PUBLIC"), ("content", {}), ("author", NADIA))),
    Case("3.6", "Delete", "twice is 204", deleted_twice),
    Case("3.6", "Delete", "another's is 403", not_ones_own),
    Case("3.7", "Snowflake", "the number tells the time", snowflake),
    Case("3.7", "Three numbers", "counters speak of the activity, and understand it", three_numbers),
    Case("3.7", "Permalink", "shows the post", a_page_for_people),
    Case("3.8", "400 MISSING_FIELD", "all at once", missing_everything),
    Case("3.8", "400 INVALID_URN_TYPE", "an author that is no person or page", not_taken("/author", "INVALID_URN_TYPE", author="urn:li:share:1")),
    Case("3.8", "400 INVALID_URN_ID", "a malformed id", not_taken("/author", "INVALID_URN_ID", author="urn:li:person:a b")),
    Case("3.8", "400 INVALID_VALUE_FOR_FIELD", "an enumeration", not_taken("/visibility", BAD, visibility="ALL")),
    Case("3.8", "400 FIELD_LENGTH_TOO_LONG", "the text", not_taken("/commentary", "FIELD_LENGTH_TOO_LONG", commentary="x" * 3001)),
    Case("3.8", "400 INVALID_VALUE_BLANK_FIELD", "the text", not_taken("/commentary", "INVALID_VALUE_BLANK_FIELD", commentary=" ")),
    Case("3.8", "400 MISSING_REQUIRED_FIELD_FOR_DSC", "a dark post", not_taken("/distribution/feedDistribution", "MISSING_REQUIRED_FIELD_FOR_DSC", distribution=_NO_DSC)),
    Case("3.8", "401", "no token", no_token),
    Case("3.8", "401", "the adapter asks to reconnect", post_meets("401-expired", Unauthorised, Reason.TOKEN_EXPIRED)),
    Case("3.8", "403", "no scope", lambda play: refused(play.create(fault="403-scope"), 403, "ACCESS_DENIED", number=100) and None),
    Case("3.8", "404", "a post that is not there", gone),
    Case("3.8", "409", "changed meanwhile", lambda play: refused(play.create(fault="409"), 409, "CONFLICT") and None),
    Case("3.8", "422", "a duplicate", lambda play: refused(play.create(fault="422-duplicate"), 422, "DUPLICATE_POST") and None),
    Case("3.8", "429", "with the code", many_requests),
    Case("3.8", "500 / 503", "a fault of theirs", lambda play: refused(play.create(fault="500-before"), 500, "INTERNAL_SERVER_ERROR") and None),
    Case("3.8", "INVALID_IMAGE_ID", "no such image", bad_content("/media/id", "INVALID_IMAGE_ID", {"media": {"id": "urn:li:image:C4no"}})),
    Case("3.8", "INVALID_VIDEO_ID", "no such video", bad_content("/media/id", "INVALID_VIDEO_ID", {"media": {"id": "urn:li:video:C4no"}})),
    Case("3.8", "MEDIA_ASSET_WAITING_UPLOAD", "an image that is awaited", waits_for("pending", "MEDIA_ASSET_WAITING_UPLOAD", "image")),
    Case("3.8", "MEDIA_ASSET_WAITING_UPLOAD", "a video that is awaited", waits_for("pending", "MEDIA_ASSET_WAITING_UPLOAD", "video")),
    Case("3.8", "MEDIA_ASSET_PROCESSING_FAILED", "a file that failed", waits_for("failed", "MEDIA_ASSET_PROCESSING_FAILED", "image", "media-failed")),
    Case("3.8", "UPDATING_ASSET_FAILED", "a file that was lost", waits_for("failed", "UPDATING_ASSET_FAILED", "image", "media-lost")),
)  # fmt: skip
