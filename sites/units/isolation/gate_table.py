"""Every view of the admin and who may reach it: reviewed by hand, one line of reason for each group.

A view that is not named here, or by an app through `classify`, is refused to everyone but platform administrators,
and named at start-up: so a new release of Wagtail, or a package that adds views, opens nothing by itself.
"""

from dataclasses import dataclass
from enum import StrEnum


class Audience(StrEnum):
    """Who reaches a view. What they may do there is asked again by the view and its policy."""

    OPEN = "open"  # Anyone, before signing in.
    PERSONAL = "personal"  # Whoever is signed in and holds a role: it is about themselves.
    READ = "read"  # Every role; those who only look, with safe methods.
    WORK = "work"  # Who writes in the unit worked in.
    MANAGE = "manage"  # Who administers the unit worked in.
    PLATFORM = "platform"  # Platform administrators.


@dataclass(frozen=True)
class Rule:
    """Who reaches a view; `seen_by_auditors` lets an auditor look at what they could not change."""

    audience: Audience
    reason: str
    seen_by_auditors: bool = False


def _rules(audience: Audience, reason: str, names: str, *, prefix: str = "", auditors: bool = False) -> dict:
    return {f"{prefix}{name}": Rule(audience, reason, auditors) for name in names.split()}


_MODEL_VIEWS = ("index", "index_results", "add", "edit", "delete", "history", "history_results", "usage", "copy")

