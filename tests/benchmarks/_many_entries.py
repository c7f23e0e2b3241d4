"""Entries of the search by the million: put together by SQL from a stock of ready titles and texts, in minutes.

Texts hold what administrations write about, common phrases far more often than rare ones, and some thousands of
other syllables by Zipf's law, so that common, rare and middling words are all there. One entry is about one kilobyte
of text; one in ten is a part of a longer thing.
"""

import random
from collections.abc import Iterator

from django.db import connection


def phrases(text: str) -> list[str]:
    return [phrase.strip() for line in text.splitlines() for phrase in line.split(";") if phrase.strip()]


SUBJECTS = """quyết định phê duyệt; thông báo về việc; kế hoạch triển khai; hướng dẫn thực hiện; báo cáo kết quả
đất đai; đăng ký khai sinh; giấy chứng nhận quyền sử dụng đất; xây dựng nông thôn mới; tiếp công dân
chuyển đổi số; cải cách hành chính; bồi thường giải phóng mặt bằng; phòng chống thiên tai
bảo hiểm xã hội; hỗ trợ hộ nghèo; tuyển dụng viên chức; đấu giá quyền sử dụng đất; an toàn thực phẩm
tiêm phòng gia súc; quy hoạch sử dụng đất; lễ hội thành tuyên; du lịch cộng đồng; trồng rừng gỗ lớn
giao thông nông thôn; nước sạch sinh hoạt; cấp điện; đăng ký kết hôn; đăng ký hộ kinh doanh
cấp phép xây dựng; chứng thực bản sao; khiếu nại tố cáo; hoà giải cơ sở; sáp nhập đơn vị hành chính
công khai ngân sách; kiểm tra rà soát văn bản; khen thưởng thành tích; kỷ niệm ngày truyền thống
giáo dục mầm non; y tế dự phòng; khám chữa bệnh; việc làm cho thanh niên; bình đẳng giới
bảo vệ môi trường"""
FILLING = """ủy ban nhân dân xã; sở nông nghiệp và môi trường; phòng kinh tế; các thôn tổ dân phố
người dân và doanh nghiệp; trên địa bàn tỉnh; trong quý ba năm; theo quy định của pháp luật
căn cứ luật tổ chức chính quyền địa phương; kể từ ngày ký
các cơ quan liên quan chịu trách nhiệm thi hành; đúng thời hạn; đạt kết quả tích cực; tổng kinh phí
hộ gia đình; cán bộ công chức; hội nghị; đồng chí chủ tịch; chỉ đạo quyết liệt; giám sát chặt chẽ
nâng cao chất lượng; bảo đảm công khai minh bạch"""
STARTS = phrases("b; c; ch; d; đ; g; h; k; kh; l; m; n; ng; nh; ph; qu; r; s; t; th; tr; v; x")
RIMES = phrases(
    "an; anh; ao; ay; âm; ân; âu; ăn; ăng; e; en; ê; ênh; i; ia; iên; im; inh; o; oa; oan; oi; ong; ô; ôi; ơ; ơi; ơn;"
    "u; ua; ui; um; uy; ư; ưa; ương"
)
TONES = ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
TITLES, HALVES = 10_000, 20_000
# So many things in fifty have five parts; together they are a tenth of the entries.
PARTS, EVERY = 5, 50

