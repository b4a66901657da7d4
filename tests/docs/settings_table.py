"""The table of settings in README.md, rendered from bot.config.Settings.

``.venv/bin/python -m tests.docs.settings_table`` writes it into README.md.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml
from pydantic import AliasChoices
from pydantic.fields import FieldInfo
from pydantic_core import to_jsonable_python

from bot.config import ROOT, Settings

README = ROOT / "README.md"
BEGIN = "<!-- settings: written by tests/docs/settings_table.py -->"
END = "<!-- end of settings -->"
HEAD = (
    "| Setting | Environment variable | Default | In `config.yaml` | What it is for |\n"
    "|---|---|---|---|---|"
)


def table(settings: type[Settings] = Settings) -> str:
    """Every setting with variable, default and help, as a Markdown table."""
    content = yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8"))
    rows = [_row(name, field, content) for name, field in settings.model_fields.items()]
    return "\n".join([HEAD, *rows])


def written(readme: str) -> str:
    """The table as it stands in ``readme``; raises ValueError where its marks are missing."""
    begin, end = readme.index(BEGIN) + len(BEGIN), readme.index(END)
    return readme[begin:end].strip()


def replaced(readme: str) -> str:
    """``readme`` with the table as it should be."""
    return readme.replace(written(readme), table()) if written(readme) else _filled(readme)


def _filled(readme: str) -> str:
    begin = readme.index(BEGIN) + len(BEGIN)
    return f"{readme[:begin]}\n{table()}\n{readme[readme.index(END) :]}"


def _row(name: str, field: FieldInfo, content: dict[str, Any]) -> str:
    cells = [
        f"`{name}`",
        f"`{_variable(name, field)}`",
        default(field),
        "yes" if name in content else "",
    ]
    return f"| {' | '.join([*cells, field.description or ''])} |"


def _variable(name: str, field: FieldInfo) -> str:
    """A provider's own variable where the setting has one, ours otherwise."""
    alias = field.validation_alias
    if isinstance(alias, AliasChoices):
        return str(alias.choices[0])
    return f"{Settings.model_config['env_prefix']}{name.upper()}"


def default(field: FieldInfo) -> str:
    """The default of a setting as a person would write it."""
    if field.is_required():
        return "must be set"
    value = field.default
    if value is None or value == {}:
        return "none"
    if isinstance(value, Path):
        return f"`{value.relative_to(ROOT)}/` of the checkout"
    if isinstance(value, str):
        return f"`{value}`"
    return f"`{json.dumps(to_jsonable_python(value), ensure_ascii=False)}`"


def main() -> None:
    """Write the table into README.md."""
    readme = README.read_text(encoding="utf-8")
    README.write_text(replaced(readme), encoding="utf-8")


if __name__ == "__main__":
    main()
