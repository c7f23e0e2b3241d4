"""A province with thousands of units and any number of published documents, made by SQL in minutes."""

from datetime import date

from django.db import connection

# Tier, type word, how many units, and which share of all documents they have together.
UNITS = (
    ("department", "so", 20, 0.30),
    ("district", "huyen", 30, 0.10),
    ("commune", "xa", 3_000, 0.50),
)
PROVINCE_SHARE = 0.10
FIRST_DAY, DAYS = "1992-01-01", 12_600

_DOCUMENTS = """
INSERT INTO documents_officialdocument (
    live, has_unpublished_changes, expired, locked, uuid, slug, symbol, symbol_key, symbol_parsed, number,
    number_suffix, year, issuer_name, title, abstract, language, signer, signer_title, issued_on, effect,
    gazette_number, urgency,
    confidentiality, recipients, body, source_url, is_sample, is_shared, field_id, issuer_id, tier_id, type_id, unit_id
)
SELECT true, false, false, false, gen_random_uuid(), 'van-ban-' || n, n || '/' || extract(year FROM day) || '/QĐ-UBND',
    n || ' ' || extract(year FROM day) || ' qd ubnd', true, n, '', extract(year FROM day), 'Uỷ ban nhân dân',
    'Quyết định số ' || n || ' về việc quản lý đất đai trên địa bàn', 'Quy định việc quản lý đất đai, lần ' || n, 'vi',
    '', '', day, effect, '', 'normal', 'public', '', '[]', '', false, true, field, issuer, tier, type, unit
FROM (
    SELECT made.*, owner.unit, owner.tier, owner.issuers[1 + (r2 * 1000)::int %% cardinality(owner.issuers)] AS issuer
    FROM (
        SELECT n, DATE '{first}' + ({days} * sqrt(r1))::int AS day,
            types[1 + (cardinality(types) * power(r3, 3))::int %% cardinality(types)] AS type,
            fields[1 + (cardinality(fields) * power(r4, 2))::int %% cardinality(fields)] AS field,
            CASE WHEN r5 < 0.75 THEN 'in_force' WHEN r5 < 0.93 THEN 'expired' WHEN r5 < 0.98 THEN 'partly'
                WHEN r5 < 0.99 THEN 'not_yet' ELSE 'suspended' END AS effect,
            CASE WHEN r6 < {province} THEN 0
                WHEN r6 < {to_departments} THEN 1 + ({departments} * r2 * r2)::int %% {departments}
                WHEN r6 < {to_districts} THEN {departments} + 1 + ({districts} * r2)::int %% {districts}
                ELSE {departments} + {districts} + 1 + ({communes} * r2)::int %% {communes} END AS place, r2
        FROM (
            SELECT n, random() AS r1, random() AS r2, random() AS r3, random() AS r4, random() AS r5, random() AS r6
            FROM generate_series(%(start)s, %(end)s) AS n
        ) AS thrown,
        (SELECT array_agg(id ORDER BY id) AS types FROM documents_documenttype) AS t,
        (SELECT array_agg(id ORDER BY id) AS fields FROM documents_field) AS f
    ) AS made
    JOIN bench_owner AS owner USING (place)
) AS placed ORDER BY random()
"""


def make_units(domain: str) -> tuple:
    """A province, its departments and districts and their communes; one of each, no department, gets a site."""
    from sites.documents.models import IssuingBody
    from sites.units.models import Tier, Unit, UnitVersion
    from sites.units.services import sync_tiers
    from tests.factories.units import make_site, make_unit

    sync_tiers()
    root = make_unit("province", "tinh", "Tuyên Quang", code="08")
    owners = [root]
    districts: list[Unit] = []
    for tier_code, type_code, number, _share in UNITS:
        tier = Tier.objects.get(code=tier_code)
        kind = tier.types.get(code=type_code)
        made = Unit.objects.bulk_create([Unit() for _number in range(number)])
        versions = []
        for place, unit in enumerate(made):
            parent = districts[place % len(districts)] if tier_code == "commune" else root
            version = UnitVersion(
                unit=unit, tier=tier, unit_type=kind, name=f"Số {place}", parent=parent, valid_from=date(2019, 1, 1)
            )
            version.compose()
            versions.append(version)
        UnitVersion.objects.bulk_create(versions)
        districts = made if tier_code == "district" else districts
        owners += made
    bodies = [
        IssuingBody(name=f"{kind} {unit.pk}", kind=kind, unit=unit, valid_from=date(1990, 1, 1))
        for unit in owners
        for kind in ("council", "committee")
    ]
    IssuingBody.objects.bulk_create(bodies)
    sites = (root, districts[0], owners[-1])
    for unit, host in zip(sites, (domain, f"huyen.{domain}", f"xa.{domain}"), strict=True):
        make_site(unit, host)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_owner (place int PRIMARY KEY, unit bigint, tier bigint, issuers bigint[])")
        cursor.execute(
            "INSERT INTO bench_owner SELECT place - 1, o.unit, v.tier_id,"
            " (SELECT array_agg(b.id) FROM documents_issuingbody AS b WHERE b.unit_id = o.unit)"
            " FROM unnest(%s::bigint[]) WITH ORDINALITY AS o(unit, place)"
            " JOIN units_unitversion AS v ON v.unit_id = o.unit",
            [[unit.pk for unit in owners]],
        )
    return sites


def make_documents(start: int, end: int) -> None:
    """Published documents from number `start` to `end`, with the rows of the lists and their numbers."""
    from sites.documents.services import counts

    shares = {name: share for name, _type, _number, share in UNITS}
    numbers = {f"{name}s": number for name, _type, number, _share in UNITS}
    to_departments = PROVINCE_SHARE + shares["department"]
    sql = _DOCUMENTS.format(
        first=FIRST_DAY,
        days=DAYS,
        province=PROVINCE_SHARE,
        to_departments=to_departments,
        to_districts=to_departments + shares["district"],
        **numbers,
    )
    with connection.cursor() as cursor:
        # One trigger a row is for people who publish; here the rows of the lists are made together. Who may, leaves
        # out the checks of keys as well, which are right by the way they are made.
        cursor.execute("SELECT usesuper FROM pg_user WHERE usename = current_user")
        triggers = "ALL" if cursor.fetchone()[0] else "documents_keep_listed"
        cursor.execute(f"ALTER TABLE documents_officialdocument DISABLE TRIGGER {triggers}")
        cursor.execute("SELECT setseed(0.42)")
        cursor.execute(sql, {"start": start, "end": end})
        cursor.execute(
            "INSERT INTO documents_listeddocument (document_id, issued_on, unit, issuer, type, field, tier, effect)"
            " SELECT id, issued_on, unit_id, issuer_id, type_id, field_id, tier_id,"
            " array_position(ARRAY['not_yet', 'in_force', 'partly', 'expired', 'suspended'], effect::text)"
            " FROM documents_officialdocument AS d"
            " WHERE NOT EXISTS (SELECT 1 FROM documents_listeddocument AS l WHERE l.document_id = d.id)"
        )
        cursor.execute(f"ALTER TABLE documents_officialdocument ENABLE TRIGGER {triggers}")
    counts.rebuild()
    with connection.cursor() as cursor:
        for table in ("officialdocument", "listeddocument", "listingcount", "listingchange"):
            cursor.execute(f"VACUUM (ANALYZE) documents_{table}")
