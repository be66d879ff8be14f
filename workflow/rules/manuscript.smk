"""From the sources in each language to the typeset article."""

from edition.files.tool import version_of
from edition.manuscript.dialect import FORMATS
from edition.manuscript.metadata import front_digest
from edition.manuscript.references import bibliographies
from edition.render import quarto
from edition.render.staging import files as article_files

ARTICLES = expand("manuscript/article.{lang}.qmd", lang=LANGUAGES)
ARTICLE_TABLES = ["table1", "plans", "verdicts", "contradictions"]
# What the articles name besides their sources, below results/.
NAMED = [
    "numbers.json",
    "translations.yml",
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
    ENGINE = "quarto" if quarto.is_installed() else "embedded"
# Another version renders anew.
RENDERER = (
    f"Quarto {quarto.version()}"
    if ENGINE == "quarto"
    else f"Pandoc {version_of('pypandoc_binary')}, Typst {version_of('typst')}"
)


rule check_manuscript:
    input:
        articles=ARTICLES,
        labels=LABELS,
        published=PUBLISHED,
        project="manuscript/_quarto.yml",
        references=list(map(str, bibliographies(Path("manuscript")))),
        authors="manuscript/authors.yml",
        terms="manuscript/terms.yaml",
        allowed="manuscript/allowed-numbers.yaml",
        schema="workflow/schemas/wording.schema.yaml",
    output:
        report="results/checks/manuscript.json",
    # Begun before all else, it stops a build; no page is rendered anew because it has run.
    priority: 9
    message:
        "Check that the articles say the same in every language and that no number in them is typed"
    shell:
        step("check_manuscript", "articles labels published project terms allowed", "report")


rule translations:
    input:
        # What stands in the body of an article is none of this; the command tells when the rest has changed.
        articles=ancient(ARTICLES),
    output:
        translations="results/translations.yml",
    message:
        "Gather title, abstract and keywords of every article for the editions in the other languages"
    shell:
        step("translations", "articles", "translations", follows=f"front matter {front_digest(map(Path, ARTICLES))}")


rule passages:
    input:
        articles=ARTICLES,
        passages="manuscript/passages.yaml",
        numbers="results/numbers.json",
        origin="results/cohort/origin.json",
    output:
        report="results/checks/passages.json",
    priority: 8
    message:
        "List the passages that only an author can decide; a real export waits until they were read"
    shell:
        step(
            "passages",
            "articles passages numbers origin",
            "report",
            languages=LANGUAGES,
            read=shlex.quote(config["export"]["passages_read"]),
        )


rule stage:
    input:
        # What is made of a real export waits for its author.
        passages=[] if (EXPORT / "origin.json").exists() else "results/checks/passages.json",
        manuscript=lambda wildcards: [
            f"manuscript/{path}" for path in article_files(Path("manuscript"), wildcards.lang)
        ],
        numbers="results/numbers.json",
        translations="results/translations.yml",
        tables=expand("results/tables/{table}.{{lang}}.md", table=ARTICLE_TABLES),
        figures=expand("results/figures/{figure}-{{lang}}.{format}", figure=FIGURES, format=["svg", "png"]),
    output:
        stage=directory("results/stage/{lang}"),
    message:
        "Put all that the article is rendered from in one folder ({wildcards.lang})"
    shell:
        step(
            "stage",
            "numbers translations tables figures",
            "stage",
            manuscript="manuscript",
            language="{wildcards.lang}",
            languages=LANGUAGES,
            audit=config["audit"]["url"] or "../audit",
        )


rule support_quarto:
    input:
        expand("results/{file}", file=NAMED),
    output:
        expand("manuscript/{file}", file=NAMED),
    message:
        "Put numbers, tables and figures beside the articles, where `quarto preview manuscript` finds them"
    shell:
        f"for file in {' '.join(NAMED)}; do cp results/$file manuscript/$file; done > {{log}} 2>&1"


rule render:
    input:
        engine=ENGINE_PARTS,
        stage="results/stage/{lang}",
    output:
        artefacts=[
            reported(
                f"results/article/article.{{lang}}{suffix}", "article", "Article", format=of.called, language="{lang}"
            )
            for suffix, of in FORMATS.items()
        ],
    message:
        "Typeset the article in all its formats ({wildcards.lang})"
    shell:
        step(
            "render",
            "stage",
            "artefacts",
            follows=RENDERER,
            lang="{wildcards.lang}",
            engine=ENGINE,
            figures="results/figures",
        )


rule check_rendered:
    input:
        engine=ENGINE_PARTS,
        stage="results/stage/{lang}",
        labels=LABELS,
        artefacts=expand("results/article/article.{{lang}}{suffix}", suffix=FORMATS),
    output:
        report="results/checks/rendered.{lang}.json",
    message:
        "Check the typeset article: its numbers are there, nothing unresolved or untranslated is left ({wildcards.lang})"
    shell:
        step("check_rendered", "stage labels artefacts", "report", lang="{wildcards.lang}")


SUBMISSION = config["submission"]
SWITCHES = [name.replace("_", "-") for name, on in SUBMISSION.items() if on is True]


rule submit:
    input:
        engine=ENGINE_PARTS,
        stage="results/stage/{lang}",
        jats="results/article/article.{lang}.xml",
        figures=[
            *expand("results/figures/{figure}-{{lang}}.png", figure=FIGURES),
            *expand("results/figures/column/{figure}-{{lang}}.png", figure=FIGURES),
        ],
    output:
        folder=directory("results/submission/{lang}"),
    message:
        "Make what a journal's system takes ({wildcards.lang})"
    shell:
        step(
            "submit",
            "stage jats figures",
            "folder",
            follows=RENDERER,
            lang="{wildcards.lang}",
            engine=ENGINE,
            switches=SWITCHES,
            abstract_words=SUBMISSION["abstract_words"],
            text_words=SUBMISSION["text_words"],
            over_limit=SUBMISSION["over_limit"],
        )


rule submission:
    input:
        expand("results/submission/{lang}", lang=LANGUAGES),
    message:
        "Manuscripts, figures and bundles for a journal are in results/submission"
