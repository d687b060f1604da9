# make demo   install into .venv, index the sample corpus, ask a real question
# make test   the tests           make check  style, types, layers
# make web    the web chat on the sample corpus

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
QUESTION := Khoản tài trợ của Aozora cho chương trình Cầu Mây là bao nhiêu yên?

.PHONY: demo test check web clean

demo: $(READY)
	$(BIN)/askvn index corpus --index index/demo
	$(BIN)/askvn ask "$(QUESTION)" --index index/demo

test: $(READY)
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

web: $(READY)
	$(BIN)/askvn index corpus --index index/demo
	$(BIN)/askvn web --index index/demo

$(READY): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet "torch>=2.6,<2.14"
	$(BIN)/python -m pip install --quiet --editable ".[docs,eval]" --group dev
	touch $(READY)

clean:
	rm -rf $(VENV) index/demo dist .mypy_cache .ruff_cache
