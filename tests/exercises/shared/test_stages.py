"""Stages: computed once, and again from where one is replaced."""

from functools import cached_property

from samebits.exercises.shared.stages import Stages, mistaken_values


class Interest(Stages):
    """After two years."""

    def note(self, stage: str) -> None:
        self.v["computed"].append(stage)

    @cached_property
    def first_year(self) -> float:
        self.note("first_year")
        return self.v["start"] * 1.5

    @cached_property
    def second_year(self) -> float:
        self.note("second_year")
        return self.first_year * 1.5

    @cached_property
    def gain(self) -> float:
        self.note("gain")
        return self.second_year - self.v["start"]


def test_what_follows_a_replaced_stage_is_computed_from_it_and_what_is_before_once() -> None:
    computed: list[str] = []
    right = Interest({"start": 100.0, "computed": computed})
    assert right.gain == 125
    wrong = right.replace(second_year=right.first_year + 1)
    assert (wrong.first_year, wrong.second_year, wrong.gain) == (150, 151, 51)
    assert sorted(computed) == ["first_year", "gain", "gain", "second_year"]
    assert right.gain == 125  # it is as it was


def test_a_stage_before_the_replaced_one_is_computed_once_for_all_mistakes() -> None:
    computed: list[str] = []
    right = Interest({"start": 100.0, "computed": computed})
    values = mistaken_values(
        {
            "no interest in the second year": lambda s: s.replace(second_year=s.first_year).gain,
            "the start is not subtracted": lambda s: s.second_year,
            "simple interest": lambda s: s.replace(first_year=150.0, second_year=200.0).gain,
        },
        right,
    )
    assert values == {
        "no interest in the second year": 50,
        "the start is not subtracted": 225,
        "simple interest": 100,
    }
    assert computed.count("first_year") == 1
