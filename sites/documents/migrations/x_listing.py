"""The trigger that keeps the listing right: whatever changes a document, its row in the lists follows at once."""

from django.db import migrations

EFFECTS = ("not_yet", "in_force", "partly", "expired", "suspended")

TRIGGER = f"""
CREATE FUNCTION documents_keep_listed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    old_row documents_listeddocument;
    new_row documents_listeddocument;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        SELECT * INTO old_row FROM documents_listeddocument WHERE document_id = OLD.id;
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.live THEN
        new_row.document_id := NEW.id;
        new_row.issued_on := NEW.issued_on;
        new_row.unit := NEW.unit_id;
        new_row.issuer := coalesce(NEW.issuer_id, 0);
        new_row.type := coalesce(NEW.type_id, 0);
        new_row.field := coalesce(NEW.field_id, 0);
        new_row.tier := coalesce(NEW.tier_id, 0);
        new_row.effect := coalesce(array_position(ARRAY[{", ".join(f"'{effect}'" for effect in EFFECTS)}], NEW.effect::text), 0);
    END IF;
    IF old_row IS NOT DISTINCT FROM new_row THEN
        RETURN NULL;
    END IF;
    IF old_row.document_id IS NOT NULL THEN
        INSERT INTO documents_listingchange (step, unit, issuer, type, field, year, effect, tier)
        VALUES (-1, old_row.unit, old_row.issuer, old_row.type, old_row.field,
                extract(year FROM old_row.issued_on), old_row.effect, old_row.tier);
    END IF;
    IF new_row.document_id IS NULL THEN
        DELETE FROM documents_listeddocument WHERE document_id = old_row.document_id;
        RETURN NULL;
    END IF;
    INSERT INTO documents_listingchange (step, unit, issuer, type, field, year, effect, tier)
    VALUES (1, new_row.unit, new_row.issuer, new_row.type, new_row.field,
            extract(year FROM new_row.issued_on), new_row.effect, new_row.tier);
    INSERT INTO documents_listeddocument (document_id, issued_on, unit, issuer, type, field, tier, effect)
    VALUES (new_row.document_id, new_row.issued_on, new_row.unit, new_row.issuer, new_row.type, new_row.field,
            new_row.tier, new_row.effect)
    ON CONFLICT (document_id) DO UPDATE SET
        issued_on = excluded.issued_on, unit = excluded.unit, issuer = excluded.issuer, type = excluded.type,
        field = excluded.field, tier = excluded.tier, effect = excluded.effect;
    RETURN NULL;
END $$;

CREATE TRIGGER documents_keep_listed
AFTER INSERT OR DELETE OR UPDATE OF live, issued_on, unit_id, issuer_id, type_id, field_id, tier_id, effect
ON documents_officialdocument FOR EACH ROW EXECUTE FUNCTION documents_keep_listed();

-- Lists are read from their indexes alone, which needs pages that are known to be visible to everybody.
ALTER TABLE documents_listeddocument SET (
    autovacuum_vacuum_insert_scale_factor = 0.01, autovacuum_vacuum_scale_factor = 0.01
);
ALTER TABLE documents_listingcount SET (autovacuum_vacuum_scale_factor = 0.05);
"""

BACK = """
DROP TRIGGER documents_keep_listed ON documents_officialdocument;
DROP FUNCTION documents_keep_listed();
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial")]

    operations = [migrations.RunSQL(TRIGGER, BACK)]
