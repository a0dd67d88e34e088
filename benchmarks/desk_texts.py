"""The texts of `desk_rows.Office`, as search finds them: three of each request. Import after `floor.boot`."""

from uuid import UUID

from benchmarks import rows
from benchmarks.desk_rows import COMMENT, FIRST, LAST, REQUEST
from pishkhan.servicedesk.domain.lexemes import slices_in_sql

OTHER = UUID(int=7)
"""Another institution, to which one text in four belongs."""
EACH_WORD = 100
"""One comment in so many has the word `sometimes`."""
COMMON, TWO_COMMON, ABSENT = "پرونده", "پرونده بررسی", "نیستدرجهان"


def grow(institution_id: UUID, first: int, last: int) -> None:
    """Texts of the requests from `first` to `last`, oldest first as they would have been written."""
    student = "((n - 1) / 10 + 1)"
    name = f"'نام' || {student} % {FIRST}, 'خانوادگی' || {student} % {LAST}"
    number = "'1404', lpad(n::text, 7, '0')"
    rows.execute("DROP INDEX IF EXISTS search_words")
    rows.execute(f"""
        INSERT INTO servicedesk_searchtext
            (id, institution_id, request_id, source, source_id, visibility, office_id, body, words)
        SELECT place, house, copy_id({REQUEST}, n), source, source_id, 'public', NULL, array_to_string(found, ' '),
            array_to_tsvector(found || ARRAY['@' || replace(house::text, '-', '')] || {slices_in_sql('place')})
        FROM (
            SELECT n, 3 * ({last} - n) + part AS place,
                CASE WHEN n % 4 = 0 THEN '{OTHER}'::uuid ELSE '{institution_id}'::uuid END AS house,
                (ARRAY['request', 'answers', 'comment'])[part] AS source,
                CASE WHEN part = 3 THEN copy_id({COMMENT}, n) ELSE copy_id({REQUEST}, n) END AS source_id,
                CASE part WHEN 1 THEN ARRAY[{name}, {number}, 'درخواست', 'تسویه', 'حساب']
                    WHEN 2 THEN ARRAY['مجرد', 'تهران', 'شهر' || n % 400, 'کارشناسی', 'خیابان' || n % 9000]
                    ELSE ARRAY['پرونده', 'بررسی', 'شد', 'گاهی' || n % {EACH_WORD}, 'یکتا' || n] END AS found
            FROM generate_series({first}, {last}) AS n, generate_series(1, 3) AS part
        ) AS texts ORDER BY place
    """)
    rows.execute("SELECT setval(pg_get_serial_sequence('servicedesk_searchtext', 'id'), max(id))"
                 " FROM servicedesk_searchtext")  # fmt: skip
    rows.execute("CREATE INDEX search_words ON servicedesk_searchtext USING gin (words)")
    rows.execute("VACUUM ANALYZE servicedesk_searchtext")


def sometimes(number: int) -> str:
    return f"گاهی{number % EACH_WORD}"


def rare(number: int) -> str:
    return f"یکتا{number}"
