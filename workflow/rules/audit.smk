"""What a reviewer asks first: are the data what they are said to be, and does each number reproduce?"""


rule compare_exports:
    input:
        code=sources("compare_exports"),
        made=RECONSTRUCTED,
        committed=sorted(str(path) for path in Path("data/synthetic").glob("*") if path.is_file()),
    output:
        "results/audit/reconstruction.json",
    log:
        "results/logs/compare-exports.log",
    conda:
        "../../envs/workflow.yaml"
    message:
        "Compare the committed synthetic export with the reconstruction, file by file"
    shell:
        "python {input.code[0]} compare_exports --made results/reconstruction --committed data/synthetic"
        " --report {output} > {log} 2>&1"


rule consistency:
    input:
        code=sources("consistency"),
        published=PUBLISHED,
        schema="workflow/schemas/claims.schema.yaml",
        explanations="data/contradictions.yaml",
    output:
        results="results/consistency.json",
        numbers="results/numbers/consistency.json",
    log:
        "results/logs/consistency.log",
    conda:
        "../../envs/workflow.yaml"
    params:
        weights=WEIGHTS,
    message:
        "Prove which of the paper's statements cannot hold together"
    shell:
        "python {input.code[0]} consistency --published data/published --explanations {input.explanations}"
        " --weights {params.weights} --results {output.results} --numbers {output.numbers} > {log} 2>&1"


rule contradictions:
    input:
        code=sources("contradictions"),
        published=PUBLISHED,
        schema="workflow/schemas/claims.schema.yaml",
        consistency="results/consistency.json",
        labels=LABELS,
    output:
        tables=expand("results/tables/contradictions.{lang}.md", lang=LANGUAGES),
    log:
        "results/logs/contradictions.log",
    conda:
        "../../envs/workflow.yaml"
    params:
        languages=LANGUAGES,
    message:
        "Write the table of the paper's contradictions"
    shell:
        "python {input.code[0]} contradictions --published data/published --consistency {input.consistency}"
        " --languages {params.languages} --labels {input.labels} --tables {output.tables} > {log} 2>&1"


rule forensics:
    input:
        code=sources("forensics"),
        published=PUBLISHED,
        schema="workflow/schemas/claims.schema.yaml",
        cohort="results/cohort/cohort.csv",
        origin="results/cohort/origin.json",
    output:
        plan=PUBLISHED_PLAN,
        tables=expand(
            "results/forensics/{table}.csv",
            table=["percentages", "pvalues", "procedures", "nearest", "cells", "means", "fragility", "adjusted"],
        ),
        numbers="results/numbers/forensics.json",
    log:
        "results/logs/forensics.log",
    conda:
        "../../envs/workflow.yaml"
    params:
        folder=lambda wildcards, output: str(Path(output.plan).parent),
        alpha=config["analysis"]["alpha"],
    message:
        "Find which rounding rules and which tests the printed numbers can come from"
    shell:
        "python {input.code[0]} forensics --published data/published --cohort {input.cohort} --origin {input.origin}"
        " --alpha {params.alpha} --folder {params.folder} --numbers {output.numbers} > {log} 2>&1"


rule ledger:
    input:
        code=sources("ledger"),
        published=PUBLISHED,
        schema="workflow/schemas/claims.schema.yaml",
        cohort="results/cohort/cohort.csv",
        origin="results/cohort/origin.json",
        plan=PUBLISHED_PLAN,
        bounds="results/robustness/bounds.json",
    output:
        table="results/ledger.csv",
        ledger="results/ledger.json",
        numbers="results/numbers/ledger.json",
    log:
        "results/logs/ledger.log",
    conda:
        "../../envs/workflow.yaml"
    params:
        **ANALYSIS,
    message:
        "Recompute every number that the paper prints and give each a verdict: the ledger"
    shell:
        "python {input.code[0]} ledger --published data/published --cohort {input.cohort} --origin {input.origin}"
        " --plan {params.plan} --alpha {params.alpha} --confidence {params.confidence} --published-plan {input.plan}"
        " --bounds {input.bounds} --table {output.table} --ledger {output.ledger} --numbers {output.numbers}"
        " > {log} 2>&1"


rule verdicts:
    input:
        code=sources("verdicts"),
        ledger="results/ledger.json",
        published=PUBLISHED,
        schema="workflow/schemas/claims.schema.yaml",
        labels=LABELS,
    output:
        numbers="results/numbers/verdicts.json",
        tables=expand("results/tables/verdicts.{lang}.md", lang=LANGUAGES),
    log:
        "results/logs/verdicts.log",
    conda:
        "../../envs/workflow.yaml"
    params:
        languages=LANGUAGES,
    message:
        "Sum up the ledger's verdicts for the article"
    shell:
        "python {input.code[0]} verdicts --ledger {input.ledger} --published data/published"
        " --languages {params.languages} --labels {input.labels} --numbers {output.numbers} --tables {output.tables}"
        " > {log} 2>&1"