_NEEDED = (
    "id, thing, part, parts, object_id, language, unit_id, unit_path, tier, kind, issuer, field, status, year, date,"
    " number"
)
_INSERT = """
INSERT INTO search_entry (id, thing, part, parts, source, object_id, language, unit_id, unit_path, tier, kind, issuer,
    field, status, year, date, ages, number, title, text, path, anchor, places, vector, length)
SELECT thrown.n, 'many:' || t || ':vi', part, parts, 'many', t, 'vi', u.unit, u.path, u.tier, kind,
    CASE WHEN kind = 'document' THEN 'UBND ' || u.name ELSE '' END,
    CASE WHEN kind = 'document' THEN 'Lĩnh vực ' || t %% 20 ELSE '' END,
    CASE WHEN kind = 'document' THEN (ARRAY['in_force', 'in_force', 'in_force', 'expired', 'partly'])[1 + t %% 5]
        ELSE '' END,
    year, day, kind = 'news', number, title.text, one.text || ', ' || two.text, '/' || t || '/', '', '[]',
    CASE WHEN number = '' THEN title.vector ELSE title.vector || format(
        '''%%1$s'':1A ''%%2$s'':2A ''qd'':3A ''ubnd'':4A ''%%1$s_%%2$s'':1A ''%%2$s_qd'':2A ''qd_ubnd'':3A',
        no, year)::tsvector END || one.vector || two.vector,
    title.length + one.length + two.length + CASE WHEN number = '' THEN 0 ELSE 7 END
FROM (
    SELECT made.*, extract(year FROM day)::int AS year, 1 + t %% 9000 AS no,
        CASE WHEN kind = 'document' THEN concat_ws(' ', 1 + t %% 9000, extract(year FROM day), 'qd ubnd')
            ELSE '' END AS number
    FROM (
        SELECT n, t, CASE WHEN n = t AND n %% {every} <> 0 THEN 0 ELSE n - t END AS part,
            CASE WHEN n %% {every} < {parts} THEN {parts} ELSE 1 END AS parts,
            (ARRAY['news', 'document', 'page', 'news', 'document', 'news', 'news', 'document', 'news', 'news'])
                [1 + pick(t, 1, 10)] AS kind,
            now() - make_interval(days => pick(t, 2, 7000)::int, secs => pick(t, 3, 86400)) AS day,
            floor(power(pick(t, 4, 1000000) / 1e6, 2) * %(units)s)::int AS place,
            pick(t, 5, {titles}) AS title_no, pick(n, 6, {halves}) AS one_no, pick(n, 7, {halves}) AS two_no
        FROM (SELECT n, CASE WHEN n %% {every} < {parts} THEN n - n %% {every} ELSE n END AS t
              FROM generate_series(1, %(count)s) AS n) AS numbered
    ) AS made
) AS thrown
JOIN many_unit AS u USING (place)
JOIN many_text AS title ON title.n = title_no
JOIN many_text AS one ON one.n = {titles} + one_no
JOIN many_text AS two ON two.n = {titles} + {halves} + two_no
"""


class Writer:
    """Titles and texts, the same every time."""

    def __init__(self, places: list[str]) -> None:
        self.chance = random.Random(2026)
        self.subjects, self.filling, self.places = phrases(SUBJECTS), phrases(FILLING), places
        self.by_rank = [1 / (rank + 1) for rank in range(len(self.subjects))]
        syllables = [start + rime + tone for start in STARTS for rime in RIMES for tone in TONES]
        self.chance.shuffle(syllables)
        self.syllables = syllables
        self.by_zipf: list[float] = []
        for rank in range(len(syllables)):
            self.by_zipf.append((self.by_zipf[-1] if rank else 0.0) + 1 / (rank + 20))

    def words(self, count: int) -> list[str]:
        return self.chance.choices(self.syllables, cum_weights=self.by_zipf, k=count)

    def title(self) -> str:
        one, two = self.chance.choices(self.subjects, self.by_rank, k=2)
        return f"{one} {two} {' '.join(self.words(2))} tại {self.chance.choice(self.places)}"

    def half(self) -> str:
        """About half a kilobyte."""
        parts = self.chance.choices(self.subjects, self.by_rank, k=4) + self.chance.choices(self.filling, k=8)
        parts += [" ".join(self.words(4)) for _ in range(11)]
        self.chance.shuffle(parts)
        return ", ".join(parts)

    def rows(self) -> Iterator[tuple[int, str, str, int]]:
        from search.tokens import vector

        for number in range(TITLES):
            title = self.title()
            yield number, title, *vector(title, "")
        for number in range(TITLES, TITLES + 2 * HALVES):
            half = self.half()
            yield number, half, *vector("", half)


