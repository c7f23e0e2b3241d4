"""The figures as tables with their pictures: of one unit by its people, of the province by unit."""

from collections.abc import Sequence

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portal.core.charts import Table, bars
from sites.units.audiences import audience_keys
from sites.units.models import Unit, UnitVersion

from ..enums import ProposalState
from ..models import Proposal, Push, PushReceipt
from . import counts
from .period import Period

BUSIEST = 12


def of_unit(unit: Unit, period: Period) -> list[Table]:
    """Everything about one unit."""
    return [
        _months(unit, period),
        _authors(unit, period),
        _genres(unit, period),
        _approval(unit, period),
        _flow(unit, period),
    ]


def _months(unit: Unit, period: Period) -> Table:
    rows = [(date_format(month, "m/Y"), number) for month, number in counts.by_month(period, unit)]
    title = _("Tin bài đã đăng theo tháng")
    picture = bars(title, rows, unit=_("tin bài"))
    total = sum(number for _month, number in rows)
    return Table("months", title, [_("Tháng"), _("Tin bài")], rows, [_("Cộng"), total], picture=picture)


def _authors(unit: Unit, period: Period) -> Table:
    rows = counts.by_author(period, unit)
    title = _("Tin bài theo tác giả")
    picture = bars(title, [(name, shares) for name, _number, shares in rows], unit=_("tin bài"), lying=True)
    note = _("Tin bài nhiều tác giả tính cho mỗi người một lần ở cột “Tham gia” và theo phần đóng góp ở cột “Quy đổi”.")
    headings = [_("Tác giả"), _("Tham gia"), _("Quy đổi")]
    return Table("authors", title, headings, rows, note=note, picture=picture)


def _genres(unit: Unit, period: Period) -> Table:
    rows = counts.by_genre(period, unit)
    title = _("Tin bài theo thể loại")
    picture = bars(title, rows, unit=_("tin bài"), lying=True)
    total = sum(number for _genre, number in rows)
    return Table("genres", title, [_("Thể loại"), _("Tin bài")], rows, [_("Cộng"), total], picture=picture)


def _approval(unit: Unit, period: Period) -> Table:
    rows = counts.steps(period, unit)
    whole = counts.approvals(period, unit)
    title = _("Thời gian qua các bước duyệt")
    picture = bars(title, [(name, middle or 0) for name, _passed, _back, middle in rows], unit=_("giờ"), lying=True)
    note = _(
        "Thời gian tính bằng giờ, là số trung vị: một nửa số lần nhanh hơn, một nửa chậm hơn. Bài do người duyệt tự"
        " đăng trong một lần bấm có đếm nhưng không tính vào thời gian."
    )
    all_steps = [_("Cả quy trình"), whole["number"], sum(row[2] for row in rows), whole["middle"]]
    headings = [_("Bước"), _("Đã qua"), _("Trả lại"), _("Trung vị (giờ)")]
    return Table("approval", title, headings, rows, all_steps, note, picture)


def _flow(unit: Unit, period: Period) -> Table:
    """What went down to and up from the unit, each line one number."""
    sent = Push.objects.filter(sent_at__range=period.range)
    received = sent.addressed_to(audience_keys(unit), unit.pk)
    receipts = PushReceipt.objects.filter(unit=unit, push__sent_at__range=period.range)
    proposals = Proposal.objects.filter(proposed_at__range=period.range)
    own, below = Q(unit=unit), Q(goal=unit) | Q(at=unit)
    accepted = Q(state=ProposalState.ACCEPTED)
    rows = [
        (_("Tin đơn vị gửi xuống các đơn vị khác"), sent.filter(unit=unit).count()),
        (_("Tin cấp trên gửi tới đơn vị"), received.count()),
        (_("… trong đó bắt buộc"), received.filter(compulsory=True).count()),
        (_("… trong đó đơn vị đã xác nhận"), receipts.filter(received_at__isnull=False).count()),
        (_("… trong đó đơn vị đang ẩn"), receipts.filter(hidden_at__isnull=False).count()),
        (_("Tin đơn vị đề xuất lên cấp trên"), proposals.filter(own).count()),
        (_("… trong đó được nhận"), proposals.filter(own, accepted).count()),
        (_("Tin đơn vị khác đề xuất tới đơn vị"), proposals.filter(below).exclude(own).count()),
        (_("… trong đó được nhận"), proposals.filter(below, accepted).exclude(own).count()),
    ]
    title = _("Tin gửi và nhận giữa các cấp")
    picture = bars(title, [row for row in rows if not row[0].startswith("…")], unit=_("tin"), lying=True)
    return Table("flow", title, [_("Loại"), _("Số tin")], rows, picture=picture)


# --- Of the province -----------------------------------------------------------------------------


def busiest(period: Period) -> Table:
    """The units that published most."""
    found = counts.busiest(period, BUSIEST)
    names = {version.unit_id: version.full_name for version in _versions([unit for unit, _number in found])}
    rows = [(names.get(unit, "—"), number) for unit, number in found]
    title = _("Đơn vị đăng nhiều tin bài nhất")
    picture = bars(title, rows, unit=_("tin bài"), lying=True)
    return Table("busiest", title, [_("Đơn vị"), _("Tin bài")], rows, picture=picture)


def by_unit(period: Period, versions: Sequence[UnitVersion], *, everything: bool = False) -> Table:
    """A line for each of these units; `everything` says that they are all, so that none needs to be named."""
    figures = counts.of_units(period, None if everything else [version.unit_id for version in versions])
    rows = [
        (
            version.full_name,
            str(version.tier),
            figures["items"].get(version.unit_id, 0),
            figures["middle"].get(version.unit_id),
            figures["proposed"].get(version.unit_id, 0),
            figures["accepted"].get(version.unit_id, 0),
            figures["pushed"].get(version.unit_id, 0),
            figures["confirmed"].get(version.unit_id, 0),
        )
        for version in versions
    ]
    headings = [
        _("Đơn vị"),
        _("Cấp"),
        _("Tin bài"),
        _("Duyệt, trung vị (giờ)"),
        _("Đề xuất lên"),
        _("Được nhận"),
        _("Gửi xuống"),
        _("Xác nhận tin nhận"),
    ]
    return Table("units", _("Theo đơn vị"), headings, rows, texts=2)


def _versions(units: Sequence[int]) -> Sequence[UnitVersion]:
    return list(UnitVersion.objects.on().filter(unit__in=units))
