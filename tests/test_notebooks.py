"""Every notebook keeps the rules of the course; its outputs are compared by nbval beside this."""

import re
from statistics import median

import nbformat
import pytest

from coursehelpers.classroom.editions import lessons

NOTEBOOKS = [pytest.param(nbformat.read(path, as_version=4), id=path.stem) for path in lessons()]


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_code_is_thin(notebook):
    lengths = [len(cell.source.splitlines()) for cell in code_cells(notebook)]
    assert median(lengths or [0]) <= 2
    assert max(lengths or [0]) <= 10


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_cells_are_run_in_order_and_never_end_in_a_semicolon(notebook):
    counts = [cell.execution_count for cell in code_cells(notebook)]
    assert counts == list(range(1, len(counts) + 1))
    assert not any(cell.source.rstrip().endswith(";") for cell in code_cells(notebook))


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_every_picture_has_its_words_and_no_widget_state_is_stored(notebook):
    assert "widgets" not in notebook.metadata
    for cell in code_cells(notebook):
        for output in cell.outputs:
            assert output.output_type != "error"
            data = output.get("data", {})
            assert "image/png" not in data
            if "image/svg+xml" in data:
                assert cell.metadata["mystnb"]["image"]["alt"] == " ".join(
                    data["text/plain"].split()
                )


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_no_person_and_no_path_of_a_computer_is_in_a_notebook(notebook):
    text = nbformat.writes(notebook)
    assert set(re.findall(r"[\w.+-]+@[\w-]+\.[\w.]*\w", text)) <= {
        "scientific-collections@gbif.org",
        "helpdesk@gbif.org",
    }
    assert not re.search(r"\b\d{4}-\d{4}-\d{4}-\d{3}[\dX]\b", text)
    assert not re.search(r"/(tmp|home|root|Users|work)/", text)
