"""The numbers: each step computes some; `numbers` words them in every language and adds where they come from."""

# Steps that write numbers: those that compute them from the cohort, and all, in the order of numbers.json.
OF_COHORT = ["flow", "table1", "survival", "plans"]
REGISTRIES = [*OF_COHORT, "forensics", "ledger", "verdicts", "consistency", "bounds"]


rule flow:
    input:
        cohort="results/cohort/cohort.csv",
    output:
        numbers="results/numbers/flow.json",
    message:
        "Count the children on their way from first relapse to last contact"
    shell:
        step("flow", "cohort", "numbers", times=TIMES)


rule table1:
    input:
        cohort="results/cohort/cohort.csv",
        plan=PLAN,
        labels=LABELS,
    output:
        numbers="results/numbers/table1.json",
        tables=expand("results/tables/table1.{lang}.md", lang=LANGUAGES),
    message:
        "Compare the salvage groups feature by feature: Table 1"
    shell:
        step("table1", "cohort labels", "numbers tables", **ANALYSIS)


rule survival:
    input:
        cohort="results/cohort/cohort.csv",
        plan=PLAN,
    output:
        numbers="results/numbers/survival.json",
        curves="results/statistics/survival-curves.csv",
    message:
        "Compare toxicity and survival: proportions, Kaplan-Meier, log-rank with its exact permutation p"
    shell:
        step("survival", "cohort", "numbers curves", **ANALYSIS, times=TIMES)


rule plans:
    input:
        cohort="results/cohort/cohort.csv",
        plan=PUBLISHED_PLAN,
        labels=LABELS,
    output:
        numbers="results/numbers/plans.json",
        tables=expand("results/tables/plans.{lang}.md", lang=LANGUAGES),
    message:
        "Show every comparison under the published and the recommended plan"
    shell:
        step("plans", "cohort labels", "numbers tables", **ANALYSIS | {"plan": PUBLISHED_PLAN})


rule determined:
    input:
        registries=expand("results/numbers/{step}.json", step=OF_COHORT),
        claims=CLAIMS,
        origin="results/cohort/origin.json",
    output:
        result=reported("results/determined.json", "determined", evidence="What the article determines (JSON)"),
    message:
        "Find the numbers that follow from what the paper prints, however its gaps are filled"
    shell:
        step("determined", "registries origin", "result", published="data/published")


rule numbers:
    input:
        plan=PLAN,
        registries=expand("results/numbers/{step}.json", step=REGISTRIES),
        claims=CLAIMS,
        origin="results/cohort/origin.json",
        determined="results/determined.json",
        ledger="results/ledger.json",
        labels=LABELS,
    output:
        numbers=reported("results/numbers.json", "numbers", evidence="Numbers (JSON)"),
    message:
        "Merge all numbers; word each in every language; say what the paper prints for it"
    shell:
        step("numbers", "registries origin determined ledger labels", "numbers", published="data/published", **ANALYSIS)


rule bounds:
    input:
        claims=CLAIMS,
    output:
        bounds="results/robustness/bounds.json",
        times=reported("results/robustness/attaining-times.csv", "times", evidence="Times that attain the bounds"),
        numbers="results/numbers/bounds.json",
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
        numbers="results/numbers.json",
    output:
        table="results/audit/small-counts.csv",
    message:
        "List the small counts of patients, which may point at a single one"
    shell:
        step("small_counts", "numbers", "table", smallest=config["privacy"]["smallest_count"])
