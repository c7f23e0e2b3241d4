"""Entries of the search by the hundred thousand: texts put together from the words of administrations."""

import itertools
import random
from collections.abc import Iterator
from datetime import timedelta

# What news, documents and procedures of an administration are about; the first of each line are the commonest.
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
KINDS = (("news", 6), ("document", 3), ("page", 1))
STATUSES = ("in_force", "in_force", "in_force", "expired", "partly")
AT_ONCE = 5_000


def phrases(text: str) -> list[str]:
    return [phrase.strip() for line in text.splitlines() for phrase in line.split(";") if phrase.strip()]


class Writer:
    """Titles and texts of about one kilobyte, common phrases far more often than rare ones; the same every time."""

    def __init__(self, places: list[str]) -> None:
        self.chance = random.Random(2026)
        self.subjects, self.filling, self.places = phrases(SUBJECTS), phrases(FILLING), places
        self.weights = [1 / (rank + 1) for rank in range(len(self.subjects))]

    def title(self) -> str:
        one, two = self.chance.choices(self.subjects, self.weights, k=2)
        return f"{one} {two} tại {self.chance.choice(self.places)}"

    def text(self) -> str:
        parts = self.chance.choices(self.subjects, self.weights, k=8) + self.chance.choices(self.filling, k=28)
        self.chance.shuffle(parts)
        return ", ".join(parts)


def entries(first: int, last: int, units: list, places: list[str]) -> Iterator[list]:
    """Entries numbered from `first` to `last`, in lists of some thousands; made of a stock of ready texts."""
    from django.utils import timezone

    from search.models import Entry
    from search.tokens import vector

    writer = Writer(places)
    chance = random.Random(first)
    stock = []
    for _ in range(2_000):
        title, text = writer.title(), writer.text()
        stock.append((title, text, *vector(title, text)))
    kinds = [kind for kind, count in KINDS for _ in range(count)]
    now = timezone.now()
    numbers = iter(range(first, last + 1))
    while batch := list(itertools.islice(numbers, AT_ONCE)):
        rows = []
        for number in batch:
            title, text, literal, length = chance.choice(stock)
            kind = chance.choice(kinds)
            unit, tier = chance.choice(units)
            date = now - timedelta(days=chance.randrange(7_000))
            symbol = f"{number % 9_000 + 1} {date.year} qd ubnd" if kind == "document" else ""
            if symbol:
                # The words of the number stand behind those of the title.
                words = [f"'{word}':{900 + place}A" for place, word in enumerate(symbol.split())]
                literal = " ".join([literal, *words])
            rows.append(
                Entry(
                    thing=f"many:{number}:vi",
                    source="many",
                    object_id=number,
                    language="vi",
                    unit_id=unit,
                    unit_path=[unit],
                    tier=tier,
                    kind=kind,
                    status=chance.choice(STATUSES) if kind == "document" else "",
                    year=date.year,
                    date=date,
                    ages=kind == "news",
                    number=symbol,
                    title=title,
                    text=text,
                    path=f"/{number}/",
                    vector=literal,
                    length=length,
                )
            )
        yield rows
