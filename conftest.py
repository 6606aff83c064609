"""Run notebooks on the training country, in a learner's folder of their own, wherever pytest is called."""

import os
import tempfile


def pytest_configure(config):
    """Set what the kernels of the notebooks inherit."""
    config.learners_folder = tempfile.TemporaryDirectory(prefix="coursehelpers-")
    folder = config.learners_folder.name
    os.environ.update(
        COURSE_SOURCE="training", COURSE_HOME=f"{folder}/my-course", COURSE_CACHE=f"{folder}/cache"
    )


def pytest_unconfigure(config):
    """Leave nothing behind."""
    config.learners_folder.cleanup()
