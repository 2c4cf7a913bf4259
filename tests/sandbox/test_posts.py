from tests.sandbox.conftest import CLAIRE, Sandbox, encoded

PATCH = {"X-RestLi-Method": "PARTIAL_UPDATE"}


def test_a_creation_answers_with_headers_and_no_body(sandbox: Sandbox) -> None:
    answer = sandbox.create()
    assert (answer.status_code, answer.content) == (201, b"")
    assert answer.headers["x-restli-id"] == "urn:li:share:7529830966886400000"
    assert answer.headers["x-linkedin-id"] == answer.headers["x-restli-id"]
    assert answer.headers["x-restli-protocol-version"] == "2.0.0"
    assert answer.headers["x-li-uuid"]
    assert "Retry-After" not in answer.headers


def test_ids_carry_their_time_and_the_activity_is_the_next_number(sandbox: Sandbox) -> None:
    first, second = sandbox.publish("Un"), sandbox.publish("Deux")
    posts = sandbox.state()["posts"]
    assert [post["urn"] for post in posts] == [first, second]
    numbers = [int(post["urn"].rpartition(":")[2]) for post in posts]
    assert {number >> 22 for number in numbers} == {1795251600000}
    assert [int(post["activity"].rpartition(":")[2]) for post in posts] == [number + 1 for number in numbers]
    assert len({*numbers, *(number + 1 for number in numbers)}) == 4


def test_a_post_can_be_read_with_the_closed_scope(sandbox: Sandbox) -> None:
    urn = sandbox.publish(r"Bravo {hashtag|\#|industrie} \(ici\)")
    content = sandbox.get(f"/rest/posts/{encoded(urn)}?viewContext=AUTHOR").json()
    assert content["id"] == urn
    assert content["author"] == CLAIRE
    assert content["commentary"] == r"Bravo {hashtag|\#|industrie} \(ici\)"
    assert content["createdAt"] == content["publishedAt"] == 1795251600000
    assert content["lifecycleStateInfo"] == {"isEditedByAuthor": False}


def test_reading_needs_the_closed_scope(sandbox: Sandbox) -> None:
    urn = encoded(sandbox.publish())
    for token in ("tok-selfserve", "tok-cma-std"):
        answer = sandbox.get(f"/rest/posts/{urn}", token=token)
        assert answer.status_code == 403
        message = "Not enough permissions to access: partnerApiPostsExternal.GET.20260901"
        assert answer.json()["message"] == message


def test_the_finder_refuses_selfserve_by_403_and_the_community_app_by_400(sandbox: Sandbox) -> None:
    path = f"/rest/posts?q=author&author={encoded(CLAIRE)}"
    refused = sandbox.get(path, token="tok-selfserve")
    assert refused.status_code == 403
    assert "partnerApiPostsExternal.FINDER-author" in refused.json()["message"]
    refused = sandbox.get(path, token="tok-cma-std")
    assert refused.status_code == 400
    assert refused.json()["message"] == "Member permissions must be used when using member as author"


def test_the_finder_gives_the_newest_first_by_pages(sandbox: Sandbox) -> None:
    urns = []
    for number in range(5):
        urns.append(sandbox.publish(f"Texte {number}"))
        sandbox.control("clock", advance_seconds=60)
    path = f"/rest/posts?q=author&author={encoded(CLAIRE)}&sortBy=CREATED"
    first = sandbox.get(f"{path}&count=2", headers={"X-RestLi-Method": "FINDER"}).json()
    assert [post["id"] for post in first["elements"]] == urns[:2:-1]
    assert [link["rel"] for link in first["paging"]["links"]] == ["next"]
    second = sandbox.get(first["paging"]["links"][0]["href"]).json()
    assert [post["id"] for post in second["elements"]] == [urns[2], urns[1]]
    last = sandbox.get(f"{path}&count=2&start=4").json()
    assert [link["rel"] for link in last["paging"]["links"]] == ["prev"]
    assert sandbox.get(f"{path}&count=101").status_code == 400


def test_a_batch_tells_what_it_found_and_what_not(sandbox: Sandbox) -> None:
    urn = sandbox.publish()
    path = f"/rest/posts?ids=List({encoded(urn)},{encoded('urn:li:share:1')})"
    content = sandbox.get(path, headers={"X-RestLi-Method": "BATCH_GET"}).json()
    assert set(content["results"]) == {urn}
    assert content["statuses"] == {urn: 200}
    assert content["errors"]["urn:li:share:1"]["status"] == 404


def test_a_batch_is_refused_on_the_development_tier(sandbox: Sandbox) -> None:
    path = "/rest/socialMetadata?ids=List(urn%3Ali%3Ashare%3A1)"
    assert sandbox.get(path, token="tok-cma-dev").status_code == 403
    assert sandbox.get(path, token="tok-cma-std").status_code == 200


def test_a_list_encoded_twice_is_refused(sandbox: Sandbox) -> None:
    """What `params=` of requests would send."""
    answer = sandbox.get("/rest/posts", params={"ids": "List(urn%3Ali%3Ashare%3A1)"})
    assert answer.status_code == 400


def test_the_old_form_of_a_list_is_refused_by_name(sandbox: Sandbox) -> None:
    answer = sandbox.get("/rest/posts?ids[0]=urn%3Ali%3Ashare%3A1", headers={"X-RestLi-Method": "BATCH_GET"})
    assert answer.json()["errorDetails"]["inputErrors"][0]["code"] == "QUERY_PARAM_NOT_ALLOWED"


def test_a_projection_keeps_the_named_fields(sandbox: Sandbox) -> None:
    urn = sandbox.publish()
    assert sandbox.get(f"/rest/posts/{encoded(urn)}?fields=id,author").json() == {"id": urn, "author": CLAIRE}


