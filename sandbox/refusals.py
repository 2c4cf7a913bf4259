"""Every refusal and its body, in the three shapes that LinkedIn uses (contract 2.8)."""

from dataclasses import dataclass
from typing import Any

from sandbox.wire import Json, Response, as_json


class Refusal(Exception):
    """A call ends here with this status and body."""

    def __init__(self, status: int, body: Json) -> None:
        super().__init__(status, body)
        self.status = status
        self.body = body

    def as_response(self) -> Response:
        return as_json(self.body, status=self.status)


@dataclass(frozen=True, slots=True)
class InputError:
    field: str
    code: str
    description: str

    def as_json(self) -> Json:
        path = {"inputPath": {"fieldPath": self.field}} if self.field else {}
        return {"description": self.description, "input": path, "code": self.code}


def standard(status: int, code: str, message: str, *, number: int | None = None) -> Refusal:
    body: Json = {"status": status}
    if number is not None:
        body["serviceErrorCode"] = number
    return Refusal(status, {**body, "code": code, "message": message})


def detailed(errors: list[InputError]) -> Refusal:
    one = "Invalid param. Please see errorDetails for more information."
    several = (
        "Multiple errors occurred during param validation. Please see errorDetails for more information."
    )
    return _with_details(400, several if len(errors) > 1 else one, errors)


def _with_details(status: int, message: str, errors: list[InputError]) -> Refusal:
    body: dict[str, Any] = {
        "errorDetailType": "com.linkedin.common.error.BadRequest",
        "message": message,
        "errorDetails": {"inputErrors": [error.as_json() for error in errors]},
        "status": status,
    }
    return Refusal(status, body)


def duplicate_of(urn: str, *, status: int = 422) -> Refusal:
    exception = "com.linkedin.content.common.exception.BadRequestResponseException"
    error = InputError("", "DUPLICATE_POST", "Duplicate post is detected")
    return _with_details(status, f"{exception}: Content is a duplicate of {urn}", [error])


def missing_permission(resource: str) -> Refusal:
    return standard(403, "ACCESS_DENIED", f"Not enough permissions to access: {resource}", number=100)


def unpermitted_body(field: str) -> Refusal:
    return _unpermitted("REQUEST_BODY", field)


def unpermitted_key(field: str) -> Refusal:
    return _unpermitted("RESOURCE_KEY", field)


def _unpermitted(where: str, field: str) -> Refusal:
    words = (
        f"Unpermitted fields present in {where}: Data Processing Exception while processing fields [{field}]"
    )
    return standard(403, "ACCESS_DENIED", words, number=100)


def forbidden_post() -> Refusal:
    words = "Accessing the UGC resource is forbidden. Please check your permissions for this resource"
    return standard(403, "ACCESS_DENIED", words, number=100)


def forbidden_media(kind: str) -> Refusal:
    words = f"Accessing this {kind} resource is forbidden. Please check your permissions for this resource"
    return standard(403, "ACCESS_DENIED", words, number=100)


def invalid_token() -> Refusal:
    return standard(401, "INVALID_ACCESS_TOKEN", "Invalid access token", number=65600)


def revoked_token() -> Refusal:
    words = "The token used in the request has been revoked by the user"
    return standard(401, "REVOKED_ACCESS_TOKEN", words, number=65601)


def expired_token(*, number: int = 65602) -> Refusal:
    return standard(401, "EXPIRED_ACCESS_TOKEN", "The token used in the request has expired", number=number)


def empty_token() -> Refusal:
    return standard(401, "EMPTY_ACCESS_TOKEN", "Empty oauth2 access token")


def unknown_scheme() -> Refusal:
    return Refusal(401, {"status": 401, "message": "Unknown authentication schema"})


def dead_version(version: str) -> Refusal:
    return standard(426, "NONEXISTENT_VERSION", f"Requested version {version[:6]}01 is not active")


def missing_version(*, coded: bool = True) -> Refusal:
    words = "A version must be present. Please specify a version by adding the LinkedIn-Version header."
    if not coded:
        return Refusal(400, {"status": 400, "message": words})
    return standard(400, "VERSION_MISSING", words)


def throttled(scope: str) -> Refusal:
    """scope: "APPLICATION DAY" or "MEMBER DAY"."""
    words = f"Resource level throttle {scope} limit for calls to this resource is reached."
    return Refusal(429, {"message": words, "status": 429})


def comment_throttled() -> Refusal:
    words = "Comment create throttled: creation rate limit exceeded for member"
    return Refusal(429, {"message": words, "status": 429})


def bad_path() -> Refusal:
    return standard(400, "ILLEGAL_ARGUMENT", "Syntax exception in path variables")


def bad_query() -> Refusal:
    return standard(400, "ILLEGAL_ARGUMENT", "Invalid query parameters passed to request")


def bad_parameter(name: str) -> Refusal:
    return standard(400, "ILLEGAL_ARGUMENT", f"Parameter '{name}' is invalid")


def missing_parameter(name: str) -> Refusal:
    return standard(400, "ILLEGAL_ARGUMENT", f"Parameter '{name}' is required")


def parameter_not_allowed(name: str) -> Refusal:
    error = InputError(name, "QUERY_PARAM_NOT_ALLOWED", f"Query parameter {name} is not allowed")
    return _with_details(400, "Invalid query parameters passed to request", [error])


def not_found(what: str) -> Refusal:
    return standard(404, "NOT_FOUND", f"Could not find {what}")


def no_resource() -> Refusal:
    return standard(404, "RESOURCE_NOT_FOUND", "No virtual resource found")


def wrong_method() -> Refusal:
    return standard(405, "METHOD_NOT_ALLOWED", "This method is not available on this resource")


def conflict() -> Refusal:
    return standard(409, "CONFLICT", "The resource is being changed by another request. Please retry later.")


def too_long() -> Refusal:
    return standard(414, "URI_TOO_LONG", "Request URI or headers are too long")


def server_error() -> Refusal:
    return standard(500, "INTERNAL_SERVER_ERROR", "Internal Server Error")
