"""Translating with wagtail-localize: one's own things, into the languages of the unit, publishing by the same rules.

wagtail-localize asks whether a person may translate at all; here every view asks about the very thing. Nothing
that an own thing refers to at another unit is translated along with it.
"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.db.models.signals import pre_save
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.views.pages.utils import get_valid_next_url_from_request
from wagtail.models import DraftStateMixin, Page
from wagtail_localize import operations
from wagtail_localize.locales.components import LOCALE_COMPONENTS
from wagtail_localize.models import LocaleSynchronization, StringSegment, Translation, TranslationSource
from wagtail_localize.views import (
    convert,
    edit_translation,
    report,
    snippets_api,
    submit_translations,
    update_translations,
)

from .. import machine_drafts, publishing
from ..permissions import unit_id_of
from . import translation_texts
from .gate import refuse
from .references import known_references, references_in, refused
from .reports import ScopedReportMixin
from .scope import Scope, require_own, scope_of

View = Callable[..., HttpResponse]


def may_change(request: HttpRequest, thing: Model) -> bool:
    return scope_of(request).owns(thing) and machine_drafts.may_translate(request.user, thing)


def may_publish(request: HttpRequest, thing: Model) -> bool:
    return scope_of(request).owns(thing) and publishing.why_no_right_to_publish(request.user, thing) is None


_save_target = Translation.save_target


def save_target(self: Translation, user: Any = None, publish: bool = True) -> None:
    """Save a translation and, where a person asks for it, publish it by the road that everything takes.

    wagtail-localize publishes in nobody's name, after the transaction.
    """
    kind = self.source.specific_content_type.model_class()
    if not publish or user is None or not issubclass(kind, DraftStateMixin):
        _save_target(self, user=user, publish=publish)
        return
    with transaction.atomic():
        target = target_of(self)
        was_live = target is not None and target.live
        _save_target(self, user=user, publish=False)
        target = target_of(self)
        if was_live and not target.live:
            # It takes a snippet off line to save a draft of it.
            kind._base_manager.filter(pk=target.pk).update(live=True)
        publishing.publish(target, by=user)


Translation.save_target = save_target


def no_tree_sync() -> None:
    """No language of the install follows another: the languages of a site are its unit's."""
    LOCALE_COMPONENTS[:] = [known for known in LOCALE_COMPONENTS if known["model"] is not LocaleSynchronization]
    pre_save.connect(_refuse_tree_sync, sender=LocaleSynchronization, dispatch_uid="no-tree-sync")


def _refuse_tree_sync(**kwargs: Any) -> None:
    raise ValidationError(_("Mỗi đơn vị có ngôn ngữ riêng nên không đồng bộ cả cây trang."))


def require_change(request: HttpRequest, thing: Model | None) -> None:
    """404 for what is not of the unit, 403 with a sentence for what the person may only look at."""
    require_own(request, thing)
    if not may_change(request, thing):
        raise PermissionDenied(_("Bạn không được sửa nội dung này nên không dịch được."))


def target_of(translation: Translation) -> Model | None:
    try:
        return translation.get_target_instance()
    except translation.source.specific_content_type.model_class().DoesNotExist:
        return None


def source_of(source: TranslationSource) -> Model | None:
    try:
        return source.get_source_instance()
    except source.specific_content_type.model_class().DoesNotExist:
        return None


class OwnThingsCreator(operations.TranslationCreator):
    """Leaves out what belongs to another unit; the translation goes on referring to the original."""

    def __init__(self, user: Any, locales: Any, scope: Scope) -> None:
        super().__init__(user, locales)
        self.scope = scope

    def create_translations(self, instance: Model, include_related_objects: bool = True) -> None:
        if self.scope.owns(instance):
            super().create_translations(instance, include_related_objects)


class _SubmitMixin:
    """Puts up a thing of the unit for translation into the unit's other languages."""

    request: HttpRequest
    object: Any

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        require_change(request, self.object)
        self.components = submit_translations.TranslationComponentManager.from_request(
            request, source_object_instance=self.object
        )
        # Past the check of the base class, which asks for a right on all of the installation.
        return super(submit_translations.SubmitTranslationView, self).dispatch(request, *args, **kwargs)

    def get_form(self) -> forms.Form:
        form = super().get_form()
        locales = form.fields["locales"]
        locales.queryset = locales.queryset.filter(pk__in=scope_of(self.request).locales().values("pk"))
        return form

    @transaction.atomic
    def form_valid(self, form: forms.Form) -> HttpResponse:
        locales = form.cleaned_data["locales"]
        scope = scope_of(self.request)
        creator = OwnThingsCreator(self.request.user, locales, scope)
        creator.create_translations(self.object)
        if isinstance(self.object, Page) and form.cleaned_data["include_subtree"]:
            for page in self.object.get_descendants().order_by("path"):
                creator.create_translations(page)
        if self.components is not None:
            self.components.save(creator, sources_and_translations=creator.mappings)
        made = [translation for translations in creator.mappings.values() for translation in translations]
        translation_texts.fill_from_memory(made, scope, self.request.user)
        names = ", ".join(locale.get_display_name() for locale in locales)
        submit_translations.messages.success(self.request, self.get_success_message(names))
        single = self.object.get_translation(locales[0]) if len(locales) == 1 else None
        return submit_translations.redirect(self.get_success_url() or self.get_default_success_url(single))