def make_stock() -> None:
    """The tables that entries are put together from; of the units that are there."""
    from sites.units.models import UnitVersion

    versions = {row.unit_id: row for row in UnitVersion.objects.on().select_related("tier")}
    above = {unit: version.parent_id for unit, version in versions.items()}

    def path(unit: int | None) -> list[int]:
        return [unit, *path(above.get(unit))] if unit else []

    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE many_text (n int PRIMARY KEY, text text, vector tsvector, length int);"
            "CREATE TABLE many_unit (place int PRIMARY KEY, unit bigint, path bigint[], tier text, name text);"
            "CREATE FUNCTION pick(key bigint, salt bigint, size bigint) RETURNS bigint IMMUTABLE PARALLEL SAFE"
            " LANGUAGE sql AS 'SELECT (hashint8extended(key, salt) & 9223372036854775807) % size'"
        )
        units = sorted(versions, key=lambda unit: unit * 7919 % 10_007)
        with cursor.copy("COPY many_unit FROM STDIN") as copy:
            for place, unit in enumerate(units):
                row = versions[unit]
                copy.write_row((place, unit, path(unit), row.tier.code, row.full_name))
        with cursor.copy("COPY many_text FROM STDIN") as copy:
            for row in Writer([version.full_name for version in versions.values()]).rows():
                copy.write_row(row)
        cursor.execute("ANALYZE many_text, many_unit")


def make_entries(count: int) -> None:
    """So many entries, with the counts of their words; indexes are made afterwards, as when a dump is loaded."""
    from search.services import count_words

    sql = _INSERT.format(titles=TITLES, halves=HALVES, parts=PARTS, every=EVERY)
    with connection.cursor() as cursor:
        cursor.execute(
            "SET session_replication_role = replica; SET maintenance_work_mem = '1GB'; SET work_mem = '256MB'"
        )
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'search_entry'"
            " AND indexname IN (SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = indexrelid"
            "   WHERE NOT indisunique)"
        )
        indexes = cursor.fetchall()
        for name, _definition in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        cursor.execute("TRUNCATE search_entry")
        cursor.execute("SELECT count(*) FROM many_unit")
        cursor.execute(sql, {"count": count, "units": cursor.fetchone()[0]})
        for _name, definition in indexes:
            cursor.execute(definition)
        cursor.execute("SELECT setval(pg_get_serial_sequence('search_entry', 'id'), %s)", [count])
        cursor.execute("VACUUM ANALYZE search_entry")
        cursor.execute("RESET ALL")
    count_words()


def documents(index: str, count: int) -> Iterator[str]:
    """Bodies of bulk requests with what `search.engines.mapping.document` makes of these entries.

    Tokens are those of the ready titles and halves, made once instead of a million times.
    """
    from search.engines.clients import lines
    from search.engines.mapping import key_of, slice_of
    from search.models import Entry
    from search.tokens import tokens_of

    with connection.cursor() as cursor:
        cursor.execute("SELECT n, text FROM many_text")
        texts = dict(cursor.fetchall())
    tokens = {number: " ".join(tokens_of("", text)[1]) for number, text in texts.items()}
    sql = (
        f"SELECT *, pick(object_id, 5, {TITLES}) AS title_no, {TITLES} + pick(id, 6, {HALVES}) AS one,"
        f" {TITLES + HALVES} + pick(id, 7, {HALVES}) AS two FROM search_entry WHERE id > %s ORDER BY id LIMIT 5000"
    )
    last = 0
    while last < count:
        rows = []
        for entry in Entry.objects.raw(sql.replace("*", _NEEDED), [last]):
            title = tokens[entry.title_no]
            numbered = " ".join(tokens_of(entry.number, "")[0])
            kept = {
                "entry": entry.pk,
                "thing": entry.thing,
                "words": f"{title} {numbered} {title} {numbered} {tokens[entry.one]} {tokens[entry.two]}",
                "title": " ".join(word for word in title.split() if "_" not in word) if entry.part == 0 else "",
                "whole": entry.parts == 1,
                "slice": slice_of(entry.thing),
                "unit_path": entry.unit_path,
                "unit": str(entry.unit_id),
                "tier": entry.tier,
                "kind": entry.kind,
                "issuer": entry.issuer,
                "field": entry.field,
                "status": entry.status,
                "year": str(entry.year),
                "language": entry.language,
                "number": entry.number,
                "date": entry.date.isoformat(),
            }
            rows.append(
                {"index": {"_index": index, "_id": key_of(entry), "version": 1, "version_type": "external_gte"}}
            )
            rows.append({name: value for name, value in kept.items() if value != ""})
            last = entry.pk
        yield lines(rows)
