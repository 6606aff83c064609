"""What every form has in common: where no kernel runs, a table stays in its place, and the data to bring it to life."""

import html
import json
from pathlib import Path
from threading import RLock
from typing import Any, ClassVar

import anywidget

from coursehelpers.ground.locale import _

STATIC = Path(__file__).parent / "static"
ONE_CHANGE = RLock()
"""Held while a change is written: JupyterLab hands the messages of forms to more than one thread of a kernel."""


def script(form: str) -> str:
    """Return the script of a form, with what all forms have in common in front of it."""
    return _with_what_is_common(f"{form}.js")


def style(form: str) -> str:
    """Return the style of a form, with what all forms have in common in front of it."""
    return _with_what_is_common(f"{form}.css")


def _with_what_is_common(name: str) -> str:
    files = (STATIC / f"common{Path(name).suffix}", STATIC / name)
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def stopped_words() -> dict[str, str]:
    """Return what a form says when Python does not answer."""
    return {
        "not_connected": _(
            "Not connected: run this cell again. What you typed since can be copied from here."
        ),
        "waiting": _("Not saved yet: Python is busy, or has stopped."),
    }


class CourseForm(anywidget.AnyWidget):
    """Show a form in JupyterLab; on the website and in a printed notebook, show what it holds as a table.

    A form whose script also runs without Python names it in ``alone`` and says in :meth:`standing_data` what the
    script has to know. The website loads the script and hands it these data.
    """

    alone: ClassVar[str] = ""
    of: str = ""
    """Of which country it speaks."""
    answers: bool = False
    """Whether it shows what the learner answered, and not only what GBIF says."""

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        self.on_msg(self._take)

    def _take(self, _form: Any, message: dict[str, Any], _buffers: Any) -> None:
        """Write one change that the script hands over, and say that it was answered.

        Each comes as a message of its own: of states that follow each other while Python is busy, the widgets'
        protocol sends the last one only.
        """
        for name in ("changed", "moved"):
            if name in message:
                try:
                    with ONE_CHANGE:
                        setattr(self, name, message[name])
                finally:
                    self.send({"answered": message[name].get("turn")})

    def standing_table(self) -> str:
        """Return what the form holds as HTML; a sentence, where a form has nothing better to leave."""
        return f"<p>{html.escape(repr(self))}</p>"

    def standing_data(self) -> dict[str, Any]:
        """Return what the form's script has to know where no Python runs."""
        return {}

    def standing(self) -> str:
        """Return what stays where no kernel runs: the table, and with it the data of a form that runs alone."""
        if not self.alone:
            return self.standing_table()
        # Nothing that a name holds may end the script.
        data = json.dumps(self.standing_data(), ensure_ascii=False).replace("<", "\\u003c")
        note = html.escape(
            _("On this page you can try it; what you do here is not kept. In JupyterLab it is.")
        )
        return (
            f'<div class="course-twin" data-form="{self.alone}" data-note="{note}">'
            f'<script type="application/json">{data}</script>{self.standing_table()}</div>'
        )

    def _repr_mimebundle_(self, **kwargs: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        shown = super()._repr_mimebundle_(**kwargs)
        data, metadata = shown if shown else ({"text/plain": repr(self)}, {})
        return {**data, "text/html": self.standing()}, metadata
