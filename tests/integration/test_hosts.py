"""Which host shows which unit."""


def test_each_unit_answers_on_its_own_host(province, visit):
    assert "Xã Trung Môn" in visit("trungmon.tuyenquang.localhost").content.decode()
    assert "Xã Tân Trào" in visit("tantrao.tuyenquang.localhost").content.decode()


def test_unknown_host_below_the_domain_is_not_found_and_shows_no_unit_of_its_own(province, visit):
    assert visit("khongco.tuyenquang.localhost").status_code == 404


def test_host_outside_the_domains_is_a_bad_request(province, visit):
    assert visit("example.com").status_code == 400
