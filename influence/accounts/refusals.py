"""Why an account was not connected. Each is turned into a sentence by influence.accounts.words."""


class ConnectionRefused(Exception):
    pass


class NotYours(ConnectionRefused):
    """Only leaders connect their own account."""


class OtherProfile(ConnectionRefused):
    """The person signed in to another profile than the one that the account names (promise 1)."""


class OtherName(OtherProfile):
    """A first consent to another app, by a profile of another name: ids of two apps cannot be compared."""


class ProfileTaken(ConnectionRefused):
    """Another leader of the organisation is connected to this profile."""


class CannotPublish(ConnectionRefused):
    """The consent did not include the right to publish."""


class StateUnknown(ConnectionRefused):
    """The return does not answer a question that this browser asked in the last ten minutes."""


class NoApp(ConnectionRefused):
    """No developer app is configured: there is nothing to consent to."""


class NotAdministrator(ConnectionRefused):
    """The network does not (any more) name the person as an administrator of this page."""


class PageTaken(ConnectionRefused):
    """Another leader of the organisation speaks for this page."""


class NoPages(ConnectionRefused):
    """The connection does not give the right to publish for pages."""
