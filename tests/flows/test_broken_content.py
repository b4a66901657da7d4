"""Broken content is named exactly: by file, step and language."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from flows.engine import Engine
from flows.errors import ContentError
from tests.flows.content_files import changed_content

FOLDER = Path(__file__).parent / "broken"
TODAY = date(2026, 11, 24)


def _cases(*names: str) -> list[Any]:
    return [
        pytest.param(case, id=f"{name}: {case['about']}")
        for name in names
        for case in yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    ]


@pytest.mark.parametrize("case", _cases("steps", "routes", "texts"))
def test_what_the_engine_could_stumble_over_is_refused(
    case: dict[str, Any], tmp_path: Path
) -> None:
    with pytest.raises(ContentError) as refusal:
        Engine.load(changed_content(tmp_path, case["change"]))

    assert list(refusal.value.faults) == case["faults"]


@pytest.mark.parametrize("case", _cases("findings"))
def test_what_people_must_mend_is_found_and_does_not_stop_the_engine(
    case: dict[str, Any], tmp_path: Path, engine: Engine
) -> None:
    known = set(engine.faults(TODAY))

    found = Engine.load(changed_content(tmp_path, case["change"])).faults(TODAY)

    new = [fault for fault in found if fault not in known]
    assert [fault for fault in new if "/en.yaml" in fault or fault.startswith("faq")] == case[
        "faults"
    ]


def test_english_has_no_fault(engine: Engine) -> None:
    assert [fault for fault in engine.faults(TODAY) if "/en.yaml" in fault] == []
