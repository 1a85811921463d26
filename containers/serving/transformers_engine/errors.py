"""Errors in OpenAI's shape: `{"error": {"message", "type", "param", "code"}}`."""

from pydantic import ValidationError
from starlette.responses import JSONResponse


class ApiError(Exception):
    """A request that cannot be answered.

    Args:
        status: HTTP status.
        message: what is wrong and what is allowed.
        param: the parameter it is about.
        code: OpenAI's short word for it.
    """

    def __init__(self, status: int, message: str, param: str | None = None, code: str | None = None) -> None:
        super().__init__(message)
        self.status, self.message, self.param, self.code = status, message, param, code

    def response(self) -> JSONResponse:
        """The HTTP response."""
        kind = {404: "not_found_error", 429: "rate_limit_error"}.get(
            self.status, "server_error" if self.status >= 500 else "invalid_request_error"
        )
        error = {"message": self.message, "type": kind, "param": self.param, "code": self.code}
        return JSONResponse({"error": error}, self.status, headers={"Retry-After": "1"} if self.status == 429 else None)


def from_validation(error: ValidationError) -> ApiError:
    """All that is wrong with a request's body, in one message; it tells names and limits, never the values."""
    told = {_name(detail["loc"]): _allowed(detail["type"], detail["msg"]) for detail in error.errors(include_input=False)}
    return ApiError(400, "; ".join(f"{name}: {message}" for name, message in told.items()), param=next(iter(told)))


def _name(location: tuple[int | str, ...]) -> str:
    return str(location[0]) if location else "body"


def _allowed(kind: str, message: str) -> str:
    return "is not supported by this server" if kind == "extra_forbidden" else message
