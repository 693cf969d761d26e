from pulsemeter.domain.recruitment import CellQuota, Recruitment
from pulsemeter.domain.study import Attribute, Category


def test_without_a_word_nobody_is_let_in_above_a_quota_and_nobody_waits():
    plain = Recruitment()
    assert (plain.let_in(40), plain.on_reserve(40)) == (40, 0)


def test_shares_are_rounded_down_to_whole_persons():
    assert [Recruitment(over=0.1).let_in(q) for q in (1, 9, 10, 30)] == [1, 9, 11, 33]
    assert Recruitment(over=0.29).let_in(100) == 129, "a share is no victim of binary fractions"
    assert [Recruitment(reserve_share=0.2).on_reserve(q) for q in (4, 5, 40)] == [0, 1, 8]
    assert Recruitment(reserve=3).on_reserve(1) == 3


def test_a_study_lists_quotas_of_single_categories_and_of_cells(make_study):
    age = Attribute("age", "Age", "?", (Category("young", "Y", 9), Category("old", "O")))
    cell = CellQuota((("age", "young"), ("region", "north")), 4)
    study = make_study(attributes=(age,), recruitment=Recruitment(quotas=(cell,)))
    assert study.quotas == (CellQuota((("age", "young"),), 9), cell)
