"""What the demo's newsrooms did in the last weeks: a story from idea to the province's front page, and all around it.

The texts are in `content/newsroom.toml`. Everything is done by the demo's accounts through the services of the portal,
on working days that have gone, so that every record is one that the portal itself has kept.
"""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from home.models import UnitHomePage
from sites.newsroom.enums import AlertSeverity, Placement
from sites.newsroom.models import Alert, ArticlePage, Proposal, Push, RoyaltyLine
from sites.newsroom.services import alerts, flow_down, flow_up, royalties
from sites.units import audiences
from sites.units.enums import AudienceKind, Role
from sites.units.models import RoleAssignment, Tier, Unit
from sites.units.publishing import publish
from sites.units.workflows import Step, set_steps

from .accounts import desk_places
from .desks import Desk
from .diary import Diary
from .facts import Country
from .pages import Writer
from .pictures import Studio

OLD_RATES = {"Tin": 80_000, "Bài phản ánh": 200_000, "Phỏng vấn": 200_000, "Phóng sự": 350_000, "Ảnh": 100_000}
RATES = {"Tin": 100_000, "Bài phản ánh": 250_000, "Phỏng vấn": 250_000, "Phóng sự": 400_000, "Ảnh": 120_000}
# Everybody has worked here for so long when the diary begins.
SERVICE = timedelta(days=120)
BOARD = "bbt"


