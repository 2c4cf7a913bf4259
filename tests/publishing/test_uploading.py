"""Files that go ahead: when, once, again after a fault, never other bytes than those that were approved."""

import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from influence.accounts.models import Account
from influence.library.queries import named
from influence.networks.errors import Reason
from influence.outbox.models import Message
from influence.publishing import actions, arriving, uploading
from influence.publishing.models import Outcome, Publication, Upload, UploadState
from influence.publishing.policy import BLIND_WAIT, CATCH_UP, UPLOAD_KEPT, UPLOAD_LEAD, UPLOAD_LEASE
from influence.publishing.problems import Problem
from tests.editorial import stories
from tests.makers import NOW
from tests.networks.files import mp4, png
from tests.publishing.stage import DUE, states
from tests.publishing.theatre import EARLY, Theatre, again, vendors_words

MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)


def pictured(theatre: Theatre, **given: Any) -> Publication:
    theatre.connect()
    return theatre.planned(media=[stories.part(stories.kept(theatre.home))], **given)


def only(publication: Publication) -> Upload:
    return Upload.objects.get(publication=publication)


def held_there(theatre: Theatre) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = theatre.sandbox.control("media", method="GET")["media"]
    return found


def kinds() -> list[str]:
    return sorted(Message.objects.filter(kind__startswith="publication").values_list("kind", flat=True))


def test_files_wait_until_two_hours_before_the_slot(theatre: Theatre) -> None:
    publication = pictured(theatre)
    assert theatre.carry(at=DUE - UPLOAD_LEAD - SECOND) == []
    assert theatre.carry(at=DUE - UPLOAD_LEAD) == [UploadState.PROCESSING]
    assert theatre.carry(at=EARLY) == [UploadState.AVAILABLE]
    assert theatre.carry(at=EARLY + MINUTE) == []
    assert len(held_there(theatre)) == 1
    assert only(publication).urn == held_there(theatre)[0]["urn"]


def test_a_post_approved_late_has_its_files_at_once(theatre: Theatre) -> None:
    theatre.connect()
    theatre.planned(at=NOW + timedelta(minutes=70), media=[stories.part(stories.kept(theatre.home))])
    assert theatre.carry(at=NOW + timedelta(minutes=61)) == [UploadState.PROCESSING]


def test_one_tick_more_or_two_at_once_make_no_second_row(theatre: Theatre) -> None:
    publication = pictured(theatre)
    for _tick in range(3):
        actions.prepare(now=EARLY)
    assert Upload.objects.filter(publication=publication).count() == 1
    assert len(actions.claim_uploads(now=EARLY, limit=9)) == 1
    assert actions.claim_uploads(now=EARLY, limit=9) == []


def test_a_post_without_its_files_waits_and_goes_within_its_half_hour(theatre: Theatre) -> None:
    publication = pictured(theatre)
    assert theatre.send() == []
    assert states(publication) == ("due", "scheduled")
    theatre.carry(at=DUE + MINUTE)
    assert theatre.send(at=DUE + MINUTE) == []
    theatre.carry(at=DUE + 2 * MINUTE)
    assert theatre.send(at=DUE + 2 * MINUTE + SECOND) == [Outcome.PUBLISHED]


def test_files_that_never_get_ready_make_a_missed_slot_that_says_so(theatre: Theatre) -> None:
    theatre.fault("media-stuck")
    publication = pictured(theatre)
    for minute in range(0, 100, 9):
        theatre.carry(at=EARLY + minute * MINUTE)
    actions.recover(now=DUE + CATCH_UP + SECOND)
    assert states(publication) == ("missed", "missed")
    assert again(publication).problem == Problem.MEDIA_NOT_READY
    assert kinds() == ["publication_missed", "publication_missed"]


def test_where_nobody_may_look_twenty_seconds_do(theatre: Theatre) -> None:
    theatre.alone()
    publication = theatre.planned(media=[stories.part(stories.kept(theatre.home))])
    late = DUE + MINUTE
    assert theatre.carry(at=late) == [UploadState.PROCESSING]
    assert theatre.carry(at=late + 3 * SECOND) == [UploadState.AVAILABLE]
    ready = only(publication)
    assert ready.uploaded_at
    assert ready.available_at
    assert ready.available_at - ready.uploaded_at == BLIND_WAIT
    assert theatre.send(at=late + 4 * SECOND) == []
    assert theatre.send(at=late + BLIND_WAIT + SECOND) == [Outcome.PUBLISHED]


