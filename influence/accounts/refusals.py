"""Why an account was not connected. Each is turned into a sentence by influence.accounts.words."""


class ConnectionRefused(Exception):
    pass


class NotYours(ConnectionRefused):
    """Only leaders connect their own account."""


class OtherProfile(ConnectionRefused):
    """The person signed in to another profile than the one that the account names (promise 1)."""


class ProfileTaken(ConnectionRefused):
    """Another leader of the organisation is connected to this profile."""


class CannotPublish(ConnectionRefused):
    """The consent did not include the right to publish."""


class StateUnknown(ConnectionRefused):
    """The return does not answer a question that this browser asked in the last ten minutes."""
