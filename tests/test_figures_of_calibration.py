"""What must stay true of the figures of the calibration page: they show what the studies say, and nothing is lost."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import synthetic
from matplotlib.figure import Figure

from sim.calibration.growth_claim import GrowthStudy
from sim.calibration.tariff_war import WORLDS, YEARS, Line, WarStudy
from sim.console.calibration_page import drivers_table
from sim.figures import growth_claim, tariff_war
from sim.figures.growth_claim import draw_growth_claim
from sim.figures.tariff_war import draw_tariff_war, groups_of
from sim.types import Array
from sim.validation.drivers import drivers

SAMPLES = 60
MEASURES = {
    "United States: imports from China": ("% change", -90.0),
    "United States: imports from European Union": ("% change", 8.0),
    "China: exports to Mexico": ("% change", 5.0),
    "United States: jobs": ("thousand, change", -300.0),
}


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> list[Figure]:
    """The figures as they are saved."""
    figures: list[Figure] = []

    def keep(figure: Figure, file: Path) -> Path:
        figures.append(figure)
        return file

    monkeypatch.setattr(growth_claim, "save", keep)
    monkeypatch.setattr(tariff_war, "save", keep)
    return figures


def text_of(figure: Figure) -> str:
    texts = [*figure.texts, *(text for ax in figure.axes for text in ax.texts)]
    return " ".join(text.get_text() for text in texts).replace("\n", " ").replace("\N{NO-BREAK SPACE}", " ")


def study(losses: Array, parameters: Array, name: str = "cut", counted: str = "all") -> GrowthStudy:
    return GrowthStudy(
        results=synthetic.results(seeds=(1, 2), name=name),
        title=f"A made-up cut: {counted}",
        counted=counted,
        losses=losses,
        claim=1.0,
        drivers=drivers(losses, parameters, [f"parameter_{row}" for row in range(len(parameters))]),
    )


def studies(noise: float) -> list[GrowthStudy]:
    draws = np.random.default_rng(1).uniform(size=(6, SAMPLES))
    made = ((2.0, "cut", "all"), (1.1, "cut", "shortages alone"), (4.0, "embargo", "all"))
    return [study(top * draws[0] + noise * draws[5], draws[:5], name, counted) for top, name, counted in made]


def test_the_growth_claim_counts_samples(kept: list[Figure]) -> None:
    found = studies(0.0)
    draw_growth_claim(found, Path("growth_claim.png"))
    text = text_of(kept[0])
    cut, alone, embargo = (f"{np.mean(one.losses >= 1):.0%}".replace("%", " %") for one in found)
    assert len({cut, alone, embargo}) == 3
    assert f"1 point of growth or more in {cut} of the samples of cut ({alone} by shortages alone)" in text
    assert f"and {embargo} of embargo" in text
    bars = [sum(bar.get_height() for bar in ax.patches) for ax in kept[0].axes[::2]]
    assert bars == [SAMPLES] * 3, "every loss stands in a bar"
    assert kept[0].axes[0].get_xlim() == kept[0].axes[2].get_xlim()
    assert f"10-90 %: {np.quantile(found[0].losses, 0.1):.2f}" in text


def test_what_could_be_chance_is_light(kept: list[Figure]) -> None:
    draw_growth_claim(studies(0.0), Path("growth_claim.png"))
    labels = kept[0].axes[1].get_yticklabels()
    assert labels[-1].get_text() == "parameter_0" and len(labels) == growth_claim.LEAST
    assert [label.get_color() for label in labels] == [growth_claim.GREY] * (len(labels) - 1) + [growth_claim.DARK]
    chance = np.random.default_rng(2).uniform(size=(6, SAMPLES))
    draw_growth_claim([study(chance[5], chance[:5])], Path("growth_claim.png"))
    assert "No parameter stands out" in text_of(kept[1])


def test_few_samples_show_no_ranks_that_could_be_chance(kept: list[Figure]) -> None:
    draws = np.random.default_rng(3).uniform(size=(6, growth_claim.FEW - 1))
    chance = study(draws[5], draws[:5])
    assert not chance.drivers.clear
    draw_growth_claim([chance], Path("growth_claim.png"))
    right = kept[0].axes[1]
    assert not right.lines and not right.axison
    assert "(hollow)" not in text_of(kept[0])
    table = drivers_table(chance)
    assert "No parameter stands out" in table and "|" not in table


def test_words_and_bars_stay_clear_of_lines_and_edges(kept: list[Figure]) -> None:
    draw_growth_claim(studies(0.0), Path("growth_claim.png"))
    for ax in kept[0].axes[::2]:
        top = max(float(max(line.get_ydata())) for line in ax.lines) / ax.get_ylim()[1]
        words = [note.xy[1] for note in ax.texts if note.get_text().startswith(("the claim", "median"))]
        assert len(words) == 2 and top < min(words) - 0.1, "a line of text fits between"
        assert max(bar.get_x() + bar.get_width() for bar in ax.patches) < ax.get_xlim()[1]


def war() -> WarStudy:
    spread = np.linspace(0.8, 1.2, SAMPLES)
    lines = tuple(
        Line(world, measure, unit, years, size * (place + 1) / len(WORLDS) * spread)
        for place, world in enumerate(WORLDS)
        for measure, (unit, size) in MEASURES.items()
        for years in YEARS
    )
    return WarStudy(lines, tuple(synthetic.results(seeds=(1, 2), name=name) for name in WORLDS))


def test_small_changes_are_not_lost_beside_large_ones() -> None:
    groups = groups_of(war(), YEARS[-1])
    assert [group.caption for group in groups] == ["% change", "% change, smaller ones", "thousand, change"]
    assert [measure for group in groups for measure in group.measures] == list(MEASURES)


def test_a_tariff_war_shows_every_measure_in_every_world(kept: list[Figure]) -> None:
    draw_tariff_war(war(), Path("tariff_war.png"))
    figure = kept[0]
    labels = [label.get_text() for ax in figure.axes for label in ax.get_yticklabels()]
    assert labels == [
        "US: imports from China",
        "US: imports from the European Union",
        "China: exports to Mexico",
        "US: jobs",
    ]
    dots = [line for ax in figure.axes for line in ax.lines if line.get_marker() == "o"]
    assert len(dots) == len(MEASURES) * len(WORLDS)
    assert float(dots[len(WORLDS) - 1].get_xdata()[0]) == pytest.approx(-90)
    assert "US imports from China: \N{MINUS SIGN}30 % in the mildest tariff war" in text_of(figure)


def test_panels_stay_on_the_page(kept: list[Figure]) -> None:
    draw_tariff_war(war(), Path("tariff_war.png"))
    boxes = [ax.get_position() for ax in kept[0].axes]
    assert all(0 < box.x0 < box.x1 < 1 and 0 < box.y0 < box.y1 < 1 for box in boxes)
    assert not any(one.overlaps(other) for row, one in enumerate(boxes) for other in boxes[:row])
