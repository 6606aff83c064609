"""Run notebooks on the training country, each in a learner's folder of its own, wherever pytest is called."""

import os
import tempfile
from pathlib import Path

import pytest


def pytest_configure(config):
    """Set what the kernels of the notebooks inherit."""
    config.learners_folder = tempfile.TemporaryDirectory(prefix="coursehelpers-")
    _work_in(config, "start")
    os.environ["COURSE_SOURCE"] = "training"
    os.environ["COURSE_CACHE"] = str(Path(config.learners_folder.name) / "cache")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """Give each notebook a fresh folder: no lesson may rely on what another left behind."""
    if item.path.suffix == ".ipynb":
        _work_in(item.config, item.path.stem)
        if "live-only" in item.cell.metadata.get("tags", []):
            # It asks GBIF itself. tests/test_own_questions.py runs it against the local server instead.
            pytest.skip("asks GBIF; run against the local server in tests/test_own_questions.py")


def _work_in(config, name):
    os.environ["COURSE_HOME"] = str(Path(config.learners_folder.name) / name / "my-course")


def pytest_unconfigure(config):
    """Leave nothing behind."""
    config.learners_folder.cleanup()
