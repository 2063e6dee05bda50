# make demo   set everything up, and show that Python and Octave agree
# make test   set everything up, and run the test suite on all processors
#             PYTEST="-m ''": the longest runs, too; PYTEST=--cov=samebits: with what they cover

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
BIN := .venv/bin

.PHONY: demo test lint setup octave browser constraints clean

demo: setup
	$(BIN)/samebits parity

test: setup lint browser
	$(BIN)/pytest --numprocesses auto --dist worksteal $(PYTEST)

lint: setup
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

setup: .venv/installed octave

.venv/installed: pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed, and none was found"; exit 1; }
	@# On Debian and its relatives, venv is a package of its own
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || .ci/system_packages python3-venv || exit 1
	@test -x $(BIN)/pip || $(PYTHON) -m venv --clear .venv
	@echo "Installing the Python packages into .venv"
	@PIP_CONSTRAINT=constraints.txt $(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

# With the two BLAS libraries that it is compared on, and what keeps submissions in, where the system has them
octave:
	@.ci/system_packages octave libblas3 liblapack3 libopenblas0-pthread bubblewrap -- octave || \
		command -v octave-cli >/dev/null || command -v octave >/dev/null || \
		echo "There is no Octave: results are compared with recorded ones."

# In which the tests look at the pages
browser:
	@.ci/system_packages chromium || command -v chromium google-chrome chromium-browser >/dev/null || \
		echo "There is no Chromium: the pages are not looked at."

# The versions of all that `make` installs. To renew them: make constraints
constraints: .venv/installed
	$(BIN)/pip-compile --quiet --upgrade --all-extras --strip-extras --no-header --no-annotate --no-emit-index-url \
		--no-emit-find-links --no-emit-trusted-host --output-file .venv/constraints.txt pyproject.toml
	grep -v '^samebits ' .venv/constraints.txt > constraints.txt

clean:
	rm -rf .venv .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache
