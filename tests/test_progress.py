"""Progress: an output of its own in a notebook, a line on standard error elsewhere, and nothing that stays."""

import sys
from types import SimpleNamespace

import pytest

from coursehelpers.ground.progress import showing_progress


@pytest.fixture
def notebook(monkeypatch):
    """Pretend that a notebook draws our outputs, and keep what it draws."""
    drawn = []

    class Handle:
        def update(self, page):
            drawn.append(page.data)

    def display(page, **_kwargs):
        drawn.append(page.data)
        return Handle()

    module = pytest.importorskip("IPython")
    monkeypatch.setattr(module, "get_ipython", lambda: SimpleNamespace(kernel=True))
    monkeypatch.setattr("IPython.display.display", display)
    return drawn


def test_a_notebook_shows_a_bar_at_once_that_disappears_and_nothing_is_red(notebook, capsys):
    with showing_progress(always=True) as show:
        assert "<progress>" in notebook[0]
        show("institutions <of> KE")
    assert "institutions &lt;of&gt; KE · 1" in notebook[1]
    assert notebook[-1] == ""
    assert capsys.readouterr() == ("", "")


def test_the_bar_disappears_where_something_goes_wrong(notebook):
    with pytest.raises(ZeroDivisionError), showing_progress(always=True):
        raise ZeroDivisionError
    assert notebook[-1] == ""


def test_what_takes_no_time_draws_nothing(notebook):
    with showing_progress() as show:
        show("a table of the training country")
    assert notebook == []


def test_a_terminal_has_its_line_on_standard_error(capsys, monkeypatch):
    monkeypatch.delitem(sys.modules, "IPython", raising=False)
    with showing_progress(always=True) as show:
        show("institutions")
    said = capsys.readouterr()
    assert said.out == ""
    assert "00:00" in said.err
    assert said.err.endswith("\r")
