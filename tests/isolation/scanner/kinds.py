"""Which things of a unit the views of the project's own apps name by their keys."""

# By namespace: every view of it names one kind.
BY_NAMESPACE = {
    "units_people": "user",
    "units_batches": "units.importbatch",
    "units_notifications": "units.notification",
    "newsroom_alerts": "newsroom.alert",
    "newsroom_desk": "newsroom.story",
    "documents_files": "documents.documentfile",
    "documents_imports": "documents.tableimport",
    "procedures_cases": "procedures.casedelivery",
    "dialogue_cases": "dialogue.case",
    "dialogue_polls": "dialogue.poll",
}
# By the name of the view, where a namespace has several.
BY_VIEW = {
    "procedures_cases:revoke": "procedures.casetoken",
    "newsroom_royalties:line": "newsroom.royaltyline",
    "newsroom_royalties:again": "newsroom.royaltyentry",
    "newsroom_flow:push": "newsroom.push",
    "newsroom_flow:answer": "newsroom.push",
    "newsroom_flow:take": "page",
    "newsroom_flow:adapt": "newsroom.push",
    "newsroom_flow:follow": "page",
    "newsroom_flow:proposal": "newsroom.proposal",
}
# Lists that belong to all units and that the platform keeps: any row will do.
COMMON = {
    "core_calendar": "core.CalendarRule",
    "pages_blueprint": "pages.Blueprint",
    "pages_blueprints": "pages.Blueprint",
    "search_abbreviations": "search.Abbreviation",
    "documents_fields": "documents.Field",
    "documents_types": "documents.DocumentType",
    "procedures_events": "procedures.LifeEvent",
    "procedures_groups": "procedures.ApplicantGroup",
    "procedures_agencies": "procedures.Agency",
    "procedures_levels": "procedures.ServiceLevel",
    "dialogue_kinds": "dialogue.CaseKind",
    "dialogue_routes": "dialogue.FieldRoute",
}