class SubmitPageView(_SubmitMixin, submit_translations.SubmitPageTranslationView):
    pass


class SubmitSnippetView(_SubmitMixin, submit_translations.SubmitSnippetTranslationView):
    pass


class UpdateView(update_translations.UpdateTranslationsView):
    """Brings the translations of a thing of the unit up to date; publishing them asks for that right."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        require_change(request, source_of(self.object))
        targets = [target_of(translation) for translation in self.object.translations.filter(enabled=True)]
        for target in targets:
            if target is not None:
                require_change(request, target)
        if request.POST.get("publish_translations") and not all(
            may_publish(request, target) for target in targets if target is not None
        ):
            raise PermissionDenied(_("Bạn không được xuất bản các bản dịch này."))
        self.components = update_translations.TranslationComponentManager.from_request(
            request, source_object_instance=self.object.get_source_instance()
        )
        return super(update_translations.UpdateTranslationsView, self).dispatch(request, *args, **kwargs)

    def get_form(self) -> forms.Form:
        form = super().get_form()
        if not may_publish(self.request, self.object.get_source_instance()):
            field = form.fields["publish_translations"]
            field.disabled, field.initial, field.widget = True, False, forms.HiddenInput()
        return form

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """A machine drafts as a job; what it drafts is for people to look at before it is published."""
        by_machine = form.cleaned_data.pop("use_machine_translation", False)
        if by_machine and form.cleaned_data["publish_translations"]:
            form.cleaned_data["publish_translations"] = False
            messages.warning(self.request, _("Chưa đăng bản dịch nào: câu do máy dịch phải có người xem trước."))
        response = super().form_valid(form)
        for translation in self.object.translations.filter(enabled=True) if by_machine else ():
            try:
                machine_drafts.ask(translation, self.request.user)
            except ValidationError as nothing_to_do:
                messages.info(self.request, f"{translation.target_locale}: {' '.join(nothing_to_do.messages)}")
        return response


def for_own_translation(view: View) -> View:
    """The view, for a translation whose source and target belong to the unit."""

    def guarded(request: HttpRequest, translation_id: int, **kwargs: Any) -> HttpResponse:
        translation = get_object_or_404(Translation, pk=translation_id)
        source, target = source_of(translation.source), target_of(translation)
        if source is None and target is not None:
            require_own(request, target)
            return refuse(request, _("Bản gốc của bản dịch này không còn nữa."))
        require_own(request, source)
        require_change(request, target)
        return view(request, translation_id=translation_id, **kwargs)

    # The API views of wagtail-localize check the token themselves.
    guarded.csrf_exempt = getattr(view, "csrf_exempt", False)
    return guarded


def _edit_string_translation(request: HttpRequest, translation_id: int, string_segment_id: int) -> HttpResponse:
    """Put in the translation of a text: one that fits it."""
    if request.method == "PUT":
        segment = get_object_or_404(
            StringSegment.objects.select_related("string"), pk=string_segment_id, source__translations=translation_id
        )
        if problem := translation_texts.why_not(segment.string.data, QueryDict(request.body).get("value", "")):
            return refuse(request, problem)
    return edit_translation.edit_string_translation(
        request, translation_id=translation_id, string_segment_id=string_segment_id
    )


_edit_string_translation.csrf_exempt = True


@require_POST
def _upload_pofile(request: HttpRequest, translation_id: int) -> HttpResponse:
    """Take all texts of a PO file, or say what is wrong with it and take none."""
    translation = get_object_or_404(Translation, pk=translation_id)
    file = request.FILES.get("file")
    try:
        if file is None:
            raise ValidationError(_("Hãy chọn tệp PO."))
        po = translation_texts.read_po(translation, file.read(translation_texts.MAX_FILE_BYTES + 1))
    except ValidationError as error:
        for sentence in error.messages:
            messages.error(request, sentence)
    else:
        translation.import_po(po, user=request.user, tool_name="PO")
        messages.success(request, _("Đã nhận các câu dịch trong tệp PO."))
    return redirect(get_valid_next_url_from_request(request) or reverse("wagtailadmin_home"))


_edit_override = for_own_translation(edit_translation.edit_override)


def edit_override(request: HttpRequest, translation_id: int, **kwargs: Any) -> HttpResponse:
    """Put another picture, file or link in the place of the source's: one that the unit may refer to."""
    translation = get_object_or_404(Translation, pk=translation_id)
    try:
        with transaction.atomic():
            response = _edit_override(request, translation_id=translation_id, **kwargs)
            if request.method == "PUT" and response.status_code < 300 and _refers_outside(translation):
                raise PermissionDenied(_("Bản dịch dùng nội dung của đơn vị khác."))
    except PermissionDenied as error:
        return refuse(request, str(error))
    return response


