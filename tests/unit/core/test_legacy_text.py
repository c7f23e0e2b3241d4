"""Text of old fonts becomes Unicode, and nothing else is touched."""

import shutil
import subprocess

import pytest

from portal.core.legacy_text import (
    _TCVN3,
    TCVN3,
    VNI,
    convert_from_font,
    form_of_font,
    from_tcvn3,
    from_vni,
    is_syllable,
    legacy_form,
    to_unicode,
)

# The same phrases as they stand in files of the three kinds.
PHRASES = [
    ("Quyết định", "QuyÕt ®Þnh", "Quyeát ñònh"),
    (
        "Cộng hòa xã hội chủ nghĩa Việt Nam",
        "Céng hßa x· héi chñ nghÜa ViÖt Nam",
        "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam",
    ),
    ("Độc lập - Tự do - Hạnh phúc", "§éc lËp - Tù do - H¹nh phóc", "Ñoäc laäp - Töï do - Haïnh phuùc"),
    (
        "Ủy ban nhân dân tỉnh Tuyên Quang",
        "ñy ban nh©n d©n tØnh Tuyªn Quang",
        "UÛy ban nhaân daân tænh Tuyeân Quang",
    ),
    (
        "Về việc phê duyệt kế hoạch sử dụng đất",
        "VÒ viÖc phª duyÖt kÕ ho¹ch sö dông ®Êt",
        "Veà vieäc pheâ duyeät keá hoaïch söû duïng ñaát",
    ),
    (
        "căn cứ Luật Tổ chức chính quyền địa phương",
        "c¨n cø LuËt Tæ chøc chÝnh quyÒn ®Þa ph­¬ng",
        "caên cöù Luaät Toå chöùc chính quyeàn ñòa phöông",
    ),
    ("giấy chứng nhận quyền sở hữu", "giÊy chøng nhËn quyÒn së h÷u", "giaáy chöùng nhaän quyeàn sôû höõu"),
    ("kỹ thuật, mỹ thuật, kỳ họp, kỵ", "kü thuËt, mü thuËt, kú häp, kþ", "kyõ thuaät, myõ thuaät, kyø hoïp, kî"),
    (
        "trẻ, vẽ, bẹ, lẳng lặng, rằng, bẵng",
        "trÎ, vÏ, bÑ, l¼ng lÆng, r»ng, b½ng",
        "treû, veõ, beï, laúng laëng, raèng, baüng",
    ),
]


@pytest.mark.parametrize(("expected", "tcvn3", "vni"), PHRASES)
def test_phrases_of_both_forms_are_recognised_and_become_unicode(expected, tcvn3, vni):
    assert legacy_form(tcvn3) == TCVN3
    assert legacy_form(vni) == VNI
    assert to_unicode(vni).text == expected
    # A TCVN3 font has no capital Ủ: its file holds the small letter.
    assert to_unicode(tcvn3).text == expected.replace("Ủy", "ủy")


@pytest.mark.parametrize(
    "text",
    [
        *(phrase[0] for phrase in PHRASES),
        "Cà phê, là, và, cô, hôm nay",
        "Déjà vu à l'été: la réunion aura lieu à l'hôtel",
        "São Paulo, Señor Müller, naïve café, Citroën",
        "© 2025 · 5 µm, 30 °C, ® nhãn hiệu",
        "Plain English with nothing at all",
        "",
        "12/2024/QĐ-UBND",
    ],
)
def test_unicode_and_other_languages_are_left_alone(text):
    assert legacy_form(text) is None
    assert to_unicode(text).text == text
    assert to_unicode(text).forms == ()


def test_capitals_of_a_word_stay_capitals():
    assert from_tcvn3("QUYÕT §ÞNH") == "QUYẾT ĐỊNH"
    assert from_vni("QUYEÁT ÑÒNH") == "QUYẾT ĐỊNH"
    assert from_vni("QUYEáT ÑòNH") == "QUYẾT ĐịNH"


def test_only_the_old_lines_of_a_mixed_text_change():
    mixed = "Số: 15/QĐ-UBND\nVÒ viÖc phª duyÖt kÕ ho¹ch\nNơi nhận: như trên\nVeà vieäc pheâ duyeät keá hoaïch"
    converted = to_unicode(mixed)
    assert converted.text.split("\n") == [
        "Số: 15/QĐ-UBND",
        "Về việc phê duyệt kế hoạch",
        "Nơi nhận: như trên",
        "Về việc phê duyệt kế hoạch",
    ]
    assert set(converted.forms) == {TCVN3, VNI}


def test_the_font_tells_what_a_run_is_in():
    assert form_of_font(".VnTimeH") == TCVN3
    assert form_of_font("VNI-Times") == VNI
    assert form_of_font("Times New Roman") is None
    assert convert_from_font("quyÕt ®Þnh", ".VnTimeH").text == "QUYẾT ĐỊNH"
    assert convert_from_font("µ", ".VnTime").text == "à"
    assert convert_from_font("quyết định", ".VnTime").text == "quyết định"
    assert convert_from_font("café", "Arial").text == "café"


def test_syllables_are_told_from_words_of_other_languages():
    vietnamese = "nghiêng Quyết khuỷu đường yêu ở oải quýt giặt thuở ngoằn"
    other = "school Quyeát ñònh strength đ wxyz café"
    assert all(map(is_syllable, vietnamese.split()))
    assert not any(map(is_syllable, other.split()))


@pytest.mark.skipif(not shutil.which("iconv"), reason="iconv is not installed")
def test_the_table_is_that_of_the_standard():
    known = subprocess.run(["iconv", "-l"], capture_output=True, text=True, check=True).stdout
    if "TCVN5712-1" not in known:
        pytest.skip("this iconv does not know TCVN 5712")
    for code, letter in _TCVN3.items():
        # A blank after it, or the decoder waits for a combining mark.
        done = subprocess.run(
            ["iconv", "-f", "TCVN5712-1", "-t", "UTF-8"],
            input=code.encode("latin-1") + b" ",
            capture_output=True,
            check=True,
        )
        assert done.stdout.decode().strip() == letter
