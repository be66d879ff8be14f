# make          set up and rebuild the article
# make test     set up and run the tests
# make preview  show the articles in a browser, made anew at every save
# make diff     show what changed in them since a revision: make diff BASE=v1.0 [HEAD=v1.1]
# make submission  make what a journal's system takes (results/submission); config.yaml has the switches
# make refresh  remake data/synthetic from data/published
# make check-data DATA=folder [IN=tr]  list all problems of an export, in English or Turkish, without a build
# make small-counts  list the small counts before a release (results/audit/small-counts.csv)
# make evidence  put the evidence of the run in one folder to take home (results/evidence)
# make forms    write the synthetic export as Excel and SPSS files too (results/forms)
# make bench    measure what builds take (minutes; on a machine that does nothing else)
# make cluster  add what runs the steps on a Slurm cluster: snakemake --profile workflow/profiles/slurm
# make lock     resolve envs/*.in anew
# make clean    remove what the workflow made

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
# Both lists are resolved together, so the tests' packages never change the article's.
INSTALL = $(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes --requirement

# Every step is a process. What Python compiles is kept for the next ones, although many containers forbid that.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: article test bench cluster preview diff submission refresh lock quarto clean format check-data forms small-counts evidence

article: $(VENV)/article.stamp $(VENV)/quarto.stamp
	@$(BIN)/snakemake --logger rich
	@printf '\nThe article is in results/article/:\n' && ls results/article/article.*

test: $(VENV)/test.stamp
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/snakefmt --check Snakefile workflow/rules
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/snakemake --lint
	@# One worker more than cores: some tests wait for a queue, a page or a lock.
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m pytest -n $$(($$(getconf _NPROCESSORS_ONLN) + 1)) --dist loadfile --no-loadscope-reorder $(PYTEST)

preview: $(VENV)/article.stamp
	@$(BIN)/python workflow/step.py preview

diff: $(VENV)/article.stamp
	@$(BIN)/python workflow/step.py diff --base '$(BASE)' --head '$(HEAD)'

submission: $(VENV)/article.stamp
	@$(BIN)/snakemake submission --logger rich && tail -n +1 results/submission/*/report.txt

refresh: $(VENV)/article.stamp
	@$(BIN)/snakemake refresh

check-data: $(VENV)/article.stamp
	@$(BIN)/python workflow/step.py check_data --export "$$DATA" --list results/cohort/problems.csv --language $(or $(IN),en)

small-counts: $(VENV)/article.stamp
	@$(BIN)/snakemake results/audit/small-counts.csv
	@printf '\nThe list is in results/audit/small-counts.csv.\n'

evidence: $(VENV)/article.stamp $(VENV)/quarto.stamp
	@$(BIN)/snakemake evidence --logger rich
	@printf '\nThe evidence is in results/evidence/.\n'

forms: $(VENV)/article.stamp
	@$(BIN)/python workflow/step.py forms --export data/synthetic --folder results/forms

bench: $(VENV)/test.stamp
	@$(BIN)/python tests/benchmarks/build.py

cluster: $(VENV)/article.stamp
	@$(INSTALL) envs/cluster.txt

format: $(VENV)/test.stamp
	@$(BIN)/ruff check --fix . && $(BIN)/ruff format . && $(BIN)/snakefmt Snakefile workflow/rules

quarto:
	@rm -f $(VENV)/quarto.stamp && $(MAKE) --no-print-directory $(VENV)/quarto.stamp

clean:
	rm -rf results manuscript/numbers.json manuscript/translations.yml manuscript/tables manuscript/figures manuscript/_out manuscript/.quarto
	rm -rf .snakemake/metadata .snakemake/incomplete

# --- set-up -----------------------------------------------------------------------------------------------------------

$(BIN)/uv: envs/uv.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo 'error: Python 3.11 or newer is needed. Name one: make PYTHON=python3.12'; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
	  { echo "error: $(PYTHON) has no venv module. On Debian or Ubuntu: apt install python3-venv"; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement envs/uv.txt
	@touch $@

$(VENV)/article.stamp: envs/requirements.txt $(BIN)/uv
	@echo 'Installing what the article is built with …'
	@$(INSTALL) envs/requirements.txt && touch $@

$(VENV)/test.stamp: envs/requirements-test.txt $(VENV)/article.stamp
	@echo 'Installing what the tests add …'
	@$(INSTALL) envs/requirements-test.txt && touch $@

$(VENV)/quarto.stamp: envs/quarto.txt $(BIN)/uv
	@BIN=$(BIN) sh envs/quarto.sh && touch $@

lock: $(BIN)/uv
	@cd envs && for list in uv requirements; do \
	  ../$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --upgrade $$list.in -o $$list.txt; done
	@cd envs && ../$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --upgrade \
	  requirements-test.in --constraint requirements.txt -o requirements-test.txt
	@cd envs && ../$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --upgrade \
	  cluster.in --constraint requirements.txt -o cluster.txt
	@cd envs && ../$(BIN)/uv pip compile --quiet --universal --no-deps --generate-hashes --no-header quarto.in -o quarto.txt
	@$(BIN)/python envs/conda.py envs/requirements.in envs/requirements.txt envs/workflow.yaml