@pytest.mark.parametrize(
    "fault", ["500-before", "502-html", "timeout-before", "500-after-commit", "bad-json"]
)
def test_a_fault_that_passes_costs_another_try(theatre: Theatre, fault: str) -> None:
    publication = pictured(theatre)
    theatre.fault(fault, path="/rest/images")
    assert theatre.carry(at=EARLY) == [UploadState.WAITING]
    assert only(publication).problem
    assert theatre.carry(at=EARLY + SECOND) == []
    assert theatre.carry(at=EARLY + MINUTE) == [UploadState.PROCESSING]
    assert theatre.carry(at=EARLY + 2 * MINUTE) == [UploadState.AVAILABLE]
    assert (only(publication).problem, kinds()) == ("", [])


@pytest.mark.parametrize("fault", ["media-failed", "upload-url-expired"])
def test_a_file_that_the_network_could_not_take_is_sent_anew(theatre: Theatre, fault: str) -> None:
    publication = pictured(theatre)
    theatre.fault(fault)
    for minute in range(6):
        theatre.carry(at=EARLY + minute * MINUTE)
    assert only(publication).state == UploadState.AVAILABLE
    assert states(publication) == ("due", "scheduled")


def test_a_file_that_never_gets_through_holds_the_post_long_before_its_slot(theatre: Theatre) -> None:
    publication = pictured(theatre)
    theatre.fault("media-failed", times=None)
    for minute in range(9):
        theatre.carry(at=EARLY + minute * MINUTE)
    assert states(publication) == ("held", "scheduled")
    assert again(publication).problem == Reason.MEDIA_FAILED
    assert kinds() == ["publication_held", "publication_held"]


def test_a_person_may_ask_for_another_try_with_the_files(theatre: Theatre) -> None:
    publication = pictured(theatre)
    theatre.fault("media-failed", times=None)
    for minute in range(9):
        theatre.carry(at=EARLY + minute * MINUTE)
    theatre.sandbox.control("faults", method="DELETE")
    actions.hurry(publication, by=theatre.home.bruno, at=EARLY + 10 * MINUTE)
    for minute in range(10, 13):
        theatre.carry(at=EARLY + minute * MINUTE)
    assert theatre.send() == [Outcome.PUBLISHED]


def test_a_file_that_was_lost_at_the_last_moment_is_made_again(theatre: Theatre) -> None:
    """« Failed to update asset. Please recreate the asset and try again. »"""
    publication = pictured(theatre)
    theatre.fault("media-lost")
    theatre.carry(at=EARLY)
    theatre.carry(at=EARLY + MINUTE)
    assert theatre.send() == [Outcome.REFUSED]
    assert states(publication) == ("due", "scheduled")
    theatre.carry(at=DUE + MINUTE)
    theatre.carry(at=DUE + 2 * MINUTE)
    assert theatre.send(at=DUE + 3 * MINUTE) == [Outcome.PUBLISHED]


def test_other_bytes_than_those_that_were_approved_never_leave(theatre: Theatre) -> None:
    publication = pictured(theatre)
    file = named(theatre.home.organisation.pk, only_part(publication))
    assert file is not None
    Path(file.file.path).write_bytes(png(width=77))
    assert theatre.carry(at=EARLY) == [UploadState.FAILED]
    assert held_there(theatre) == []
    assert (states(publication)[0], again(publication).problem) == ("held", Problem.FILE_ALTERED)


def test_a_file_that_is_gone_is_said(theatre: Theatre) -> None:
    publication = pictured(theatre)
    file = named(theatre.home.organisation.pk, only_part(publication))
    assert file is not None
    file.file.storage.delete(file.file.name)
    assert theatre.carry(at=EARLY) == [UploadState.FAILED]
    assert again(publication).problem == Problem.FILE_MISSING


def only_part(publication: Publication) -> str:
    [part] = again(publication).version.media
    return str(part["sha256"])


