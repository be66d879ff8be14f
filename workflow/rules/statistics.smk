"""The numbers: each step computes some; `numbers` words them in every language and adds where they come from."""

# Steps that write numbers for the article, in the order in which numbers.json lists them.
BOOKS = [
    "flow",
    "table1",
    "toxicity",
    "survival",
    "plans",
    "forensics",
    "ledger",
    "verdicts",
    "consistency",
    "bounds",
    "robustness",
    "landmark",
]
PUBLISHED_PLAN = "results/forensics/plan.yaml"
# Only steps that follow the published plan wait for it to be found; the recommended one is declared in code.
PLAN = [PUBLISHED_PLAN] if config["analysis"]["plan"] == "published" else []
ANALYSIS = {**config["analysis"], "plan": lambda wildcards: PLAN[0] if PLAN else "recommended"}
LABELS = expand("manuscript/labels.{lang}.yaml", lang=LANGUAGES)


rule flow:
    input:
        code=sources("flow"),
        cohort="results/cohort/cohort.csv",
    output:
        "results/numbers/flow.json",
    log:
        "results/logs/flow.log",
    conda:
        "../../envs/workflow.yaml"
    message:
        "Count the children on their way from first relapse to last contact"
    shell:
        "python {input.code[0]} flow --cohort {input.cohort} --numbers {output} > {log} 2>&1"


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
    conda:
        "../../envs/workflow.yaml"
    params:
        **ANALYSIS,
    message:
        "Compare the salvage groups feature by feature: Table 1"
    shell:
        "python {input.code[0]} table1 --cohort {input.cohort} --plan {params.plan} --alpha {params.alpha}"
        " --confidence {params.confidence} --labels {input.labels} --numbers {output.numbers}"
        " --tables {output.tables} > {log} 2>&1"


rule toxicity:
    input:
        code=sources("toxicity"),
        cohort="results/cohort/cohort.csv",
        plan=PLAN,
    output:
        "results/numbers/toxicity.json",
    log:
        "results/logs/toxicity.log",
    conda:
        "../../envs/workflow.yaml"
    params:
        **ANALYSIS,
    message:
        "Compare the worst toxicity grades of the salvage groups"
    shell:
        "python {input.code[0]} toxicity --cohort {input.cohort} --plan {params.plan} --alpha {params.alpha}"
        " --confidence {params.confidence} --numbers {output} > {log} 2>&1"


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
    conda:
        "../../envs/workflow.yaml"
    params:
        **ANALYSIS,
    message:
        "Estimate and compare survival: proportions, Kaplan-Meier, log-rank with its exact permutation p"
    shell:
        "python {input.code[0]} survival --cohort {input.cohort} --plan {params.plan} --alpha {params.alpha}"
        " --confidence {params.confidence} --numbers {output.numbers} --curves {output.curves} > {log} 2>&1"


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
    conda:
        "../../envs/workflow.yaml"
    params:
        **ANALYSIS,
    message:
        "Show every comparison under the published and the recommended plan"
    shell:
        "python {input.code[0]} plans --cohort {input.cohort} --plan {input.plan} --alpha {params.alpha}"
        " --confidence {params.confidence} --labels {input.labels} --numbers {output.numbers}"
        " --tables {output.tables} > {log} 2>&1"


rule entailed:
    input:
        code=sources("entailed"),
        books=expand("results/numbers/{step}.json", step=["flow", "table1", "toxicity", "survival", "landmark"]),
        published=PUBLISHED,
        schema="workflow/schemas/claims.schema.yaml",
        origin="results/cohort/origin.json",
    output:
        "results/entailed.json",
    log:
        "results/logs/entailed.log",
    conda:
        "../../envs/workflow.yaml"
    message:
        "Find the numbers that follow from what the paper prints, however its gaps are filled"
    shell:
        "python {input.code[0]} entailed --books {input.books} --published data/published --origin {input.origin}"
        " --numbers {output} > {log} 2>&1"


rule numbers:
    input:
        code=sources("numbers"),
        plan=PLAN,
        books=expand("results/numbers/{step}.json", step=BOOKS),
        published=PUBLISHED,
        schema="workflow/schemas/claims.schema.yaml",
        origin="results/cohort/origin.json",
        entailed="results/entailed.json",
        ledger="results/ledger.json",
        labels=LABELS,
    output:
        "results/numbers.json",
    log:
        "results/logs/numbers.log",
    conda:
        "../../envs/workflow.yaml"
    params:
        **ANALYSIS,
        languages=LANGUAGES,
    message:
        "Merge all numbers; word each in every language; say what the paper prints for it"
    shell:
        "python {input.code[0]} numbers --books {input.books} --published data/published --origin {input.origin}"
        " --entailed {input.entailed} --ledger {input.ledger} --languages {params.languages} --labels {input.labels} --plan {params.plan} --alpha {params.alpha}"
        " --confidence {params.confidence} --numbers {output} > {log} 2>&1"