class Newsroom:
    """Writes the diary of the demo's newsrooms; units that the list does not have are passed by."""

    def __init__(self, country: Country, studio: Studio, diary: Diary | None = None) -> None:
        self.diary = diary or Diary()
        writer = Writer(country, studio)
        self.desks = {
            prefix: Desk(country, writer, version, prefix) for prefix, version in desk_places(country).items()
        }
        self.province, self.commune = self.desks["tinh"], self.desks["xa"]
        self.proposals: dict[str, Proposal] = {}
        self.pushes: dict[str, Push] = {}

    @transaction.atomic
    def write(self) -> None:
        """All of it, or nothing."""
        begun = (self.diary.last_month(1, "07:00") - SERVICE).date()
        RoleAssignment.objects.filter(person__is_demo=True, valid_from__gt=begun).update(valid_from=begun)
        self._last_month()
        self._the_story()
        self._on_the_board()
        self._at_the_province()
        self._sent_down()
        self._proposed()
        self._alerts()
        self.diary.play()

    def _ago(self, days: int, clock: str, action: Any, /, *arguments: Any, **named: Any) -> None:
        self._at(self.diary.ago(days, clock), action, *arguments, **named)

    def _at(self, moment: datetime, action: Any, /, *arguments: Any, **named: Any) -> None:
        self.diary.on(moment, lambda: action(*arguments, **named))

    # --- A month of royalties --------------------------------------------------------------------

    def _last_month(self) -> None:
        """Four articles of the commune with their authors, one amount put right, and the month closed."""
        desk, diary = self.commune, self.diary
        new_year = date(diary.last_month(1, "08:00").year, 1, 1)
        before = new_year.replace(year=new_year.year - 1)
        self._at(diary.last_month(1, "08:00"), desk.set_rates, "duyet", OLD_RATES, before, new_year)
        self._at(diary.last_month(1, "08:10"), desk.set_rates, "duyet", RATES, new_year)
        self._of_last_month("ve-sinh-duong-lang", 3, "ctv", [("ctv", 100)])
        self._of_last_month("tu-sach-nha-van-hoa", 7, "ctv", [("ctv", 60), ("btv", 40)])
        self._of_last_month("hoi-dap-can-cuoc", 11, "btv", [("btv", 70), ("Cây Đa", 30)])
        self._of_last_month("cho-phien-qua-anh", 14, "ctv", [("ctv", 100)])
        self._at(diary.last_month(16, "10:00"), self._pay_more, "cho-phien-qua-anh")
        self._at(diary.this_month(1, "16:30"), self._close_the_month)

    def _of_last_month(self, key: str, day: int, writer: str, authors: list[tuple[str, int]]) -> None:
        desk, diary = self.commune, self.diary
        self._at(diary.last_month(day, "09:20"), desk.write, key, writer, authors)
        self._at(diary.last_month(day, "10:00"), desk.send_in, key, writer)
        self._at(diary.last_month(day, "15:30"), desk.approve, key, "btv")
        self._at(diary.last_month(day + 1, "08:15"), desk.approve, key, "duyet")

    def _pay_more(self, key: str) -> None:
        line = RoyaltyLine.objects.get(entry__article=self.commune.articles[key].pk)
        reason = "Chụp hai phiên chợ, dùng thêm sáu ảnh"
        royalties.adjust(line, 180_000, reason=reason, by=self.commune.person("duyet"))

    def _close_the_month(self) -> None:
        month = self.diary.last_month(1, "08:00").date().replace(day=1)
        royalties.close_month(self.commune.unit, month, by=self.commune.person("duyet"))

    # --- The story that travels ------------------------------------------------------------------

    def _the_story(self) -> None:
        """From an idea in the commune, through its desk and the district, to the front page of the province."""
        key, desk, board = "huong-dan-vien", self.commune, self.province
        self._ago(11, "08:20", desk.propose, key, "ctv")
        self._ago(11, "10:05", desk.assign, key, "ctv", "btv", self.diary.ago(7, "16:00"))
        self._ago(10, "09:30", desk.start, key, "ctv")
        self._ago(8, "15:10", desk.write, key, "ctv", [("ctv", 70), ("btv", 30)])
        self._ago(8, "15:40", desk.send_in, key, "ctv")
        wanted = "Đoạn cuối cần nói rõ có bao nhiêu em, chia ca thế nào; tóm tắt đang dài."
        self._ago(7, "08:50", desk.send_back, key, "btv", wanted)
        shorter = "Sáng thứ Bảy, học sinh lớp sáu, lớp bảy thay nhau dẫn khách đi quanh khu di tích, kể chuyện làng."
        self._ago(7, "14:20", desk.edit, key, "ctv", summary=shorter)
        self._ago(7, "14:30", desk.send_in, key, "ctv")
        self._ago(7, "16:05", desk.approve, key, "btv", "Đã đủ, câu chữ gọn.")
        self._ago(6, "08:30", desk.approve, key, "duyet")
        self._ago(6, "09:15", self._propose, key, desk, "btv", board.unit, "Ảnh đã được gia đình các em đồng ý.")
        district = self.desks.get("sonduong")
        if district is not None:
            self._ago(6, "14:40", self._accept, key, district, "duyet", pass_on=True)
            self._ago(5, "08:30", district.publish, key, "duyet")
        self._ago(5, "10:20", self._accept, key, board, BOARD)
        title = "Những hướng dẫn viên mười hai tuổi bên cây đa Tân Trào"
        self._ago(4, "09:00", board.edit, key, BOARD, title=title)
        self._ago(4, "10:30", board.publish, key, BOARD)
        self._ago(4, "10:45", self._lead_with, key)

    def _propose(self, key: str, desk: Desk, by: str, goal: Unit, note: str, *, straight: bool = False) -> None:
        # Where nobody sits at the unit between, it goes straight to the board.
        straight = straight or (goal != self._above(desk) and "sonduong" not in self.desks)
        self.proposals[key] = flow_up.propose(desk.page(key), goal, by=desk.person(by), note=note, straight=straight)

    def _accept(self, key: str, desk: Desk, by: str, *, pass_on: bool = False) -> None:
        proposal = Proposal.objects.get(pk=self.proposals[key].pk)
        desk.articles[key] = flow_up.accept(proposal, by=desk.person(by), pass_on=pass_on)

    def _lead_with(self, key: str) -> None:
        """The board puts it first on the front page of the province."""
        homes = UnitHomePage.objects.filter(unit_home__unit=self.province.unit, locale__language_code="vi")
        home, person = homes.get().get_latest_revision_as_object(), self.province.person(BOARD)
        home.lead_article = self.province.page(key)
        home.save_revision(user=person, log_action=True)
        publish(homes.get(), by=person)

    def _above(self, desk: Desk) -> Unit:
        return Unit.objects.get(pk=audiences.above(desk.unit)[1][0])

    # --- The board of the commune ----------------------------------------------------------------

    def _on_the_board(self) -> None:
        """Something in every column, as on a working day."""
        desk, ago = self.commune, self._ago
        ago(5, "08:10", desk.propose, "cay-di-san", "ctv")
        ago(3, "08:40", desk.propose, "may-cay-di-muon", "btv")
        ago(4, "08:30", desk.propose, "xoa-mu-cong-nghe", "btv")
        ago(3, "09:00", desk.assign, "xoa-mu-cong-nghe", "ctv", "btv", self.diary.ago(-4, "16:00"))
        ago(6, "08:45", desk.propose, "duong-lien-thon", "btv")
        ago(6, "08:50", desk.assign, "duong-lien-thon", "ctv", "btv", self.diary.ago(1, "11:00"))
        ago(5, "09:30", desk.propose, "giai-bong", "ctv")
        ago(4, "08:20", desk.drop, "giai-bong", "btv", "Huyện đã có tin; dẫn lại theo nguồn là đủ.")
        ago(7, "08:05", desk.propose, "nghe-dan-cot", "ctv")
        ago(7, "10:40", desk.take, "nghe-dan-cot", "ctv")
        ago(3, "14:00", desk.start, "nghe-dan-cot", "ctv")
        ago(2, "15:20", desk.write, "nghe-dan-cot", "ctv")
        asked = "@xa.ctv Đoạn này hay. Hỏi thêm: người mua cũ là ai, mua về làm gì?"
        ago(2, "16:10", desk.comment, "nghe-dan-cot", "btv", asked)
        ago(1, "08:30", desk.comment, "nghe-dan-cot", "ctv", "Em hẹn gặp họ chiều mai, xong em viết tiếp.")
        ago(6, "10:00", desk.write, "vuon-thuoc-nam", "ctv", [("ctv", 100)])
        ago(6, "10:10", desk.send_in, "vuon-thuoc-nam", "ctv")
        ago(3, "10:30", desk.send_back, "vuon-thuoc-nam", "btv", "Nhờ trạm y tế đọc lại tên cây trước khi đăng.")
        ago(3, "15:00", desk.write, "nuoc-sach", "ctv", [("ctv", 80), ("btv", 20)])
        ago(3, "15:10", desk.send_in, "nuoc-sach", "ctv")
        ago(2, "09:40", desk.approve, "nuoc-sach", "btv")
        ago(2, "10:20", desk.write, "hop-thon", "ctv", [("ctv", 100)])
        ago(2, "10:25", desk.edit, "hop-thon", "ctv", go_live_at=self.diary.ago(-3, "07:00"))
        ago(2, "10:30", desk.send_in, "hop-thon", "ctv")
        ago(2, "14:00", desk.approve, "hop-thon", "btv")
        ago(1, "08:10", desk.approve, "hop-thon", "duyet")
        ago(2, "15:00", desk.write, "phan-loai-rac", "btv", [("btv", 100)])
        ago(2, "15:05", desk.send_in, "phan-loai-rac", "btv")
        ago(2, "15:30", desk.approve, "phan-loai-rac", "btv")
        ago(1, "09:05", desk.approve, "phan-loai-rac", "duyet")
        ago(1, "14:30", desk.write, "doi-van-nghe", "ctv", [("ctv", 100)])
        ago(1, "14:40", desk.send_in, "doi-van-nghe", "ctv")

    # --- The province ----------------------------------------------------------------------------

    def _at_the_province(self) -> None:
        """Three steps of approval, one article at the second of them."""
        desk, ago = self.province, self._ago
        self._at(self.diary.last_month(1, "08:30"), self._set_three_steps)
        ago(4, "09:20", desk.propose, "hoi-dap-dat-dai", "btv")
        ago(3, "09:00", desk.write, "ban-do-so", "ctv", [("ctv", 100)])
        ago(3, "09:30", desk.send_in, "ban-do-so", "ctv")
        ago(2, "11:00", desk.approve, "ban-do-so", "btv")
        for key, writer, day in (("mot-dia-chi-phan-anh", "btv", 9), ("tuan-le-doc-sach", "ctv", 6)):
            ago(day, "08:00", desk.write, key, writer, [(writer, 100)])
            ago(day, "08:30", desk.send_in, key, writer)
            ago(day, "09:30", desk.approve, key, "btv")
            ago(day, "10:30", desk.approve, key, "duyet")
            ago(day, "14:00", desk.approve, key, BOARD)

    def _set_three_steps(self) -> None:
        workflow = self.province.unit.unit_workflow.workflow
        steps = [
            Step(Role.EDITOR),
            Step(Role.EDITOR, "Thư ký toà soạn"),
            Step(Role.PUBLISHER, "Ban Biên tập duyệt đăng"),
        ]
        set_steps(workflow, steps)
        log(instance=workflow, action="wagtail.edit", user=self.province.person("quantri"))

    # --- Down ------------------------------------------------------------------------------------

    def _sent_down(self) -> None:
        """A notice that every site shows, and an item that units may hide; one unit does."""
        everywhere = {"audience": AudienceKind.ALL, "compulsory": True, "placement": Placement.NOTICE}
        self._ago(9, "15:00", self._send, "mot-dia-chi-phan-anh", days=90, **everywhere)
        communes = {"audience": AudienceKind.TIER, "tier": Tier.objects.get(code="commune")}
        self._ago(5, "15:00", self._send, "tuan-le-doc-sach", days=60, **communes)
        self._ago(4, "08:15", self._answer, "tuan-le-doc-sach", flow_down.confirm, "xa")
        if "xakhac" in self.desks:
            self._ago(4, "09:45", self._answer, "tuan-le-doc-sach", flow_down.hide, "xakhac")

    def _send(self, key: str, *, days: int, **how: Any) -> None:
        page, begin = self.province.page(key), timezone.now()
        by = self.province.person(BOARD)
        self.pushes[key] = flow_down.send_down(
            page, by=by, starts_at=begin, ends_at=begin + timedelta(days=days), **how
        )

    def _answer(self, key: str, answer: Any, prefix: str) -> None:
        desk = self.desks[prefix]
        answer(self.pushes[key], desk.unit, by=desk.person("duyet"))

    # --- Up --------------------------------------------------------------------------------------

    def _proposed(self) -> None:
        """Proposals that wait, that are to be changed, and one that was declined."""
        if "sonduong" in self.desks:
            note = "Cách làm đơn giản, thôn nào cũng thử được."
            above = self.desks["sonduong"].unit
            self._ago(3, "10:00", self._propose, "tu-sach-nha-van-hoa", self.commune, "duyet", above, note)
        other, district = self.desks.get("xakhac"), self.desks.get("huyen")
        if other is not None:
            self._own_news(other, "waits", "declined")
            self._ago(8, "09:00", self._offer, "declined", other, "Xin giới thiệu với bạn đọc toàn tỉnh.")
            reason = "Tin hay nhưng chỉ liên quan một xã; mời đơn vị gửi lại khi có thêm nơi cùng làm."
            self._ago(7, "10:00", self._decide, "declined", flow_up.decline, reason)
            self._ago(2, "09:00", self._offer, "waits", other, "Đề nghị Ban Biên tập xem xét.")
        if district is not None:
            self._own_news(district, "changes")
            self._ago(6, "09:00", self._offer, "changes", district, "Nhiều xã đã làm theo.")
            wanted = "Cần thêm số liệu của ít nhất ba xã và nguồn của số liệu."
            self._ago(5, "14:00", self._decide, "changes", flow_up.ask_for_changes, wanted)

    def _own_news(self, desk: Desk, *keys: str) -> None:
        """Some of what the unit has published already, by names of ours."""
        before = self.diary.ago(9, "08:00")
        found = ArticlePage.objects.filter(unit=desk.unit, live=True, published_at__lt=before)
        found = found.filter(locale__language_code="vi").order_by("-published_at")
        desk.articles |= dict(zip(keys, found, strict=False))

    def _offer(self, key: str, desk: Desk, note: str) -> None:
        if key in desk.articles:
            self._propose(key, desk, "duyet", self.province.unit, note, straight=True)

    def _decide(self, key: str, decide: Any, note: str) -> None:
        if key in self.proposals:
            decide(Proposal.objects.get(pk=self.proposals[key].pk), by=self.province.person(BOARD), note=note)

    # --- Alerts ----------------------------------------------------------------------------------

    def _alerts(self) -> None:
        """One that went by itself last week, and one that stands for two days where the commune lies."""
        text = "Diễn tập, nội dung minh hoạ: nước sông, suối lên nhanh. Không qua ngầm tràn, không vớt củi."
        english = "Exercise, sample text: rivers and streams are rising fast. Do not cross flooded fords."
        ended = self.diary.ago(7, "18:00")
        self._ago(8, "14:00", self._warn, text, english, ended, AudienceKind.ALL)
        above = self._above(self.commune)
        area = self.commune.unit if above == self.province.unit else above
        text = "Diễn tập, nội dung minh hoạ: mực nước sông Phó Đáy đang lên. Không đi qua ngầm tràn khi có biển cấm."
        english = "Exercise, sample text: the Phó Đáy river is rising. Do not cross fords that are closed."
        until = self.diary.now + timedelta(days=2)
        self._at(self.diary.now - timedelta(hours=1), self._warn, text, english, until, AudienceKind.SUBTREE, area)

    def _warn(self, text: str, english: str, until: datetime, kind: str, area: Unit | None = None) -> None:
        by, unit = self.province.person(BOARD), self.province.unit
        alert = Alert(
            unit=unit,
            severity=AlertSeverity.WARNING,
            text=text,
            text_en=english,
            starts_at=timezone.now(),
            ends_at=until,
        )
        audiences.address(alert, by=by, sender=unit, kind=kind, area=area)
        alerts.put_up(alert, by=by)
