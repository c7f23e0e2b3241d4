"""Small lists of units as files."""

HEADER = "code,tier,type,name,parent_code"
GOOD = (
    "08,province,Tỉnh,Tuyên Quang,",
    "075,district,Huyện,Yên Sơn,08",
    "02449,commune,Xã,Trung Môn,075",
    "02450,commune,Xã,Kim Phú,075",
)


def csv_file(*rows: str, header: str = HEADER) -> bytes:
    """The bytes of a CSV file; a row may itself be bytes, to be broken."""
    lines = [header, *rows]
    return b"".join((line if isinstance(line, bytes) else line.encode()) + b"\n" for line in lines)
