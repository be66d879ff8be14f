"""The numbers: each step computes some; `numbers` words them in every language and adds where they come from."""

# Steps that write numbers for the article, in the order in which numbers.json lists them.
# Registries of numbers: those that are computed from the cohort, and all.
OF_COHORT = ["flow", "table1", "survival", "plans"]
REGISTRIES = [*OF_COHORT, "forensics", "ledger", "verdicts", "consistency", "bounds"]


rule flow:
    input:
        code=sources("flow"),
        cohort="results/cohort/cohort.csv",
    output:
        numbers="results/numbers/flow.json",
    log:
        "results/logs/flow.log",
    message:
        "Count the children on their way from first relapse to last contact"
    shell:
        step("flow", "cohort", "numbers", times=TIMES)


rule table1:
    input:
        code=sources("table1"),
        cohort="results/cohort/cohort.csv",
        plan=PLAN,
        labels=LABELS,
    output:
        numbers="results/numbers/table1.json",
        tables=expand("results/tables/table1.{lang}.md", lang=LANGUAGES),
    log:
        "results/logs/table1.log",
    message:
        "Compare the salvage groups feature by feature: Table 1"
    shell:
        step("table1", "cohort labels", "numbers tables", **ANALYSIS)


rule survival:
    input:
        code=sources("survival"),
        cohort="results/cohort/cohort.csv",
        plan=PLAN,
    output:
        numbers="results/numbers/survival.json",
        curves="results/statistics/survival-curves.csv",
    log:
        "results/logs/survival.log",
    message:
        "Compare toxicity and survival: proportions, Kaplan-Meier, log-rank with its exact permutation p"
    shell:
        step("survival", "cohort", "numbers curves", **ANALYSIS, times=TIMES)


rule plans:
    input:
        code=sources("plans"),
        cohort="results/cohort/cohort.csv",
        plan=PUBLISHED_PLAN,
        labels=LABELS,
    output:
        numbers="results/numbers/plans.json",
        tables=expand("results/tables/plans.{lang}.md", lang=LANGUAGES),
    log:
        "results/logs/plans.log",
    message:
        "Show every comparison under the published and the recommended plan"
    shell:
        step("plans", "cohort labels", "numbers tables", **ANALYSIS | {"plan": PUBLISHED_PLAN})


rule determined:
    input:
        code=sources("determined"),
        registries=expand("results/numbers/{step}.json", step=OF_COHORT),
        claims=CLAIMS,
        origin="results/cohort/origin.json",
    output:
        result=reported("results/determined.json", "determined", evidence="What the article determines (JSON)"),
    log:
        "results/logs/determined.log",
    message:
        "Find the numbers that follow from what the paper prints, however its gaps are filled"
    shell:
        step("determined", "registries origin", "result", published="data/published")


rule numbers:
    input:
        code=sources("numbers"),
        plan=PLAN,
        registries=expand("results/numbers/{step}.json", step=REGISTRIES),
        claims=CLAIMS,
        origin="results/cohort/origin.json",
        determined="results/determined.json",
        ledger="results/ledger.json",
        labels=LABELS,
    output:
        numbers=reported("results/numbers.json", "numbers", evidence="Numbers (JSON)"),
    log:
        "results/logs/numbers.log",
    message:
        "Merge all numbers; word each in every language; say what the paper prints for it"
    shell:
        step("numbers", "registries origin determined ledger labels", "numbers", published="data/published", **ANALYSIS)


rule bounds:
    input:
        code=sources("bounds"),
        claims=CLAIMS,
    output:
        bounds="results/robustness/bounds.json",
        times=reported("results/robustness/attaining-times.csv", "times", evidence="Times that attain the bounds"),
        numbers="results/numbers/bounds.json",
    log:
        "results/logs/bounds.log",
    message:
        "Bound what survival analysis can show over all times that the paper's statements admit"
    shell:
        step(
            "bounds",
            "",
            "bounds times numbers",
            published="data/published",
            horizon=config["robustness"]["horizon"],
            alpha=config["analysis"]["alpha"],
        )


rule small_counts:
    input:
        code=sources("small_counts"),
        numbers="results/numbers.json",
    output:
        table="results/audit/small-counts.csv",
    log:
        "results/logs/small-counts.log",
    message:
        "List the small counts of patients, which may point at a single one"
    shell:
        step("small_counts", "numbers", "table", smallest=config["privacy"]["smallest_count"])
