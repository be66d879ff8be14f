"""From the sources in each language to the typeset article."""

from edition.render.quarto import is_installed
from edition.render.staging import files as article_files

ARTICLES = expand("manuscript/article.{lang}.qmd", lang=LANGUAGES)
ARTICLE_TABLES = ["table1", "plans", "verdicts", "contradictions"]
# What the articles name besides their sources, below results/.
NAMED = [
    "numbers.json",
    *expand("tables/{table}.{lang}.md", table=ARTICLE_TABLES, lang=LANGUAGES),
    *expand("figures/{figure}-{lang}.{format}", figure=FIGURES, lang=LANGUAGES, format=["svg", "png"]),
]
# Parts of the embedded engine that are not Python, which `sources` cannot find.
ENGINE_PARTS = sorted(
    str(path.relative_to(workflow.basedir))
    for kind in ("lua", "languages", "templates")
    for path in Path(workflow.basedir, "workflow/edition/render", kind).iterdir()
)
ENGINE = config["render"]["engine"]
if ENGINE == "auto":
    ENGINE = "quarto" if is_installed() else "embedded"


rule check_manuscript:
    input:
        code=sources("check_manuscript"),
        articles=ARTICLES,
        labels=LABELS,
        published=PUBLISHED,
        references="manuscript/references.bib",
        terms="manuscript/terms.yaml",
        allowed="manuscript/allowed-numbers.yaml",
        schema="workflow/schemas/wording.schema.yaml",
    output:
        "results/checks/manuscript.json",
    log:
        "results/logs/check-manuscript.log",
    conda:
        "../../envs/workflow.yaml"
    message:
        "Check that the articles say the same in every language and that no number in them is typed"
    shell:
        "python {input.code[0]} check_manuscript --articles {input.articles} --labels {input.labels}"
        " --published {input.published} --references {input.references} --terms {input.terms} --allowed {input.allowed} --report {output} > {log} 2>&1"


rule stage:
    input:
        code=sources("stage"),
        manuscript=lambda wildcards: [
            f"manuscript/{path}" for path in article_files(Path("manuscript"), wildcards.lang)
        ],
        numbers="results/numbers.json",
        tables=expand("results/tables/{table}.{{lang}}.md", table=ARTICLE_TABLES),
        figures=expand("results/figures/{figure}-{{lang}}.{format}", figure=FIGURES, format=["svg", "png"]),
    output:
        directory("results/stage/{lang}"),
    log:
        "results/logs/stage-{lang}.log",
    conda:
        "../../envs/workflow.yaml"
    message:
        "Put all that the article is rendered from in one folder ({wildcards.lang})"
    shell:
        "python {input.code[0]} stage --manuscript manuscript --language {wildcards.lang} --numbers {input.numbers}"
        " --tables {input.tables} --figures {input.figures} --stage {output} > {log} 2>&1"


rule support_quarto:
    input:
        expand("results/{file}", file=NAMED),
    output:
        expand("manuscript/{file}", file=NAMED),
    log:
        "results/logs/support-quarto.log",
    conda:
        "../../envs/workflow.yaml"
    params:
        files=NAMED,
    message:
        "Put numbers, tables and figures beside the articles, where `quarto preview manuscript` finds them"
    shell:
        "for file in {params.files}; do cp results/$file manuscript/$file; done > {log} 2>&1"


rule render:
    input:
        code=sources("render"),
        engine=ENGINE_PARTS,
        checked="results/checks/manuscript.json",
        stage="results/stage/{lang}",
    output:
        html="results/article/article.{lang}.html",
        pdf="results/article/article.{lang}.pdf",
        docx="results/article/article.{lang}.docx",
        jats="results/article/article.{lang}.xml",
    log:
        "results/logs/render-{lang}.log",
    conda:
        "../../envs/workflow.yaml"
    params:
        engine=ENGINE,
    message:
        "Typeset the article as HTML, PDF, Word and JATS ({wildcards.lang})"
    shell:
        "python {input.code[0]} render --stage {input.stage} --lang {wildcards.lang} --engine {params.engine}"
        " --figures results/figures --html {output.html} --pdf {output.pdf} --docx {output.docx} --jats {output.jats}"
        " > {log} 2>&1"


rule check_rendered:
    input:
        code=sources("check_rendered"),
        engine=ENGINE_PARTS,
        stage="results/stage/{lang}",
        labels=LABELS,
        artefacts=expand("results/article/article.{{lang}}.{format}", format=FORMATS),
    output:
        "results/checks/rendered.{lang}.json",
    log:
        "results/logs/check-rendered-{lang}.log",
    conda:
        "../../envs/workflow.yaml"
    params:
        languages=LANGUAGES,
    message:
        "Read the typeset article back: its numbers are there, nothing unresolved or untranslated is left ({wildcards.lang})"
    shell:
        "python {input.code[0]} check_rendered --stage {input.stage} --lang {wildcards.lang}"
        " --languages {params.languages} --labels {input.labels} --artefacts {input.artefacts} --report {output}"
        " > {log} 2>&1"
