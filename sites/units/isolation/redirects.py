"""Redirects of the unit's own hosts. A redirect for all hosts, or for another unit's, is the platform's to make."""

from pathlib import PurePath
from typing import Any

from django import forms
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from wagtail.admin import messages
from wagtail.contrib.redirects import filters, views
from wagtail.contrib.redirects import forms as redirect_forms
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.redirects.utils import get_format_cls_by_extension, get_supported_extensions
from wagtail.log_actions import log
from wagtail.models import Page, Site

from ..permissions import is_auditor, is_platform_admin
from .choosers import choosable_q, unchoose
from .scope import Scope, administered_unit, may_administer_here, scope_of


def _check(request: HttpRequest, *, reading: bool = False) -> None:
    if is_platform_admin(request.user) or (reading and is_auditor(request.user)):
        return
    administered_unit(request)


class RedirectForm(redirect_forms.RedirectForm):
    """A redirect whose site is the unit's; only the platform chooses one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.scope: Scope = kwargs.pop("scope")
        super().__init__(*args, **kwargs)
        if self.scope.is_everything:
            # A list of thousands of sites is no choice: the platform first chooses the unit to work in.
            self.fields["site"].queryset = Site.objects.filter(pk=self.instance.site_id)
        else:
            del self.fields["site"]
            self.instance.site = self.scope.sites().get()

    def clean_redirect_page(self) -> Page | None:
        page = self.cleaned_data["redirect_page"]
        unchanged = page is not None and page.pk == self.initial.get("redirect_page")
        if page is None or unchanged or Page.objects.filter(choosable_q(self.scope), pk=page.pk).exists():
            return page
        unchoose(self, "redirect_page")
        raise forms.ValidationError(_("Không có trang này hoặc bạn không được dùng trang này."))

    def clean(self) -> dict | None:
        if self.scope.is_everything:
            return super().clean()
        # Wagtail's own check is about redirects without a site; of the unit's site the model knows.
        data = forms.ModelForm.clean(self)
        path = self.cleaned_data.get("old_path")
        if path is not None:
            same = Redirect.objects.filter(old_path=Redirect.normalise_path(path), site=self.instance.site)
            if same.exclude(pk=self.instance.pk).exists():
                self.add_error("old_path", _("Đã có chuyển hướng từ đường dẫn này."))
        return data


class RedirectFilterSet(filters.RedirectsReportFilterSet):
    """By kind; a choice of sites would list those of all units."""

    site = None

    class Meta(filters.RedirectsReportFilterSet.Meta):
        fields = ["is_permanent"]


class _OwnRedirectsMixin:
    """The redirects of the unit, for those who administer it."""

    permission_required = None
    any_permission_required = None
    reading = False
    request: HttpRequest

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        _check(request, reading=self.reading and request.method in ("GET", "HEAD"))
        super().setup(request, *args, **kwargs)

    def user_has_permission(self, permission: str) -> bool:
        return is_platform_admin(self.request.user) or may_administer_here(self.request)

    def user_has_any_permission(self, permissions: Any) -> bool:
        return self.user_has_permission("change")

    def user_has_permission_for_instance(self, permission: str, instance: Redirect) -> bool:
        return self.user_has_permission(permission) and own_redirects(self.request).filter(pk=instance.pk).exists()

    def get_queryset(self) -> QuerySet:
        return own_redirects(self.request)

    def get_form_kwargs(self) -> dict:
        return {**super().get_form_kwargs(), "scope": scope_of(self.request)}


def own_redirects(request: HttpRequest) -> QuerySet[Redirect]:
    scope = scope_of(request)
    redirects = Redirect.objects.select_related("redirect_page", "site")
    return redirects if scope.is_everything else redirects.filter(site__in=scope.sites())


class IndexView(_OwnRedirectsMixin, views.IndexView):
    filterset_class = RedirectFilterSet
    reading = True

    def get_queryset(self) -> QuerySet:
        return super(_OwnRedirectsMixin, self).get_queryset()

    def get_base_queryset(self) -> QuerySet:
        return own_redirects(self.request)


class EditView(_OwnRedirectsMixin, views.EditView):
    form_class = RedirectForm


class CreateView(_OwnRedirectsMixin, views.CreateView):
    form_class = RedirectForm


class DeleteView(_OwnRedirectsMixin, views.DeleteView):
    def get_form_kwargs(self) -> dict:
        return super(_OwnRedirectsMixin, self).get_form_kwargs()


# --- Import --------------------------------------------------------------------------------------


class ImportForm(redirect_forms.ImportForm):
    """A file whose first two columns are the old path and the new address."""

    permanent = forms.BooleanField(label=_lazy("Chuyển hướng vĩnh viễn"), initial=True, required=False)
    all_or_none = forms.BooleanField(label=_lazy("Không nhập dòng nào nếu có dòng sai"), initial=True, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(get_supported_extensions(), *args, **kwargs)

    def clean(self) -> dict | None:
        data = super().clean()
        if upload := self.cleaned_data.get("import_file"):
            self.cleaned_data["rows"] = self._rows(upload)
        return data

    def _rows(self, upload: Any) -> list[tuple[str, str]]:
        known = get_format_cls_by_extension(PurePath(upload.name).suffix.lstrip(".").lower())
        if known is None:
            raise forms.ValidationError({"import_file": _("Chỉ nhận tệp CSV, TSV, XLS hoặc XLSX.")})
        reader = known()
        content = upload.read()
        try:
            data = reader.create_dataset(content if reader.is_binary() else content.decode("utf-8-sig"))
            return [(str(row[0] or ""), str(row[1] or "")) for row in data]
        # The readers of the four formats raise whatever their libraries do.
        except Exception as error:  # noqa: BLE001
            raise forms.ValidationError({"import_file": _("Không đọc được tệp: cần hai cột, mã hoá UTF-8.")}) from error


@transaction.atomic
def import_rows(rows: list[tuple[str, str]], *, scope: Scope, permanent: bool, all_or_none: bool, user: Any) -> dict:
    """Make a redirect of each row; returns what Wagtail's summary page shows, with a reason for each bad row."""
    errors = []
    made = 0
    for old_path, target in rows:
        form = RedirectForm(
            {"old_path": old_path, "redirect_link": target, "is_permanent": permanent}, for_user=user, scope=scope
        )
        if form.is_valid():
            made += 1
            log(instance=form.save(), action="wagtail.create", user=user)
        else:
            errors.append([old_path, target, " ".join(text for found in form.errors.values() for text in found)])
    if errors and all_or_none:
        transaction.set_rollback(True)
        made = 0
    return {"errors": errors, "errors_count": len(errors), "successes": made, "total": len(rows)}


def import_redirects(request: HttpRequest) -> HttpResponse:
    """Read a file of redirects for the unit's hosts and make them, in one step."""
    _check(request)
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "wagtailredirects/choose_import_file.html", {"form": form})
    data = form.cleaned_data
    summary = import_rows(
        data["rows"],
        scope=scope_of(request),
        permanent=data["permanent"],
        all_or_none=data["all_or_none"],
        user=request.user,
    )
    if summary["errors"]:
        return render(request, "wagtailredirects/import_summary.html", {"import_summary": summary})
    messages.success(request, _("Đã nhập %(total)s chuyển hướng.") % summary)
    return redirect("wagtailredirects:index")


REPLACEMENTS = {
    "wagtailredirects:index": IndexView.as_view(),
    "wagtailredirects:index_results": IndexView.as_view(results_only=True),
    "wagtailredirects:add": CreateView.as_view(),
    "wagtailredirects:edit": EditView.as_view(),
    "wagtailredirects:delete": DeleteView.as_view(),
    "wagtailredirects:start_import": import_redirects,
    # Wagtail's second step, which took the site from the form; importing is one step here.
    "wagtailredirects:process_import": import_redirects,
}
