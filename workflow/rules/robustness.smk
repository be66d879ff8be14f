"""How far the paper's conclusions depend on what it does not print: many cohorts, exact bounds, a landmark analysis."""

CHUNK = 1000
COHORTS = config["robustness"]["cohorts"]
CHUNKS = range(-(-COHORTS // CHUNK))


rule sample_cohorts:
    input:
        code=sources("sample_cohorts"),
        published=PUBLISHED,
        schema="workflow/schemas/claims.schema.yaml",
    output:
        temp("results/robustness/part-{chunk}.csv"),
    log:
        "results/logs/sample-cohorts-{chunk}.log",
    conda:
        "../../envs/workflow.yaml"
    params:
        **config["robustness"],
        size=CHUNK,
        confidence=config["analysis"]["confidence"],
    message:
        "Sample and analyze cohorts that satisfy the paper's statements (chunk {wildcards.chunk})"
    shell:
        "python {input.code[0]} sample_cohorts --published data/published --chunk {wildcards.chunk} --size {params.size}"
        " --cohorts {params.cohorts} --seed {params.seed} --confidence {params.confidence}"
        " --tau-years {params.horizon} --part {output} > {log} 2>&1"


rule robustness:
    input:
        code=sources("robustness"),
        parts=expand("results/robustness/part-{chunk}.csv", chunk=CHUNKS),
        published=PUBLISHED,
        schema="workflow/schemas/claims.schema.yaml",
    output:
        summary="results/robustness/summary.json",
        numbers="results/numbers/robustness.json",
    log:
        "results/logs/robustness.log",
    conda:
        "../../envs/workflow.yaml"
    params:
        **config["robustness"],
        alpha=config["analysis"]["alpha"],
    message:
        "Summarize the results over all sampled cohorts"
    shell:
        "python {input.code[0]} robustness --parts {input.parts} --published data/published --seed {params.seed}"
        " --alpha {params.alpha} --tau-years {params.horizon} --summary {output.summary} --numbers {output.numbers}"
        " > {log} 2>&1"


rule bounds:
    input:
        code=sources("bounds"),
        published=PUBLISHED,
        schema="workflow/schemas/claims.schema.yaml",
    output:
        bounds="results/robustness/bounds.json",
        numbers="results/numbers/bounds.json",
    log:
        "results/logs/bounds.log",
    conda:
        "../../envs/workflow.yaml"
    message:
        "Bound what survival analysis can show over all times that the paper's statements admit"
    shell:
        "python {input.code[0]} bounds --published data/published --bounds {output.bounds} --numbers {output.numbers}"
        " > {log} 2>&1"


rule landmark:
    input:
        code=sources("landmark"),
        cohort="results/cohort/cohort.csv",
        plan=PLAN,
    output:
        numbers="results/numbers/landmark.json",
    log:
        "results/logs/landmark.log",
    conda:
        "../../envs/workflow.yaml"
    message:
        "Compare survival from landmarks on, and show what guarantee time does"
    shell:
        step("landmark", "cohort", "numbers", seed=config["robustness"]["seed"], **ANALYSIS)


rule figure_robustness:
    input:
        code=sources("figure_robustness"),
        summary="results/robustness/summary.json",
        bounds="results/robustness/bounds.json",
        numbers="results/numbers.json",
        labels="manuscript/labels.{lang}.yaml",
    output:
        svg=report(
            "results/figures/robustness-{lang}.svg",
            caption="../report/robustness.rst",
            category="Figures",
            labels={"figure": "Robustness", "language": "{lang}"},
        ),
        pdf="results/figures/robustness-{lang}.pdf",
        png="results/figures/robustness-{lang}.png",
    log:
        "results/logs/figure-robustness-{lang}.log",
    conda:
        "../../envs/workflow.yaml"
    message:
        "Draw how far the results spread over the sampled cohorts ({wildcards.lang})"
    shell:
        "python {input.code[0]} figure_robustness --summary {input.summary} --bounds {input.bounds}"
        " --numbers {input.numbers} --labels {input.labels} --lang {wildcards.lang}"
        " --svg {output.svg} --pdf {output.pdf} --png {output.png} > {log} 2>&1"
