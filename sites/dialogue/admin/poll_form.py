"""The form of a poll: questions can be answered, and stay as they are once somebody has."""

from typing import Any

from django.utils.translation import gettext as _

from sites.units.isolation.references import UnitOwnedForm

from ..services import polls

FEWEST_OPTIONS = 2


class PollAdminForm(UnitOwnedForm):
    def clean(self) -> dict[str, Any]:
        data = super().clean()
        questions = self.formsets.get("questions")
        if questions is None:
            return data
        if polls.is_answered(self.instance) and questions.has_changed():
            self.add_error(None, _("Đã có người trả lời nên câu hỏi không đổi được nữa. Hãy mở cuộc thăm dò mới."))
        for form in questions.forms:
            options = form["options"].value() or ""
            lines = {" ".join(line.split()) for line in options.splitlines() if line.strip()}
            deleted = questions.can_delete and form["DELETE"].value()
            if form.has_changed() and not deleted and len(lines) < FEWEST_OPTIONS:
                self.add_error(None, _("Mỗi câu hỏi cần ít nhất 2 lựa chọn khác nhau, mỗi dòng một lựa chọn."))
        return data