def test_the_text_can_be_changed_and_the_change_is_shown(sandbox: Sandbox) -> None:
    urn = sandbox.publish("Avant")
    answer = _patch(sandbox, urn, {"commentary": r"Après \(corrigé\)"})
    assert (answer.status_code, answer.content) == (204, b"")
    (post,) = sandbox.state()["posts"]
    assert (post["text"], post["is_edited"]) == ("Après (corrigé)", True)


def test_nothing_else_can_be_changed(sandbox: Sandbox) -> None:
    urn = sandbox.publish()
    answer = _patch(sandbox, urn, {"visibility": "CONNECTIONS"})
    assert answer.status_code == 400
    assert answer.json()["message"].startswith("visibility can't be set to")
    assert _patch(sandbox, urn, {"commentary": ""}).status_code == 400
    assert _patch(sandbox, urn, {}).status_code == 400
    assert _patch(sandbox, urn, {"lifecycleState": "DRAFT"}).status_code == 400


def test_a_change_must_name_its_method(sandbox: Sandbox) -> None:
    urn = sandbox.publish()
    content = {"patch": {"$set": {"commentary": "Autre"}}}
    assert sandbox.call("POST", f"/rest/posts/{encoded(urn)}", json=content).status_code == 405
    assert sandbox.state()["posts"][0]["text"] == "Bonjour"


def test_deleting_twice_is_still_204(sandbox: Sandbox) -> None:
    urn = encoded(sandbox.publish())
    for _ in range(2):
        assert sandbox.call("DELETE", f"/rest/posts/{urn}").status_code == 204
    assert sandbox.get(f"/rest/posts/{urn}").status_code == 404
    assert sandbox.call("DELETE", "/rest/posts/urn%3Ali%3Ashare%3A1").status_code == 404


def test_somebody_elses_post_is_out_of_reach(sandbox: Sandbox) -> None:
    urn = sandbox.publish()
    path = f"/rest/posts/{encoded(urn)}"
    assert sandbox.call("DELETE", path, token="tok-notadmin").status_code == 403
    assert _patch(sandbox, urn, {"commentary": "Autre"}, token="tok-notadmin").status_code == 403
    assert sandbox.get(f"/rest/socialMetadata/{encoded(urn)}", token="tok-notadmin").status_code == 403
    assert sandbox.state()["posts"][0]["is_deleted"] is False


def test_the_same_text_is_a_duplicate_for_ten_minutes(sandbox: Sandbox) -> None:
    sandbox.publish(r"Bonjour \(tous\)")
    sandbox.control("clock", advance_seconds=599)
    assert sandbox.create(r"Bonjour \(tous\)").status_code == 422
    sandbox.control("clock", advance_seconds=2)
    sandbox.publish(r"Bonjour \(tous\)")
    (twice,) = sandbox.state()["duplicates"]
    assert (twice["text"], len(twice["posts"])) == ("Bonjour (tous)", 2)


def test_duplicates_are_told_by_the_text_that_is_stored(sandbox: Sandbox) -> None:
    """Two texts that are cut at the same place are one text for LinkedIn."""
    sandbox.publish("Bilan {un")
    assert sandbox.create("Bilan {deux").status_code == 422


def test_another_author_may_say_the_same(sandbox: Sandbox) -> None:
    sandbox.publish("Bonjour")
    token = sandbox.control("tokens", member="Zz98Yy76Xx")["access_token"]
    author = {"author": "urn:li:person:Zz98Yy76Xx"}
    assert sandbox.create("Bonjour", token=token, fields=author).status_code == 201
    assert sandbox.state()["duplicates"] == []


def test_a_deleted_post_can_be_posted_again(sandbox: Sandbox) -> None:
    urn = sandbox.publish("Bonjour")
    sandbox.call("DELETE", f"/rest/posts/{encoded(urn)}")
    assert sandbox.create("Bonjour").status_code == 201


def test_an_article_a_poll_and_a_reshare_need_no_upload(sandbox: Sandbox) -> None:
    article = {"article": {"source": "https://exemple.fr", "title": "Un titre"}}
    assert sandbox.publish("Lire", fields={"content": article}).startswith("urn:li:share:")
    poll = {"question": "Oui ?", "options": [{"text": "Oui"}, {"text": "Non"}]}
    content = {"poll": {**poll, "settings": {"duration": "THREE_DAYS"}}}
    parent = sandbox.publish("", fields={"content": content})
    assert parent.startswith("urn:li:ugcPost:")
    sandbox.publish("", fields={"reshareContext": {"parent": parent}})


def test_a_locked_post_cannot_be_reshared(sandbox: Sandbox) -> None:
    parent = sandbox.publish("Pour vous seuls", fields={"isReshareDisabledByAuthor": True})
    assert sandbox.create("Voyez", fields={"reshareContext": {"parent": parent}}).status_code == 400


def test_every_attempt_to_create_is_in_the_log(sandbox: Sandbox) -> None:
    sandbox.create("Un")
    sandbox.create("Un")
    sandbox.create("Deux", token="tok-expired")
    calls = sandbox.state()["create_calls"]
    assert [call["status"] for call in calls] == [201, 422, 401]
    assert calls[0]["text_sha256"] == calls[1]["text_sha256"] != calls[2]["text_sha256"]


def _patch(sandbox: Sandbox, urn: str, changes: dict[str, str], *, token: str = "tok-partner"):
    content = {"patch": {"$set": changes}}
    return sandbox.call("POST", f"/rest/posts/{encoded(urn)}", json=content, headers=dict(PATCH), token=token)
