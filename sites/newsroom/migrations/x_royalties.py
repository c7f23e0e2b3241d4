"""A closed month of royalties cannot be changed, whichever way somebody comes.

Every row of an entry, a line or an adjustment asks whether its month is open and holds the month's row until the
transaction ends, so that nothing slips in while the month is being closed. Of what is closed only the references to
accounts, articles and genres may be emptied, which is what deleting those does; what they were called is copied.
"""

from django.db import migrations

TRIGGERS = """
CREATE FUNCTION newsroom_is_emptied(old_row jsonb, new_row jsonb, columns text[]) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
    SELECT (new_row - columns) = (old_row - columns)
       AND NOT EXISTS (
            SELECT 1 FROM unnest(columns) AS name
             WHERE new_row -> name <> 'null'::jsonb AND new_row -> name <> old_row -> name
       )
$$;

CREATE FUNCTION newsroom_refuse_closed(key bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    closed timestamptz;
BEGIN
    SELECT closed_at INTO closed FROM newsroom_royaltymonth WHERE id = key FOR SHARE;
    IF closed IS NOT NULL THEN
        RAISE EXCEPTION 'This month of royalties is closed and cannot be changed.' USING ERRCODE = 'check_violation';
    END IF;
END $$;

CREATE FUNCTION newsroom_keep_month() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.closed_at IS NOT NULL THEN
        IF TG_OP = 'UPDATE' AND newsroom_is_emptied(to_jsonb(OLD), to_jsonb(NEW), ARRAY['closed_by_id']) THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'This month of royalties is closed and cannot be changed.' USING ERRCODE = 'check_violation';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;

CREATE FUNCTION newsroom_keep_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE'
       AND newsroom_is_emptied(to_jsonb(OLD), to_jsonb(NEW), ARRAY['article_id', 'genre_id']) THEN
        RETURN NEW;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        PERFORM newsroom_refuse_closed(OLD.month_id);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM newsroom_refuse_closed(NEW.month_id);
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;

CREATE FUNCTION newsroom_keep_line() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND newsroom_is_emptied(to_jsonb(OLD), to_jsonb(NEW), ARRAY['person_id']) THEN
        RETURN NEW;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        PERFORM newsroom_refuse_closed((SELECT month_id FROM newsroom_royaltyentry WHERE id = OLD.entry_id));
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM newsroom_refuse_closed((SELECT month_id FROM newsroom_royaltyentry WHERE id = NEW.entry_id));
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;

CREATE FUNCTION newsroom_keep_adjustment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF newsroom_is_emptied(to_jsonb(OLD), to_jsonb(NEW), ARRAY['by_id']) THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'An adjustment of royalties is a record and cannot be changed.'
            USING ERRCODE = 'check_violation';
    END IF;
    PERFORM newsroom_refuse_closed((
        SELECT month_id FROM newsroom_royaltyentry AS entry JOIN newsroom_royaltyline AS line ON line.entry_id = entry.id
         WHERE line.id = coalesce(NEW.line_id, OLD.line_id)
    ));
    RETURN coalesce(NEW, OLD);
END $$;

CREATE TRIGGER newsroom_keep_month BEFORE UPDATE OR DELETE ON newsroom_royaltymonth
    FOR EACH ROW EXECUTE FUNCTION newsroom_keep_month();
CREATE TRIGGER newsroom_keep_entry BEFORE INSERT OR UPDATE OR DELETE ON newsroom_royaltyentry
    FOR EACH ROW EXECUTE FUNCTION newsroom_keep_entry();
CREATE TRIGGER newsroom_keep_line BEFORE INSERT OR UPDATE OR DELETE ON newsroom_royaltyline
    FOR EACH ROW EXECUTE FUNCTION newsroom_keep_line();
CREATE TRIGGER newsroom_keep_adjustment BEFORE INSERT OR UPDATE OR DELETE ON newsroom_royaltyadjustment
    FOR EACH ROW EXECUTE FUNCTION newsroom_keep_adjustment();
"""

BACK = """
DROP TRIGGER newsroom_keep_adjustment ON newsroom_royaltyadjustment;
DROP TRIGGER newsroom_keep_line ON newsroom_royaltyline;
DROP TRIGGER newsroom_keep_entry ON newsroom_royaltyentry;
DROP TRIGGER newsroom_keep_month ON newsroom_royaltymonth;
DROP FUNCTION newsroom_keep_adjustment();
DROP FUNCTION newsroom_keep_line();
DROP FUNCTION newsroom_keep_entry();
DROP FUNCTION newsroom_keep_month();
DROP FUNCTION newsroom_refuse_closed(bigint);
DROP FUNCTION newsroom_is_emptied(jsonb, jsonb, text[]);
"""


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0001_initial")]

    operations = [migrations.RunSQL(TRIGGERS, BACK)]
