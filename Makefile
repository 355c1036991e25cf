# make demo: set up, then recognise the actions in the bundled clip.   make test: set up, then run every check.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

# What Qt and MediaPipe load at run time on Debian and Ubuntu, even without a screen.
DEBIAN := libegl1 libgles2 libgl1 libglib2.0-0 libfontconfig1 libdbus-1-3 libxkbcommon0 libxkbcommon-x11-0 \
	libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 libxcb-shape0 \
	libxcb-xinerama0 libxcb-xkb1 fonts-dejavu-core

.PHONY: demo test setup system clean

demo: setup
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ] || [ "$$(uname)" = Darwin ]; then \
		$(BIN)/skelapp --demo; \
	else \
		mkdir -p demo-output && \
		$(BIN)/skelapp --demo --headless --record demo-output/demo.mp4 --export demo-output/demo.jsonl; \
	fi

test: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	QT_QPA_PLATFORM=offscreen OMP_NUM_THREADS=1 $(BIN)/pytest -n auto

setup: system $(VENV)/.installed

$(VENV)/.installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	touch $@

# Installs the missing Debian packages where it may (root, or sudo without a password); elsewhere it says which they are.
system:
	@if command -v dpkg-query >/dev/null; then \
		missing=""; \
		for package in $(DEBIAN); do \
			dpkg-query -W -f='$${Status}' $$package 2>/dev/null | grep -q 'install ok' || missing="$$missing $$package"; \
		done; \
		if [ -n "$$missing" ]; then \
			if [ "$$(id -u)" = 0 ]; then run=""; elif sudo -n true 2>/dev/null; then run="sudo"; else run="none"; fi; \
			if [ "$$run" = none ]; then \
				echo "Qt and MediaPipe need these packages; please run: sudo apt-get install$$missing"; \
			else \
				$$run apt-get update -q >/dev/null && \
				DEBIAN_FRONTEND=noninteractive $$run apt-get install -q -y --no-install-recommends $$missing >/dev/null; \
			fi; \
		fi; \
	fi

clean:
	rm -rf $(VENV) demo-output build dist *.egg-info
