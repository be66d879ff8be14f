"""What a reviewer takes home: `snakemake evidence`."""

from edition.audit import contents

CHECKLISTS = ["strobe", "sampl"]


rule supplements:
    input:
        template="workflow/edition/audit/supplement.typ",
        ledger="results/ledger.json",
        article="results/article/article.{lang}.html",
        lists=expand("data/checklists/{list}.yaml", list=CHECKLISTS),
        labels="manuscript/labels.{lang}.yaml",
    output:
        ledger_pdf=reported("results/supplements/ledger.{lang}.pdf", "ledger", evidence="Ledger", language="{lang}"),
        ledger_excel="results/supplements/ledger.{lang}.xlsx",
        list_pdfs=[
            reported(
                f"results/supplements/{name}.{{lang}}.pdf",
                "checklists",
                evidence=f"{name.upper()} checklist",
                language="{lang}",
            )
            for name in CHECKLISTS
        ],
    message:
        "Write the ledger and the reporting checklists as supplements ({wildcards.lang})"
    shell:
        step("supplements", "ledger article lists labels", "ledger_pdf ledger_excel list_pdfs", lang="{wildcards.lang}")


rule evidence:
    input:
        template="workflow/edition/audit/supplement.typ",
        project=lambda wildcards: contents.sources(),
        made=rules.all.input,
        results=[
            *expand("results/audit/audit.{lang}.html", lang=LANGUAGES),
            *expand("results/supplements/ledger.{lang}.pdf", lang=LANGUAGES),
            *expand("results/checks/rendered.{lang}.json", lang=LANGUAGES),
            "results/checks/manuscript.json",
            "results/checks/passages.json",
            "results/audit/reconstruction.json",
        ],
        ledger="results/ledger.json",
        articles=expand("results/article/article.{lang}.html", lang=LANGUAGES),
        small_counts="results/audit/small-counts.csv",
        citation="CITATION.cff",
        labels=LABELS,
    output:
        "results/evidence/ro-crate-metadata.json",
    message:
        "Put the evidence of this run in one folder to take home: crate, manifest, certificate, supplements"
    shell:
        step(
            "evidence",
            "results ledger articles small_counts citation labels",
            # Only named: a record of what is written there would be watched, and the folder is to be taken away.
            folder="results/evidence",
            overrides=list(map(shlex.quote, OVERRIDES)),
            smallest=config["privacy"]["smallest_count"],
        )
