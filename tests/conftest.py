"""What the tests share: a local GBIF server, a learner's folder, and nothing from this computer."""

import shutil
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

from coursehelpers.gbif import client, transport
from coursehelpers.ground import locale
from coursehelpers.ground.settings import Settings
from tests.gbif_api import GbifServer, World
from tests.gbif_api.made_up_countries import made_up_countries

# The same examples each time, so that a green run stays green; a slow computer is no failure.
hypothesis_settings.register_profile("course", derandomize=True, deadline=None)
hypothesis_settings.load_profile("course")

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
RECORDINGS = [
    pytest.param(Path(__file__).parent / "gbif_api" / "recorded", id="made-up"),
    pytest.param(SHARED / "recorded", id="recorded", marks=pytest.mark.recorded),
]
"""Folders of answers of the API: made-up ones in the shape of what was recorded, and the recordings themselves."""
QUIET_CHROMIUM = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)


def pytest_collection_modifyitems(items):
    for item in items:
        if item.get_closest_marker("recorded") and not SHARED.is_dir():
            item.add_marker(pytest.mark.skip(reason="no recorded answers beside this checkout"))
        if item.get_closest_marker("browser") and not shutil.which("chromium"):
            item.add_marker(pytest.mark.skip(reason="no Chromium on this computer"))


@pytest.fixture(params=RECORDINGS)
def recordings(request):
    """Return a folder of recorded answers: made-up ones everywhere, and GBIF's own where they lie."""
    return request.param


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch):
    for name in ("GBIF_API_URL", "COURSE_SOURCE", "COURSE_HOME", "COURSE_CACHE", "COURSE_CONTACT"):
        monkeypatch.delenv(name, raising=False)
    # Whatever this computer speaks.
    monkeypatch.setenv("COURSE_LANG", locale.ENGLISH)
    locale.use(None)


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch):
    """Keep the pauses between two tries, but make them too short to notice."""
    monkeypatch.setattr(transport, "FIRST_PAUSE", 0.001)


@pytest.fixture(scope="session")
def training_world():
    return World.training()


@pytest.fixture
def server():
    """Return a server of the training country that a test may spoil."""
    with GbifServer(World.training()) as running:
        yield running


@pytest.fixture
def make_settings(tmp_path):
    def make(url, source="live", name="a"):
        return Settings(
            api_url=url,
            source=source,
            home=tmp_path / name / "my-course",
            cache=tmp_path / name / "cache",
        )

    return make


@pytest.fixture
def settings(server, make_settings):
    return make_settings(server.url)


@pytest.fixture
def gbif(settings):
    with client.Client(settings) as asked:
        yield asked


@pytest.fixture
def nowhere(make_settings):
    """Return settings that point where nothing listens."""
    return make_settings("http://127.0.0.1:9/v1")


@pytest.fixture(scope="session")
def real_world_server():
    """Serve the real institutions of May 2023, with made-up counts."""
    with GbifServer(World.from_folder(SHARED / "world")) as running:
        yield running


@pytest.fixture(scope="session")
def made_up_world_server():
    """Serve some made-up countries in the shape of the real ones."""
    with GbifServer(made_up_countries()) as running:
        yield running


@pytest.fixture(
    params=["made_up_world_server", pytest.param("real_world_server", marks=pytest.mark.recorded)]
)
def world_server(request):
    """Serve several countries: made-up ones everywhere, and the real ones where they lie beside the checkout."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def one_world_server(request):
    """Serve several countries once: the real ones, or where they are not at hand made-up ones."""
    name = "real_world_server" if SHARED.is_dir() else "made_up_world_server"
    return request.getfixturevalue(name)


@pytest.fixture
def made_up_server():
    """Serve a Denmark of the same shape as the real one, made of the training country."""
    with GbifServer(World.made_up("DK", "Copenhagen")) as running:
        yield running


@pytest.fixture(
    params=[
        "made_up_server",
        pytest.param("real_world_server", marks=[pytest.mark.recorded, pytest.mark.long]),
    ]
)
def denmark(request):
    """Serve Denmark: made up everywhere, and the real one where its recordings lie beside the checkout."""
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {
        **browser_type_launch_args,
        "executable_path": shutil.which("chromium"),
        "args": QUIET_CHROMIUM.split(),
    }
