#!/bin/sh
# Get Quarto where its download can be reached; say what was decided. Never fails: the embedded engine does without.
if command -v quarto >/dev/null 2>&1; then
  echo "Quarto $(quarto --version) is installed: it renders the article."
  exit 0
fi
probe='import urllib.request; urllib.request.urlopen("https://github.com/quarto-dev/quarto-cli/releases", timeout=3)'
if ! "$BIN/python" -c "$probe" >/dev/null 2>&1; then
  echo "Quarto's download page cannot be reached: the embedded engine (Pandoc and Typst) renders the article."
elif "$BIN/python" -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
    --requirement envs/quarto.txt >/dev/null 2>&1 && "$BIN/quarto" --version >/dev/null 2>&1; then
  echo "Quarto $("$BIN/quarto" --version) was installed: it renders the article."
else
  echo "Quarto could not be installed: the embedded engine (Pandoc and Typst) renders the article."
fi
