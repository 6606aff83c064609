# The course in a container, for those who have Docker and no Python. The README says how to start it.
FROM python:3.11-slim-bookworm
RUN useradd --create-home learner
WORKDIR /course
COPY requirements-learn.txt ./
RUN python -m pip install --no-cache-dir --require-hashes --requirement requirements-learn.txt
COPY pyproject.toml README.md LICENSE ./
COPY src src
COPY data data
COPY notebooks notebooks
RUN python -m pip install --no-cache-dir --no-deps --no-build-isolation .
USER learner
WORKDIR /home/learner
RUN mkdir my-course
EXPOSE 8888
# The port is opened to this computer alone by whoever starts it: see the README.
CMD ["sh", "-c", "coursehelpers start && exec jupyter lab my-course/00_start.ipynb --ip=0.0.0.0 --no-browser"]
