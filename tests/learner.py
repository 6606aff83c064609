"""The learner's folder in tests: her workbook of now, and the worked example as her own answers."""

from coursehelpers.views.training import example_workbook
from coursehelpers.workbook.desk import Desk


def mine():
    """Open the workbook of the country that is chosen."""
    return Desk().open()


def fill():
    """Make the worked example the answers of the training country's learner."""
    workbook, example = Desk("XT").open(), example_workbook()
    for name in type(example).model_fields:
        if name not in ("saved", "cards"):
            setattr(workbook, name, getattr(example, name))
    Desk("XT").save(workbook)
