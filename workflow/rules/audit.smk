"""What a reviewer asks first: does each number reproduce, and can the paper's statements hold together?"""

FORENSIC = ["percentages", "pvalues", "nearest", "cells", "fragility"]


rule consistency:
    input:
        claims=CLAIMS,
        explanations="data/contradictions.yaml",
    output:
        results=reported("results/consistency.json", "consistency", evidence="Contradictions (JSON)"),
        numbers="results/numbers/consistency.json",
    priority: 3
    message:
        "Prove which of the paper's statements cannot hold together"
    shell:
        step("consistency", "explanations", "results numbers", published="data/published", weights=WEIGHTS)


rule contradictions:
    input:
        claims=CLAIMS,
        consistency="results/consistency.json",
        labels=LABELS,
    output:
        tables=expand("results/tables/contradictions.{lang}.md", lang=LANGUAGES),
    message:
        "Write the table of the paper's contradictions"
    shell:
        step("contradictions", "consistency labels", "tables", published="data/published")


rule forensics:
    input:
        claims=CLAIMS,
    output:
        plan=PUBLISHED_PLAN,
        tables=[
            reported(f"results/forensics/{table}.csv", "forensics", evidence=f"Rounding and tests: {table}")
            for table in FORENSIC
        ],
        numbers="results/numbers/forensics.json",
    priority: 2
    message:
        "Find which rounding rules and which tests the printed numbers can come from"
    shell:
        step(
            "forensics",
            "",
            "numbers",
            published="data/published",
            alpha=config["analysis"]["alpha"],
            folder="results/forensics",
        )


rule ledger:
    input:
        claims=CLAIMS,
        cohort="results/cohort/cohort.csv",
        origin="results/cohort/origin.json",
        reconstruction="results/reconstruction/origin.json",
        determined="results/determined.json",
        plan=PLAN,
        bounds="results/robustness/bounds.json",
        labels=LABELS,
    output:
        table=reported("results/ledger.csv", "ledger", evidence="Ledger (table)"),
        ledger="results/ledger.json",
        numbers="results/numbers/ledger.json",
    message:
        "Recompute every number that the paper prints and give each a verdict: the ledger"
    shell:
        step(
            "ledger",
            "cohort origin reconstruction determined bounds labels",
            "table ledger numbers",
            published="data/published",
            **ANALYSIS,
        )


rule verdicts:
    input:
        ledger="results/ledger.json",
        claims=CLAIMS,
        labels=LABELS,
    output:
        numbers="results/numbers/verdicts.json",
        tables=expand("results/tables/verdicts.{lang}.md", lang=LANGUAGES),
    message:
        "Sum up the ledger's verdicts for the article"
    shell:
        step("verdicts", "ledger labels", "numbers tables", published="data/published")


rule audit:
    input:
        parts=sorted(str(path) for path in Path("workflow/edition/audit/templates").iterdir()),
        claims=CLAIMS,
        dictionary=f"{EXPORT}/dictionary.yaml",
        numbers="results/numbers.json",
        ledger="results/ledger.json",
        consistency="results/consistency.json",
        cohort="results/cohort/cohort.csv",
        cleaning="results/cohort/cleaning-log.csv",
        article="results/article/article.{lang}.html",
        rendered="results/checks/rendered.{lang}.json",
        tables=[
            *expand("results/forensics/{table}.csv", table=FORENSIC),
            "results/cohort/cleaning-log.csv",
        ],
        others=[*expand("results/checks/rendered.{other}.json", other=LANGUAGES), "results/audit/reconstruction.json"],
        labels=LABELS,
    output:
        page=reported("results/audit/audit.{lang}.html", "audit", "Audit", page="Audit", language="{lang}"),
    message:
        "Show where every number comes from ({wildcards.lang})"
    shell:
        step(
            "audit",
            "numbers ledger consistency cohort cleaning dictionary article rendered tables others labels",
            "page",
            published="data/published",
            lang="{wildcards.lang}",
        )
