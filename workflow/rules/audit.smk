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
