"""Views of images, documents and collections that Wagtail limits by permission but not in what they tell."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import CheckboxSelectMultiple
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.forms.collections import CollectionViewRestrictionForm
from wagtail.admin.modal_workflow import render_modal_workflow
from wagtail.admin.views import collections
from wagtail.documents.views import documents
from wagtail.documents.views import multiple as document_uploads
from wagtail.images.views import images
from wagtail.images.views import multiple as image_uploads
from wagtail.models import BaseViewRestriction, Collection, CollectionViewRestriction
from wagtail.permissions import policy_registry

from portal.accounts import second_factor

from ..enums import Action
from ..permissions import unit_id_of
from .pages import RoleGroupsField, groups_for
from .usage import OwnUsageMixin, visible


class ImageUsageView(OwnUsageMixin, images.UsageView):
    permission_required = Action.VIEW


class DocumentUsageView(OwnUsageMixin, documents.UsageView):
    permission_required = Action.VIEW


class _UploadMixin:
    """Uploading several files, one in each request; Wagtail answers 500 to a file under another name."""

    def post(self, request: HttpRequest) -> HttpResponse:
        if "files[]" not in request.FILES:
            return HttpResponseBadRequest(_("Hãy chọn một tệp."))
        return super().post(request)


class ImageUploadView(_UploadMixin, image_uploads.AddView):
    pass


class DocumentUploadView(_UploadMixin, document_uploads.AddView):
    pass


class CollectionEditView(collections.Edit):
    """Renames a folder, or moves it among the folders of the unit."""

    def _user_may_move_collection(self, user: Any, instance: Collection) -> bool:
        # Wagtail looks for group permissions. A unit is found by the place of its top folder, so that one stays.
        return instance.depth > 2


def _form(collection: Collection, restriction: CollectionViewRestriction | None, data: Any) -> Any:
    """Wagtail's form with the groups of the collection's own unit."""
    initial = None if restriction else {"restriction_type": CollectionViewRestriction.NONE}
    form = CollectionViewRestrictionForm(data, instance=restriction, initial=initial)
    form.fields["groups"] = RoleGroupsField(
        queryset=groups_for(unit_id_of(collection), restriction.groups.values("pk") if restriction else []),
        required=False,
        label=form.fields["groups"].label,
        widget=CheckboxSelectMultiple,
    )
    return form


def set_privacy(request: HttpRequest, collection_id: int) -> HttpResponse:
    """Who may open the files of a collection; a restriction further up is shown and not changed here."""
    collection = get_object_or_404(Collection, pk=collection_id)
    policy = policy_registry.get_by_type(Collection)
    if not policy.user_has_permission_for_instance(request.user, "change", collection):
        raise PermissionDenied
    restriction = collection.get_view_restrictions().order_by("collection__depth").first()
    if restriction is not None and restriction.collection_id != collection.pk:
        template = "wagtailadmin/collection_privacy/ancestor_privacy.html"
        return render_modal_workflow(request, template, None, {"collection_with_restriction": restriction.collection})
    form = _form(collection, restriction, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        is_public = form.cleaned_data["restriction_type"] == CollectionViewRestriction.NONE
        if not is_public:
            form.instance.collection = collection
            form.save()
        elif restriction is not None:
            restriction.delete()
        done = {"step": "set_privacy_done", "is_public": is_public}
        return render_modal_workflow(request, None, None, None, json_data=done)
    context = {
        "action_url": reverse("wagtailadmin_collections:set_privacy", args=[collection.pk]),
        "object": collection,
        "form": form,
    }
    return render_modal_workflow(
        request, "wagtailadmin/shared/set_privacy.html", None, context, json_data={"step": "set_privacy"}
    )


@hooks.register("before_serve_document", order=-1)
def restricted_files_stay_in_their_unit(document: Any, request: HttpRequest) -> HttpResponse | None:
    """“Signed in” means: works in the unit of the file, and has shown the second factor. Wagtail asks for neither."""
    restrictions = document.collection.get_view_restrictions()
    by_person = (BaseViewRestriction.LOGIN, BaseViewRestriction.GROUPS)
    if not request.user.is_authenticated or not restrictions.filter(restriction_type__in=by_person).exists():
        return None
    person = request.user
    asked_for = second_factor.has_device(person) or second_factor.is_required(person)
    if asked_for and not person.is_verified():
        return redirect(f"{reverse('accounts:verify')}?{urlencode({'next': request.get_full_path()})}")
    if not visible(person, document):
        raise Http404(_("Không có tệp này."))
    return None


REPLACEMENTS = {
    "wagtailadmin_collections:edit": CollectionEditView.as_view(),
    "wagtailimages:add_multiple": ImageUploadView.as_view(),
    "wagtaildocs:add_multiple": DocumentUploadView.as_view(),
    "wagtailimages:image_usage": ImageUsageView.as_view(),
    "wagtaildocs:document_usage": DocumentUsageView.as_view(),
    "wagtailadmin_collections:set_privacy": set_privacy,
}