VIEWS: dict[str, Rule] = {
    **_rules(
        Audience.OPEN,
        "signing in and what its pages are drawn with; nothing of any unit",
        "login password_reset password_reset_done password_reset_confirm password_reset_complete sprite"
        " javascript_catalog logout",
        prefix="wagtailadmin_",
    ),
    **_rules(Audience.OPEN, "the second factor comes before any role counts", "verify setup", prefix="accounts:"),
    **_rules(Audience.OPEN, "whoever holds an invitation's secret has no role yet", "units_invitation"),
    **_rules(
        Audience.PERSONAL,
        "one's own account, notices and editing session, and the unit worked in",
        "wagtailadmin_account wagtailadmin_dismissibles wagtailadmin_editing_sessions:release"
        " wagtail_localize:javascript_catalog units_work_in units_view_as_leave units_view_as_end"
        " units_notifications:list units_notifications:open units_notifications:read_all",
    ),
    **_rules(
        Audience.READ,
        "the dashboard and lists, each limited to the unit worked in",
        "wagtailadmin_home wagtailadmin_explore_root wagtailadmin_explore wagtailadmin_explore_results"
        " wagtailadmin_api:pages:listing wagtailadmin_api:pages:detail wagtailadmin_api:pages:find"
        " wagtailadmin_api:images:listing wagtailadmin_api:images:detail wagtailadmin_api:images:find"
        " wagtailadmin_api:documents:listing wagtailadmin_api:documents:detail wagtailadmin_api:documents:find"
        " wagtailimages:index wagtailimages:index_results wagtaildocs:index wagtaildocs:index_results"
        " wagtailadmin_collections:index",
    ),
    **_rules(
        Audience.READ,
        "looking at one page: its use, history, revisions and drafts, guarded by its unit",
        "usage view_draft history history_results revisions_index revisions_view revisions_compare"
        " workflow_history workflow_history_detail workflow_preview type_use type_use_results search"
        " search_results",
        prefix="wagtailadmin_pages:",
    ),
    **_rules(
        Audience.READ,
        "reports over the unit worked in, for a role of the province over all units",
        "locked_pages locked_pages_results workflow workflow_results workflow_tasks workflow_tasks_results"
        " site_history site_history_results aging_pages aging_pages_results page_types_usage"
        " page_types_usage_results",
        prefix="wagtailadmin_reports:",
    ),
    **_rules(
        Audience.READ,
        "the translations of the unit's pages",
        "translations_report translations_report_results",
        prefix="wagtail_localize:",
    ),
    **_rules(
        Audience.READ, "translations behind their originals, of the scope", "units_outdated units_outdated_results"
    ),
    **_rules(
        Audience.READ,
        "how things go through the unit's approval",
        "index index_results usage usage_results task_index task_index_results",
        prefix="wagtailadmin_workflows:",
    ),
    **_rules(
        Audience.READ,
        "what was imported, each batch found in scope",
        "list batch",
        prefix="units_batches:",
    ),
    **_rules(
        Audience.WORK,
        "publishing at once with a reason: the service asks for the right to publish in the thing's unit",
        "page snippet",
        prefix="units_urgent:",
    ),
    **_rules(
        Audience.WORK,
        "deciding about an import: the service asks for the right to publish in its unit",
        "publish discard",
        prefix="units_batches:",
    ),
    **_rules(Audience.READ, "where a file of the unit is used", "wagtailimages:image_usage wagtaildocs:document_usage"),
    **_rules(
        Audience.WORK,
        "making, changing and publishing pages; each view asks the policy about that page",
        "add preview_on_add choose_parent edit preview_on_edit add_subpage delete unpublish convert_alias move"
        " move_confirm set_page_position copy workflow_action collect_workflow_action_data"
        " confirm_workflow_cancellation set_privacy lock unlock revisions_revert revisions_unschedule",
        prefix="wagtailadmin_pages:",
    ),
    **_rules(
        Audience.WORK,
        "writing: choosers show one's own things and public pages, the rest is drawn from what is sent",
        "choose_page choose_page_child choose_page_search choose_page_chosen_multiple choose_page_external_link"
        " choose_page_email_link choose_page_phone_link choose_page_anchor_link tag_autocomplete"
        " tag_model_autocomplete block_preview editing_sessions:ping api:pages:action",
        prefix="wagtailadmin_",
    ),
    **_rules(Audience.WORK, "embedding a video by its address", "chooser chooser_upload", prefix="wagtailembeds:"),
    **_rules(Audience.WORK, "several things at once; what is not one's own is dropped", "wagtail_bulk_action"),
    **_rules(
        Audience.WORK,
        "images of the unit's collections",
        "edit delete url_generator url_generator_output preview add add_multiple edit_multiple"
        " create_multiple_from_uploaded_image delete_multiple delete_upload_multiple",
        prefix="wagtailimages:",
    ),
    **_rules(
        Audience.WORK,
        "documents of the unit's collections",
        "edit delete add add_multiple edit_multiple create_multiple_from_uploaded_document delete_multiple"
        " delete_upload_multiple",
        prefix="wagtaildocs:",
    ),
    **_rules(
        Audience.WORK,
        "choosing from the unit's own files",
        "choose choose_results chosen chosen_multiple create select_format",
        prefix="wagtailimages_chooser:",
    ),
    **_rules(
        Audience.WORK,
        "choosing from the unit's own files",
        "choose choose_results chosen chosen_multiple create",
        prefix="wagtaildocs_chooser:",
    ),
    **_rules(
        Audience.WORK, "folders for the unit's files", "add edit delete set_privacy", prefix="wagtailadmin_collections:"
    ),
    **_rules(
        Audience.WORK,
        "translating the unit's own pages and snippets",
        "submit_page_translation submit_snippet_translation update_translations edit_string_translation"
        " edit_override download_pofile upload_pofile machine_translate preview_translation stop_translation"
        " convert_to_alias snippets_api_listing snippets_api_detail",
        prefix="wagtail_localize:",
    ),
    **_rules(
        Audience.WORK,
        "how far a machine is with drafts of the unit's translations",
        "drafts stop",
        prefix="units_machine:",
    ),
    **_rules(
        Audience.MANAGE,
        "the unit's people, settings, menu and redirects are its administrator's",
        "units_people:list units_people:invite units_people:person units_people:give units_people:end"
        " units_people:suspend units_people:resume units_people:reset units_people:withdraw units_people:send_again"
        " units_settings units_menu units_checklist wagtailredirects:index wagtailredirects:index_results"
        " wagtailredirects:add wagtailredirects:edit wagtailredirects:delete wagtailredirects:start_import"
        " wagtailredirects:process_import",
        auditors=True,
    ),
    **_rules(Audience.MANAGE, "what was refused and who signed in", "units_audit units_audit_results", auditors=True),
    **_rules(Audience.MANAGE, "switching the unit's approval", "edit disable enable", prefix="wagtailadmin_workflows:"),
    **_rules(
        Audience.PLATFORM,
        "workflows and tasks of the whole install",
        "add remove add_task select_task_type edit_task disable_task enable_task task_chooser"
        " task_chooser_results task_chooser_create task_chosen",
        prefix="wagtailadmin_workflows:",
    ),
    **_rules(
        Audience.PLATFORM,
        "units are opened and changed by the platform",
        "units_admin units_admin_results units_admin_add units_admin_import units_admin_unit units_chooser:choose"
        " units_chooser:choose_results units_chooser:chosen units_chooser:chosen_multiple",
        auditors=True,
    ),
    **_rules(
        Audience.PLATFORM,
        "roles of the whole province are given by the platform",
        "units_wide_people:list units_wide_people:end",
        auditors=True,
    ),
    **_rules(Audience.PLATFORM, "looking as someone of a unit, on the record", "units_view_as"),
    **_rules(
        Audience.PLATFORM,
        "settings, sites, languages and accounts of the whole install",
        "wagtailsettings:edit wagtailsettings:preview_on_edit wagtailsnippets:index wagtailadmin_error_test"
        + "".join(
            f" {namespace}:{name}"
            for namespace in ("wagtaillocales", "wagtailsites", "wagtailusers_users", "wagtailusers_groups")
            for name in _MODEL_VIEWS
        ),
    ),
}