def test_a_token_that_is_refused_asks_to_reconnect_and_the_files_follow(theatre: Theatre) -> None:
    publication = pictured(theatre)
    theatre.fault("401-revoked")
    theatre.carry(at=EARLY)
    assert states(publication) == ("held", "scheduled")
    assert Account.objects.get(pk=theatre.home.account.pk).state == "reconnect"
    theatre.home.account.refresh_from_db()
    theatre.connect()
    actions.recover(now=EARLY + MINUTE)
    theatre.carry(at=EARLY + MINUTE)
    theatre.carry(at=EARLY + 2 * MINUTE)
    assert theatre.send() == [Outcome.PUBLISHED]


def test_a_worker_that_died_with_the_file_leaves_it_to_the_next(theatre: Theatre) -> None:
    publication = pictured(theatre)
    actions.prepare(now=EARLY)
    [dead] = actions.claim_uploads(now=EARLY, limit=9)
    assert theatre.carry(at=EARLY + UPLOAD_LEASE - SECOND) == []
    assert theatre.carry(at=EARLY + UPLOAD_LEASE) == [UploadState.PROCESSING]
    after = EARLY + UPLOAD_LEASE + SECOND
    assert actions.carry(dead.upload_id, token=dead.token, now=after, network=theatre.network) is None
    assert only(publication).state == UploadState.PROCESSING
    assert len(held_there(theatre)) == 1


