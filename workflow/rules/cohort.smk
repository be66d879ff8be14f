"""From what the paper prints to an export, and from an export to one validated row a patient."""

PUBLISHED = sorted(str(path) for path in Path("data/published").glob("*.yaml"))
EXPORT = Path(config["export"]["folder"])
TABLES = ["hastalar", "nuksler", "tedaviler", "nakiller", "advers_olaylar", "izlem"]
WEIGHTS = [f"{section}={weight}" for section, weight in config["reconstruction"]["weights"].items()]
RECONSTRUCTED = expand("results/reconstruction/{file}", file=[*(f"{table}.csv" for table in TABLES), "origin.json"])


rule reconstruct:
    input:
        code=sources("reconstruct"),
        schema="workflow/schemas/claims.schema.yaml",
        claims=PUBLISHED,
        dictionary="data/synthetic/dictionary.yaml",
    output:
        RECONSTRUCTED,
    log:
        "results/logs/reconstruct.log",
    conda:
        "../../envs/workflow.yaml"
    params:
        folder=lambda wildcards, output: Path(output[0]).parent,
        seed=config["reconstruction"]["seed"],
        weights=WEIGHTS,
    message:
        "Reconstruct a synthetic cohort from what the paper prints, as a hospital would export it"
    shell:
        "python {input.code[0]} reconstruct --published data/published --dictionary {input.dictionary}"
        " --seed {params.seed} --weights {params.weights} --folder {params.folder} > {log} 2>&1"


rule refresh:
    input:
        RECONSTRUCTED,
    output:
        touch("results/logs/refreshed"),
    log:
        "results/logs/refresh.log",
    conda:
        "../../envs/workflow.yaml"
    message:
        "Replace the committed export by the one that was just reconstructed"
    shell:
        "cp {input} data/synthetic/ > {log} 2>&1"


rule clean:
    input:
        code=sources("clean"),
        export=sorted(str(path) for path in EXPORT.glob("*") if path.is_file()),
    output:
        cohort="results/cohort/cohort.csv",
        log="results/cohort/cleaning-log.csv",
        origin="results/cohort/origin.json",
    log:
        "results/logs/clean.log",
    conda:
        "../../envs/workflow.yaml"
    params:
        export=EXPORT,
    message:
        "Clean the export: parse, validate, derive; one row a patient, every decision logged"
    shell:
        "python {input.code[0]} clean --export {params.export:q} --cohort {output.cohort}"
        " --cleaning-log {output.log} --origin {output.origin} > {log} 2>&1"