# The views that every `UnitSnippetViewSet` has; each is guarded by the viewset as well.
SNIPPET_VIEWS: dict[str, Rule] = {
    **_rules(
        Audience.READ,
        "looking at the unit's snippets",
        "list list_results inspect history history_results usage revisions_view revisions_compare workflow_history"
        " workflow_history_detail workflow_preview",
    ),
    **_rules(
        Audience.WORK,
        "making and changing the unit's snippets",
        "add edit delete copy preview_on_add preview_on_edit revisions_revert revisions_unschedule unpublish lock"
        " unlock workflow_action collect_workflow_action_data confirm_workflow_cancellation reorder",
    ),
}
SNIPPET_CHOOSER_VIEWS: dict[str, Rule] = _rules(
    Audience.WORK, "choosing own and shared snippets", "choose choose_results chosen chosen_multiple create"
)

# What a part of an address names, and so how it is guarded; see `gate_guards`. A part not named here closes the view.
PARTS: dict[str, str] = {
    **dict.fromkeys(("page_id", "page_pk", "page_to_move_id", "destination_id"), "page"),
    "image_id": "image",
    **dict.fromkeys(("document_id", "doc_id"), "document"),
    "uploaded_file_id": "upload",
    "collection_id": "collection",
    **dict.fromkeys(("revision_id", "revision_id_a", "revision_id_b"), "revision"),
    "task_state_id": "task_state",
    "workflow_state_id": "workflow_state",
    "redirect_id": "redirect",
    "workflow_pk": "anything",
    "parent_page_id": "folder",
    "translation_id": "translation",
    "translation_source_id": "translation_source",
    "object_id": "named",
    # Names of kinds, actions and forms; ids inside a thing that is itself guarded; the sign-in's own secrets.
    **dict.fromkeys(("content_type_app_name", "content_type_model_name", "app_name"), "anything"),
    **dict.fromkeys(("action_name", "action", "filter_spec", "mode", "session_id", "task_id"), "anything"),
    **dict.fromkeys(("string_segment_id", "overridable_segment_id", "role_pk", "version", "format"), "anything"),
    **dict.fromkeys(("uidb64", "token", "secret", "month", "file_key", "link_key", "source"), "anything"),
    **dict.fromkeys(("app_label", "model_name"), "kind"),
}
# `pk` by the namespace of the view. "view" stands for views that find the thing among the unit's own themselves.
KEYS: dict[str, str] = {
    "wagtailadmin_pages": "page",
    "wagtailadmin_api:pages": "folder",
    # Wagtail asks about the place a copy goes to, not about what is copied: below a folder are other units' pages.
    "wagtailadmin_api:pages:action": "page",
    "wagtailadmin_api:images": "image",
    "wagtailadmin_api:documents": "document",
    "wagtailadmin_collections": "collection",
    "wagtailimages_chooser": "image",
    "wagtaildocs_chooser": "document",
    "wagtailadmin_workflows": "view",
    "units_people": "view",
    "units_batches": "view",
    "units_notifications": "view",
    "units_machine": "named",
    "wagtail_localize": "named",
}
# Fields in which a form sends the id of another page, by the view.
FIELDS: dict[str, dict[str, str]] = {
    "wagtailadmin_pages:copy": {"new_parent_page": "folder"},
    "wagtailadmin_pages:move": {"new_parent_page": "folder"},
    "wagtailadmin_pages:choose_parent": {"parent_page": "folder"},
}


def classify(
    audience: Audience, reason: str, names: str, *, prefix: str = "", auditors: bool = False, pk: str = ""
) -> None:
    """Add views of an app, called when it is ready; its rows stand in a module `gate_rows` of the app.

    `pk` says how the part `pk` of their addresses is guarded: a name in `gate_guards.GUARDS`.
    """
    rules = _rules(audience, reason, names, prefix=prefix, auditors=auditors)
    VIEWS.update(rules)
    if pk:
        KEYS.update(dict.fromkeys(rules, pk))