def test_an_answer_that_comes_after_the_lease_changes_nothing(
    theatre: Theatre, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was taken over while the bytes were under way: the second worker's copy is the one that counts."""
    publication = pictured(theatre)
    actions.prepare(now=EARLY)
    [slow] = actions.claim_uploads(now=EARLY, limit=9)
    put = uploading.put

    def overtaken(*args: Any, **given: Any) -> Any:
        monkeypatch.setattr(uploading, "put", put)
        answer = put(*args, **given)
        assert theatre.carry(at=EARLY + UPLOAD_LEASE) == [UploadState.PROCESSING]
        return answer

    monkeypatch.setattr(uploading, "put", overtaken)
    assert actions.carry(slow.upload_id, token=slow.token, now=EARLY, network=theatre.network) is None
    assert len(held_there(theatre)) == 2
    assert only(publication).urn == held_there(theatre)[1]["urn"]


def test_the_lease_is_kept_while_bytes_move(theatre: Theatre, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploading, "RENEW_AFTER", 0.0)
    theatre.connect()
    film = stories.kept(theatre.home, mp4(size=3_000_000), name="film.mp4")
    publication = theatre.planned(media=[stories.part(film, alt_text="", title="Un film")])
    seen = []
    update = uploading.Lease.keep

    def watched(lease: uploading.Lease) -> None:
        update(lease)
        seen.append(only(publication).claimed_until)

    monkeypatch.setattr(uploading.Lease, "keep", watched)
    theatre.carry(at=EARLY)
    assert len(set(seen)) > 3
    assert seen == sorted(seen)


def test_a_lease_that_was_lost_stops_the_upload(theatre: Theatre, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploading, "RENEW_AFTER", 0.0)
    publication = pictured(theatre)
    actions.prepare(now=EARLY)
    [claim] = actions.claim_uploads(now=EARLY, limit=9)
    digest = uploading.digest

    def robbed(file: uploading.Leased) -> str:
        found = digest(file)
        Upload.objects.update(state=UploadState.WAITING, claim_token=None, claimed_until=None)
        return found

    monkeypatch.setattr(uploading, "digest", robbed)
    assert actions.carry(claim.upload_id, token=claim.token, now=EARLY, network=theatre.network) is None
    assert [one["status"] for one in held_there(theatre)] in ([], ["WAITING_UPLOAD"])
    assert only(publication).state == UploadState.WAITING


def test_an_upload_that_never_ends_is_given_up_and_made_again(
    theatre: Theatre, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A network that takes a byte now and then would hold its thread, and the lease, for days."""
    monkeypatch.setattr(uploading, "RENEW_AFTER", 0.0)
    publication = pictured(theatre)
    with monkeypatch.context() as patch:
        patch.setattr(uploading, "UPLOAD_MOST", timedelta(0))
        assert theatre.carry(at=EARLY) == [UploadState.WAITING]
    assert (only(publication).problem, only(publication).claimed_until) == (Reason.NO_ANSWER, None)
    assert theatre.carry(at=EARLY + MINUTE) == [UploadState.PROCESSING]


def test_a_post_that_moved_far_away_has_its_files_sent_again(theatre: Theatre) -> None:
    publication = pictured(theatre)
    for minute in range(2):
        theatre.carry(at=EARLY + minute * MINUTE)
    later = DUE + UPLOAD_KEPT + timedelta(hours=3)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE editorial_slot SET at = %s", [later])
        cursor.execute("UPDATE publishing_publication SET due_at = %s", [later])
    assert theatre.carry(at=later - MINUTE) == [UploadState.PROCESSING]
    assert len(held_there(theatre)) == 2
    assert only(publication).state == UploadState.PROCESSING


def test_files_of_a_post_that_was_withdrawn_stay_here(theatre: Theatre) -> None:
    publication = pictured(theatre)
    actions.prepare(now=EARLY)
    actions.withdraw(publication, by=theatre.home.bruno, at=EARLY)
    assert theatre.carry(at=EARLY + MINUTE) == []
    assert held_there(theatre) == []


def test_a_right_that_is_missing_holds_the_post_and_is_not_tried_all_day(theatre: Theatre) -> None:
    publication = pictured(theatre)
    theatre.fault("403-scope", times=None)
    assert theatre.carry(at=EARLY) == [UploadState.FAILED]
    for second in range(1, 5):
        actions.recover(now=EARLY + second * SECOND)
        assert theatre.carry(at=EARLY + second * SECOND) == []
    assert (states(publication)[0], again(publication).problem) == ("held", Reason.FORBIDDEN)
    assert vendors_words(publication.uploads.get()) == (403, True, True)
    actions.hurry(publication, by=theatre.home.bruno, at=EARLY + MINUTE)
    assert theatre.carry(at=EARLY + MINUTE) == [UploadState.FAILED]


def test_a_token_that_does_not_open_is_not_tried_all_day(theatre: Theatre) -> None:
    publication = pictured(theatre)
    theatre.home.account.sealed_access = b"nonsense"
    theatre.home.account.save(update_fields=["sealed_access"])
    tried = []
    for second in range(20):
        actions.recover(now=EARLY + second * SECOND)
        tried.append(theatre.carry(at=EARLY + second * SECOND))
    assert [one for one in tried if one] == [[UploadState.WAITING]]
    assert only(publication).problem == Problem.UNREADABLE
    assert kinds() == ["publication_held", "publication_held"]


def test_a_file_of_an_older_version_never_stops_what_is_under_way(theatre: Theatre) -> None:
    """It fails when the post has been edited, approved again without it, and is just being sent."""
    publication = pictured(theatre)
    actions.prepare(now=EARLY)
    [claim] = actions.claim_uploads(now=EARLY, limit=9)
    Publication.objects.filter(pk=publication.pk).update(
        state="sending", claim_token=claim.token, claimed_until=DUE
    )
    arriving.arrived(claim.upload_id, token=claim.token, answer=Problem.FILE_MISSING, now=EARLY)
    assert again(publication).state == "sending"
    assert only(publication).state == UploadState.FAILED


@pytest.mark.django_db(transaction=True)
def test_two_workers_take_a_file_each(theatre: Theatre) -> None:
    theatre.connect()
    parts = [stories.part(stories.kept(theatre.home, png(width=n), name=f"{n}.png")) for n in range(40, 46)]
    theatre.planned(media=parts)
    actions.prepare(now=EARLY)
    found: list[actions.UploadClaim] = []
    start = threading.Barrier(2)

    def worker() -> None:
        start.wait()
        try:
            for _round in range(3):
                found.extend(actions.claim_uploads(now=EARLY, limit=1))
        finally:
            connection.close()

    workers = [threading.Thread(target=worker) for _ in range(2)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    taken = [claim.upload_id for claim in found]
    assert len(taken) == len(set(taken))
    assert len(taken) >= 3
