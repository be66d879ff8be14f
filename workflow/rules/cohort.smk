"""From what the paper prints to an export, and from an export to one validated row a patient."""

EXPORT = Path(config["export"]["folder"])
with exit_plainly():
    # How exactly survival times may leave results/cohort.
    TIMES = "days" if read_origin(EXPORT)["synthetic"] else config["privacy"]["times"]
DICTIONARY = Path("data/synthetic/dictionary.yaml")
TABLES = [f"{table['file']}.csv" for table in read_mapping(DICTIONARY)["tables"].values()]
RECONSTRUCTED = expand("results/reconstruction/{file}", file=[*TABLES, "origin.json"])


rule reconstruct:
    input:
        claims=CLAIMS,
        dictionary=str(DICTIONARY),
    output:
        RECONSTRUCTED,
    priority: 1
    message:
        "Reconstruct a synthetic cohort from what the paper prints, as a hospital would export it"
    shell:
        step(
            "reconstruct",
            "dictionary",
            published="data/published",
            seed=config["reconstruction"]["seed"],
            weights=WEIGHTS,
            folder="results/reconstruction",
        )


rule compare_exports:
    input:
        made=RECONSTRUCTED,
        committed=sorted(str(path) for path in Path("data/synthetic").glob("*") if path.is_file()),
    output:
        report=reported("results/audit/reconstruction.json", "reconstruction", evidence="Reconstruction (JSON)"),
    message:
        "Compare the committed synthetic export with the reconstruction, file by file"
    shell:
        step("compare_exports", outputs="report", made="results/reconstruction", committed="data/synthetic")


rule refresh:
    input:
        RECONSTRUCTED,
    output:
        touch("results/logs/refreshed"),
    message:
        "Replace the committed export by the one that was just reconstructed"
    shell:
        "cp {input} data/synthetic/ > {log} 2>&1"


rule clean:
    input:
        schema="workflow/schemas/dictionary.schema.yaml",
        export=sorted(str(path) for path in EXPORT.glob("*") if path.is_file()),
    output:
        cohort="results/cohort/cohort.csv",
        cleaning_log="results/cohort/cleaning-log.csv",
        origin="results/cohort/origin.json",
    priority: 2
    message:
        "Clean the export: parse, validate, derive; one row a patient, every decision logged"
    shell:
        step("clean", outputs="cohort cleaning_log origin", export=shlex.quote(str(EXPORT)))


onsuccess:
    # What cleaning took although it is doubtful, and whom it left out.
    said = Path("results/logs/clean.log")
    print(said.read_text("utf-8") if said.is_file() else "", end="")
