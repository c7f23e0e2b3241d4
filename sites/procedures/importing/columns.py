"""What a table of procedures may hold; in JSON the names of the columns are the keys."""

from django.utils.translation import gettext_lazy as _

from sites.documents.importing.columns import Column

COLUMNS = (
    Column("code", _("Mã thủ tục"), ("ma thu tuc", "ma so", "ma tthc", "ma"), True),
    Column("name", _("Tên thủ tục"), ("ten thu tuc", "ten thu tuc hanh chinh", "ten tthc", "ten"), True),
    Column("summary", _("Để làm gì"), ("tom tat", "mo ta", "gioi thieu")),
    Column("keywords", _("Cách gọi khác"), ("tu khoa", "cach goi khac", "ten goi khac")),
    Column("field", _("Lĩnh vực"), ("linh vuc", "linh vuc thuc hien")),
    Column("tiers", _("Cấp thực hiện"), ("cap thuc hien", "cap giai quyet", "cap hanh chinh", "cap")),
    Column("agency", _("Cơ quan giải quyết"), ("co quan giai quyet", "co quan thuc hien", "co quan")),
    Column("decided_by", _("Người có thẩm quyền"), ("nguoi co tham quyen", "co quan co tham quyen", "tham quyen")),
    Column("events", _("Sự kiện trong đời"), ("su kien", "su kien trong doi")),
    Column("groups", _("Dành cho ai"), ("nhom doi tuong", "danh cho ai")),
    Column("applicants", _("Đối tượng thực hiện"), ("doi tuong thuc hien", "doi tuong")),
    Column("steps", _("Trình tự thực hiện"), ("trinh tu thuc hien", "trinh tu", "cac buoc")),
    Column("ways", _("Cách thức thực hiện"), ("cach thuc thuc hien", "cach thuc", "hinh thuc nop", "cach nop")),
    Column("dossiers", _("Thành phần hồ sơ"), ("thanh phan ho so", "ho so", "giay to")),
    Column("sets", _("Số bộ hồ sơ"), ("so bo", "so luong ho so", "so luong")),
    Column("time", _("Thời hạn giải quyết"), ("thoi han giai quyet", "thoi han", "thoi gian giai quyet")),
    Column("time_note", _("Nói thêm về thời hạn"), ("ghi chu thoi han",)),
    Column("fees", _("Phí, lệ phí"), ("phi le phi", "le phi", "phi")),
    Column("result", _("Kết quả"), ("ket qua", "ket qua thuc hien")),
    Column("conditions", _("Yêu cầu, điều kiện"), ("yeu cau dieu kien", "dieu kien", "yeu cau")),
    Column("bases", _("Căn cứ pháp lý"), ("can cu phap ly", "can cu")),
    Column("national_url", _("Trang nộp trực tuyến"), ("lien ket nop", "dia chi nop", "dich vu cong")),
    Column("level", _("Mức dịch vụ công"), ("muc do", "muc", "muc dich vu cong", "dich vu cong truc tuyen")),
    Column("level_reason", _("Lý do chưa toàn trình"), ("ly do", "ly do chua toan trinh")),
    Column("valid_from", _("Áp dụng từ ngày"), ("ap dung tu", "ngay ap dung", "hieu luc tu", "ngay hieu luc")),
    Column("change_note", _("Điều gì thay đổi"), ("dieu gi thay doi", "noi dung thay doi")),
)
LABELS = {column.name: column.label for column in COLUMNS}
