"""From what score on something is similar: found by asking a site what it cannot know."""

from pathlib import Path

import pytest

from search import calibration, similarity
from search.calibration import Cutoff, background, calibrated
from search.similarity import Similarity
from tests.search.posts import question


def test_there_are_some_four_hundred_different_background_questions():
    lines = [line for line in calibration.BACKGROUND_FILE.read_text().splitlines() if not line.startswith("#")]
    assert 400 <= len(lines) == len(set(lines)) == len(background())
    assert all(len(asked.stems) for asked in background())


def test_one_background_question_in_twenty_may_score_higher():
    scores = iter(range(10_000))
    found = calibrated(lambda _: 0.3 + 0.0005 * next(scores), 50)
    assert found.score == pytest.approx(0.3 + 0.0005 * 0.95 * (len(background()) - 1), abs=1e-3)
    assert found.count == 50


@pytest.mark.parametrize(("score", "cutoff"), [(0.0, calibration.LOWEST), (1.0, calibration.HIGHEST)])
def test_a_cutoff_stays_within_what_is_sensible_everywhere(score: float, cutoff: float):
    assert calibrated(lambda _: score, 50).score == cutoff


def test_a_cutoff_is_found_anew_when_the_site_has_grown_or_shrunk_by_a_quarter():
    assert not Cutoff().is_stale(calibration.FEWEST - 1)
    assert Cutoff().is_stale(calibration.FEWEST)
    assert not Cutoff(0.3, 100).is_stale(120)
    assert Cutoff(0.3, 100).is_stale(125)
    assert Cutoff(0.3, 100).is_stale(80)


def test_every_process_uses_the_cutoff_that_the_writer_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    index, reader = Similarity.open(tmp_path / "similar"), Similarity.open(tmp_path / "similar")
    assert reader.cutoff == Cutoff().score
    monkeypatch.setattr(similarity, "calibrated", lambda best_score, count, before: Cutoff(0.41, count))
    index.write([question(number, f"Question {number} about the router") for number in range(19)])
    assert reader.cutoff == Cutoff().score
    index.write([question(19, "The twentieth")])
    assert reader.cutoff == index.cutoff == 0.41
    assert Similarity.open(tmp_path / "similar").cutoff == 0.41


def test_the_shipped_cutoff_is_silent_about_nearly_every_background_question(tmp_path: Path):
    index = Similarity.open(tmp_path / "similar")
    index.replace_all(question(number, f"My router model {number} loses the wifi signal") for number in range(40))
    lines = [line for line in calibration.BACKGROUND_FILE.read_text().splitlines() if not line.startswith("#")]
    assert sum(bool(index.suggest(line)) for line in lines) <= 0.06 * len(lines)
    assert index.suggest("router model 12 lost its wifi signal")[0].thread_id == 12


def test_people_move_the_cutoff_once_some_hundreds_have_said_what_solved_it(tmp_path: Path):
    index, reader = Similarity.open(tmp_path / "similar"), Similarity.open(tmp_path / "similar")
    index.write([question(1, "My router loses the wifi")])
    solved = [(0.36 + 0.0005 * number, True) for number in range(calibration.ENOUGH)]
    in_vain = [(0.20 + 0.0005 * number, False) for number in range(calibration.ENOUGH)]
    assert index.learn([*solved[1:], *in_vain]) is None
    assert reader.cutoff == Cutoff().score
    assert index.learn([*solved, *in_vain]) == pytest.approx(0.355, abs=0.02)
    assert reader.cutoff == index.cutoff == pytest.approx(0.355, abs=0.02)
    index.replace_all([question(2, "Made anew")])
    assert index.cutoff == pytest.approx(0.355, abs=0.02)


def test_what_people_say_never_silences_the_place_nor_fills_it_with_noise():
    always = [(0.9, True)] * calibration.ENOUGH + [(0.1, False)] * calibration.ENOUGH
    assert abs((calibration.learnt(always, 0.4) or 0) - 0.4) <= calibration.REACH + 1e-9
