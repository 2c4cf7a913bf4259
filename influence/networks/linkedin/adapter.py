"""LinkedIn behind the port. The sandbox is this same adapter with other addresses."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from copy import copy
from dataclasses import replace
from datetime import datetime
from typing import BinaryIO

from influence.networks.gates import Gate, Purpose, passing
from influence.networks.http import CONNECT_SECONDS, READ_SECONDS, Http
from influence.networks.linkedin import (
    analytics,
    commenting,
    finding,
    followers,
    media,
    oauth,
    page_statistics,
    pages,
    posts,
    social,
    subscriptions,
)
from influence.networks.linkedin.analytics import Analytic, Days
from influence.networks.linkedin.capabilities import capabilities, explain, mode
from influence.networks.linkedin.client import Client
from influence.networks.linkedin.commenting import Route
from influence.networks.linkedin.page_statistics import Facet
from influence.networks.linkedin.pages import Role
from influence.networks.linkedin.urns import permalink
from influence.networks.ports import (
    Capability,
    Comment,
    Commented,
    Content,
    Counters,
    Credentials,
    DayCount,
    DayShares,
    Explained,
    Identity,
    MediaStatus,
    Mode,
    Page,
    PageRole,
    PageVisits,
    Published,
    Reaction,
    ShareStatistics,
    TokenGrant,
    TokenState,
)

API = "https://api.linkedin.com"
SITE = "https://www.linkedin.com"
VERSION = "202609"
"""Good for a year from its month; LinkedIn announces no end in its answers."""


class LinkedIn:
    name = "linkedin"

    def __init__(
        self,
        *,
        client_id: str,
        client_secret: str,
        redirect_uri: str,
        clock: Callable[[], datetime],
        base_url: str = API,
        auth_url: str = SITE,
        version: str = VERSION,
        connect_seconds: float = CONNECT_SECONDS,
        read_seconds: float = READ_SECONDS,
    ) -> None:
        def http(address: str) -> Http:
            return Http(address, connect_seconds=connect_seconds, read_seconds=read_seconds)

        self._site = auth_url
        self._client = Client(http(base_url), version=version, clock=clock)
        self._app = oauth.App(http(auth_url), client_id, client_secret, redirect_uri, clock)

    def on_behalf(self, *, gate: Gate, purpose: Purpose = Purpose.PUBLISH) -> LinkedIn:
        """The same, its connections too, with every call to the API passing this gate."""
        gated = copy(self)
        gated._client = replace(self._client, gate=gate, purpose=purpose)
        return gated

    def authorize_url(self, *, state: str, scopes: Collection[str]) -> str:
        return oauth.authorize_url(self._app, state=state, scopes=scopes)

    def exchange(self, code: str) -> TokenGrant:
        return oauth.exchange(self._app, code=code)

    def refresh(self, refresh_token: str) -> TokenGrant:
        return oauth.refresh(self._app, refresh_token=refresh_token)

    def introspect(self, credentials: Credentials) -> TokenState:
        """A call for the token whatever else the adapter is used for."""
        with passing(self._client.gate, Purpose.TOKEN, versioned=False):
            return oauth.introspect(self._app, token=credentials.access_token)

    def revoke(self, credentials: Credentials) -> None:
        oauth.revoke(self._app, token=credentials.access_token)

    def identity(self, credentials: Credentials, *, scopes: Collection[str] = ()) -> Identity:
        return oauth.identity(self._client, credentials=credentials, scopes=scopes)

    def capabilities(self, scopes: Collection[str]) -> frozenset[Capability]:
        return capabilities(scopes)

    def explain(self, scopes: Collection[str]) -> tuple[Explained, ...]:
        return explain(scopes)

    def mode(self, scopes: Collection[str]) -> Mode:
        return mode(scopes)

    def permalink(self, urn: str) -> str:
        return permalink(urn, site=self._site)

    def publish(self, content: Content, *, credentials: Credentials) -> Published:
        return self._published(posts.create(self._client, content, credentials=credentials))

    def edit(self, urn: str, text: str, *, credentials: Credentials) -> None:
        posts.edit(self._client, urn, text, credentials=credentials)

    def comment(
        self,
        urn: str,
        text: str,
        *,
        actor_urn: str,
        credentials: Credentials,
        route: Route = Route.CURRENT,
    ) -> Commented:
        """Under a post, or under a comment. `text` is raw, as a post's; a self-serve access needs Route.OLD."""
        return commenting.create(
            self._client, urn, text, actor_urn=actor_urn, credentials=credentials, route=route
        )

    def edit_comment(self, urn: str, text: str, *, actor_urn: str, credentials: Credentials) -> None:
        commenting.edit(self._client, urn, text, actor_urn=actor_urn, credentials=credentials)

    def delete_comment(self, urn: str, *, actor_urn: str, credentials: Credentials) -> None:
        commenting.delete(self._client, urn, actor_urn=actor_urn, credentials=credentials)

    def upload(self, file: BinaryIO, *, owner_urn: str, credentials: Credentials) -> str:
        """The file's URN. BadMedia where LinkedIn would not take it. Post it when `media_status` says AVAILABLE."""
        return media.upload(self._client, file, owner_urn=owner_urn, credentials=credentials)

    def media_status(self, urn: str, *, credentials: Credentials) -> MediaStatus:
        return media.status(self._client, urn, credentials=credentials)

    def delete(self, urn: str, *, credentials: Credentials) -> None:
        posts.delete(self._client, urn, credentials=credentials)

    def exists(self, urn: str, *, credentials: Credentials, by: str = "") -> bool:
        return posts.exists(self._client, urn, credentials=credentials, by=by)

    def find_recent(
        self, content: Content, *, since: datetime, credentials: Credentials, besides: Collection[str] = ()
    ) -> Published | None:
        urn = finding.find_recent(
            self._client, content, since=since, credentials=credentials, besides=besides
        )
        return None if urn is None else self._published(urn)

    def counters(
        self, urn: str, *, credentials: Credentials, capabilities: Collection[Capability]
    ) -> Counters:
        return social.counters(self._client, urn, credentials=credentials, capabilities=capabilities)

    def counters_of(self, urns: Collection[str], *, credentials: Credentials) -> Mapping[str, Counters]:
        """Of several posts at once, without analytics. Refused where LinkedIn grants no batches."""
        return social.counters_of(self._client, urns, credentials=credentials)

    def audience(self, urn: str, counted: Counters, *, credentials: Credentials) -> Counters:
        """The same counters with what the analytics of the member's post add."""
        return social.audience(self._client, urn, counted, credentials=credentials)

    def reactions(
        self, urn: str, *, credentials: Credentials, since: datetime | None = None
    ) -> Iterator[Reaction]:
        return social.reactions(self._client, urn, credentials=credentials, since=since)

    def comments(self, urn: str, *, credentials: Credentials) -> Iterator[Comment]:
        return social.comments(self._client, urn, credentials=credentials)

    def analytic(
        self, urn: str | None, metric: Analytic, *, credentials: Credentials, days: Days | None = None
    ) -> int | None:
        return analytics.total(self._client, urn, metric=metric, credentials=credentials, days=days)

    def daily(
        self, urn: str | None, metric: Analytic, *, days: Days, credentials: Credentials
    ) -> tuple[DayCount, ...]:
        return analytics.daily(self._client, urn, metric=metric, days=days, credentials=credentials)

    def followers(self, *, credentials: Credentials) -> int:
        return followers.level(self._client, credentials=credentials)

    def follower_changes(self, *, days: Days, credentials: Credentials) -> tuple[DayCount, ...]:
        return followers.changes(self._client, days=days, credentials=credentials)

    def connections(self, member_urn: str, *, credentials: Credentials) -> int:
        return followers.connections(self._client, member_urn, credentials=credentials)

    def page_visits(self, organisation_urn: str, *, credentials: Credentials) -> PageVisits:
        return page_statistics.visits(self._client, organisation_urn, credentials=credentials)

    def page_roles(
        self, *, credentials: Credentials, role: Role = Role.ADMINISTRATOR
    ) -> tuple[PageRole, ...]:
        return pages.roles(self._client, credentials=credentials, role=role)

    def page(self, organisation_urn: str, *, credentials: Credentials) -> Page:
        return pages.by_urn(self._client, organisation_urn, credentials=credentials)

    def page_named(self, vanity_name: str, *, credentials: Credentials) -> Page | None:
        return pages.by_name(self._client, vanity_name, credentials=credentials)

    def page_followers(self, organisation_urn: str, *, credentials: Credentials) -> int:
        return followers.of_page(self._client, organisation_urn, credentials=credentials)

    def page_followers_by(
        self, organisation_urn: str, facet: Facet, *, credentials: Credentials
    ) -> Mapping[str, int]:
        return page_statistics.followers_by(
            self._client, organisation_urn, facet=facet, credentials=credentials
        )

    def page_follower_gains(
        self, organisation_urn: str, *, days: Days, credentials: Credentials
    ) -> tuple[DayCount, ...]:
        return page_statistics.follower_gains(
            self._client, organisation_urn, days=days, credentials=credentials
        )

    def page_shares(self, organisation_urn: str, *, credentials: Credentials) -> ShareStatistics:
        return page_statistics.of_page(self._client, organisation_urn, credentials=credentials)

    def page_shares_by_day(
        self, organisation_urn: str, *, days: Days, credentials: Credentials
    ) -> tuple[DayShares, ...]:
        return page_statistics.by_day(self._client, organisation_urn, days=days, credentials=credentials)

    def page_posts(
        self, organisation_urn: str, posts: Collection[str], *, credentials: Credentials
    ) -> Mapping[str, ShareStatistics]:
        return page_statistics.of_posts(self._client, organisation_urn, posts, credentials=credentials)

    def subscribe(
        self, page_urn: str, webhook: str, *, application_id: str, member_urn: str, credentials: Credentials
    ) -> None:
        """Have LinkedIn call `webhook` about the page's posts."""
        subscriptions.subscribe(
            self._client,
            page_urn,
            webhook,
            application_id=application_id,
            member_urn=member_urn,
            credentials=credentials,
        )

    def unsubscribe(
        self, page_urn: str, *, application_id: str, member_urn: str, credentials: Credentials
    ) -> None:
        subscriptions.unsubscribe(
            self._client,
            page_urn,
            application_id=application_id,
            member_urn=member_urn,
            credentials=credentials,
        )

    def _published(self, urn: str) -> Published:
        return Published(urn=urn, permalink=self.permalink(urn))
