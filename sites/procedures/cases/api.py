"""The interface by which programs of units deliver cases; described by its own OpenAPI document.

Each unit's host takes that unit's cases only, from who shows a token of the unit.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from ninja import Header, NinjaAPI, Query, Schema
from ninja.decorators import decorate_view
from ninja.errors import AuthenticationError, ValidationError
from ninja.security import HttpBearer

from ..models import CaseDelivery
from .batches import ARRAY, LINES, MOST_IN_ARRAY, BatchRefused, receive
from .delivering import MOST_ROWS
from .enums import CaseState, Fault
from .tokens import find_token

FAULTS_AT_ONCE = 1_000
KEY = r"^[A-Za-z0-9._:\-]{0,64}$"
DAY = {"type": "string", "format": "date", "example": "2026-03-31"}
ROW = {
    "type": "object",
    "additionalProperties": False,
    "required": ["code", "version", "procedure", "state", "received_on"],
    "properties": {
        "code": {"type": "string", "minLength": 6, "maxLength": 40, "example": "000.00.08.H60-260331-0001"},
        "version": {"type": "integer", "minimum": 0, "maximum": 2**63 - 1, "description": "Grows with each change."},
        "procedure": {"type": "string", "example": "1.001193", "description": "The national code."},
        "state": {"type": "string", "enum": CaseState.values},
        "received_on": DAY,
        "due_on": DAY | {"description": "Left out: from the procedure's time limit, by the calendar of working days."},
        "finished_on": DAY | {"description": "With the states solved, returned, refused and withdrawn; else not."},
        "new_due_on": DAY | {"description": "The day promised anew to a case that is late."},
        "unit": {"type": "string", "description": "The unit's own code; another's is refused."},
        "fact": {"type": "string", "pattern": "^[0-9]{4}$", "description": "The last four figures on the receipt."},
        "fact_sha256": {
            "type": "string",
            "pattern": "^[0-9a-f]{64}$",
            "description": "In place of `fact`: the SHA-256 of code, colon and the four figures.",
        },
    },
}
BODY = {
    "required": True,
    "content": {
        ARRAY: {"schema": {"type": "array", "maxItems": MOST_IN_ARRAY, "items": ROW}},
        LINES: {
            "schema": {
                "type": "string",
                "description": f"One case a line, each an object as above; {MOST_ROWS} at most.",
            }
        },
    },
}


class UnitToken(HttpBearer):
    """A token in force of the unit whose host is asked."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        found = find_token(token)
        if found is None:
            return None
        if request.unit_host is None or found.unit_id != request.unit_host.unit_id:
            raise BatchRefused(403, _("Khoá này thuộc đơn vị khác. Hãy gửi tới trang của chính đơn vị giữ khoá."))
        return found


api = NinjaAPI(
    title="Tiến độ giải quyết hồ sơ – Case progress",
    version="1",
    description=(
        "Units deliver how far their cases are. No names: a case is its code, its procedure, days and a state."
        " Each row is taken or set aside by itself, with its reason."
    ),
    auth=UnitToken(),
    docs_url=None,
    urls_namespace="cases_api",
)


class Error(Schema):
    detail: str


class FaultOut(Schema):
    """A row that was set aside."""

    line: int
    code: str
    kind: Fault
    reason: str


class BatchOut(Schema):
    """What became of a batch; the same words whenever it is asked for or sent again."""

    id: UUID
    received_at: datetime
    total: int
    made: int
    changed: int
    unchanged: int
    outdated: int
    bad: int
    faults: list[FaultOut]
    more_faults: str


class FaultsOut(Schema):
    faults: list[FaultOut]
    more_faults: str


@api.exception_handler(BatchRefused)
def refused(request: HttpRequest, error: BatchRefused) -> HttpResponse:
    return api.create_response(request, {"detail": str(error)}, status=error.status)


@api.exception_handler(AuthenticationError)
def unknown_token(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    answer = api.create_response(request, {"detail": _("Thiếu khoá, hoặc khoá không còn dùng được.")}, status=401)
    answer["WWW-Authenticate"] = "Bearer"
    return answer


@api.exception_handler(ValidationError)
def not_understood(request: HttpRequest, error: ValidationError) -> HttpResponse:
    places = ", ".join(".".join(map(str, one.get("loc", ()))) for one in error.errors)
    return api.create_response(
        request, {"detail": _("Tham số không hợp lệ: %(names)s.") % {"names": places}}, status=422
    )


@api.exception_handler(Http404)
def not_there(request: HttpRequest, error: Http404) -> HttpResponse:
    return api.create_response(request, {"detail": _("Không có lô này trong đơn vị.")}, status=404)


REFUSALS = {401: Error, 403: Error, 422: Error}


@api.post(
    "/batches",
    response={200: BatchOut, 400: Error, 409: Error, 413: Error, 415: Error, **REFUSALS},
    openapi_extra={"requestBody": BODY},
    operation_id="deliver",
    summary="Deliver a batch of cases",
)
@decorate_view(never_cache)
def deliver(
    request: HttpRequest,
    response: HttpResponse,
    key: str = Header("", alias="Idempotency-Key", pattern=KEY, description="Your name for the batch."),
) -> Any:
    """The same batch again is answered the same and changes nothing."""
    delivery, replayed = receive(request, request.auth, key)
    if replayed:
        response["Idempotent-Replayed"] = "true"
    return _answer(delivery)


@api.get("/batches/{batch}", response={200: BatchOut, 404: Error, **REFUSALS}, operation_id="batch", summary="A batch")
@decorate_view(never_cache)
def batch(request: HttpRequest, batch: UUID) -> Any:
    """What became of a batch of the unit, by whatever road it came."""
    return _answer(_own(request, batch))


@api.get(
    "/batches/{batch}/faults",
    response={200: FaultsOut, 404: Error, **REFUSALS},
    operation_id="faults",
    summary="Rows of a batch that were set aside",
)
@decorate_view(never_cache)
def faults(request: HttpRequest, batch: UUID, after: int = Query(0, ge=0, le=2**31 - 1)) -> Any:
    """In the order of lines, from the one after `after`."""
    return _faults(_own(request, batch), after)


def _own(request: HttpRequest, batch: UUID) -> CaseDelivery:
    found = CaseDelivery.objects.filter(unit=request.auth.unit_id, uuid=batch).first()
    if found is None:
        raise Http404
    return found


def _answer(delivery: CaseDelivery) -> dict[str, Any]:
    numbers = {name: getattr(delivery, name) for name in ("total", "made", "changed", "unchanged", "outdated", "bad")}
    return {"id": delivery.uuid, "received_at": delivery.created_at, **numbers, **_faults(delivery, 0)}


def _faults(delivery: CaseDelivery, after: int) -> dict[str, Any]:
    found = list(delivery.faults.filter(line__gt=after).order_by("line")[: FAULTS_AT_ONCE + 1])
    rows = [
        {"line": row.line, "code": row.code, "kind": row.kind, "reason": row.reason} for row in found[:FAULTS_AT_ONCE]
    ]
    more = ""
    if len(found) > FAULTS_AT_ONCE:
        more = f"{reverse('cases_api:faults', args=[delivery.uuid])}?after={rows[-1]['line']}"
    return {"faults": rows, "more_faults": more}