def _refers_outside(translation: Translation) -> bool:
    """Whether the translated thing would point to what its unit may not use, and did not before."""
    try:
        translated = translation.source.get_ephemeral_translated_instance(translation.target_locale, fallback=True)
    except (ValueError, TypeError, ValidationError, ObjectDoesNotExist):
        # What was sent is no key of anything.
        return True
    unit_id = unit_id_of(translated)
    source = source_of(translation.source)
    known = known_references(translated) | (known_references(source) if source is not None else set())
    return unit_id is None or bool(refused(unit_id, references_in(translated), known))


def convert_to_alias(request: HttpRequest, page_id: int) -> HttpResponse:
    """Give up a translation of the unit for a copy of its source, which is the unit's too.

    The copy takes over what is published of the source, so it asks for the right to publish.
    """
    page = get_object_or_404(Page, pk=page_id).specific
    require_change(request, page)
    if not may_publish(request, page):
        raise PermissionDenied(_("Bạn không được xuất bản trang này."))
    source = TranslationSource.objects.filter(object_id=page.translation_key).first()
    if source is None:
        raise Http404
    require_own(request, source_of(source))
    return convert.convert_to_alias(request, page_id)


def translations_in(scope: Scope, translations: QuerySet[Translation]) -> QuerySet[Translation]:
    """Those of the translations whose source belongs to the scope."""
    if scope.is_everything:
        return translations
    keys = Q(source__object_id__in=scope.pages().values("translation_key"))
    used = translations.order_by().values_list("source__specific_content_type", flat=True).distinct()
    for content_type in report.ContentType.objects.filter(pk__in=used):
        model = content_type.model_class()
        if model is not None and not issubclass(model, Page):
            keys |= Q(source__object_id__in=scope.instances(model).values("translation_key"))
    return translations.filter(keys)


class TranslationsReportView(ScopedReportMixin, report.TranslationsReportView):
    def get_queryset(self) -> QuerySet:
        return translations_in(self.scope, super().get_queryset()).order_by("-pk")

    def get_paginator(self, *args: Any, **kwargs: Any) -> WagtailPaginator:
        """Counts translations by a name; the model has only the one that Django makes of its class."""
        paginator = super().get_paginator(*args, **kwargs)
        paginator.verbose_name = ngettext("bản dịch", "bản dịch", 1)
        paginator.verbose_name_plural = ngettext("bản dịch", "bản dịch", 2)
        return paginator


class SnippetsAPIViewSet(snippets_api.SnippetViewSet):
    """What the translation editor looks up about snippets: the unit's own."""

    def get_queryset(self) -> QuerySet:
        return scope_of(self.request).instances(self.get_model())


_NS = "wagtail_localize"
REPLACEMENTS = {
    f"{_NS}:submit_page_translation": SubmitPageView.as_view(),
    f"{_NS}:submit_snippet_translation": SubmitSnippetView.as_view(),
    f"{_NS}:update_translations": UpdateView.as_view(),
    f"{_NS}:convert_to_alias": convert_to_alias,
    f"{_NS}:edit_override": edit_override,
    f"{_NS}:edit_string_translation": for_own_translation(_edit_string_translation),
    f"{_NS}:upload_pofile": for_own_translation(_upload_pofile),
    f"{_NS}:translations_report": TranslationsReportView.as_view(),
    f"{_NS}:translations_report_results": TranslationsReportView.as_view(results_only=True),
    f"{_NS}:snippets_api_listing": SnippetsAPIViewSet.as_view({"get": "list"}),
    f"{_NS}:snippets_api_detail": SnippetsAPIViewSet.as_view({"get": "retrieve"}),
    **{
        f"{_NS}:{name}": for_own_translation(getattr(edit_translation, name))
        for name in (
            "download_pofile",
            "preview_translation",
            "stop_translation",
        )
    },
}
