"""The article's figures, one set a language, and one for one column: SVG for the page, PDF for print, PNG for Word."""

FIGURES = ["flow", "survival", "envelope"]
DRAWN = {"lang": "{wildcards.lang}", "size": "'{wildcards.size}'"}


rule figure_flow:
    input:
        numbers="results/numbers.json",
        labels="manuscript/labels.{lang}.yaml",
    output:
        svg=reported("results/figures/{size}flow-{lang}.svg", "flow", "Figures", figure="Flow chart", language="{lang}"),
        pdf="results/figures/{size}flow-{lang}.pdf",
        png="results/figures/{size}flow-{lang}.png",
    message:
        "Draw the flow chart of the cohort ({wildcards.lang} {wildcards.size})"
    shell:
        step("figure_flow", "numbers labels", "svg pdf png", **DRAWN)


rule figure_survival:
    input:
        curves="results/statistics/survival-curves.csv",
        numbers="results/numbers.json",
        labels="manuscript/labels.{lang}.yaml",
    output:
        svg=reported(
            "results/figures/{size}survival-{lang}.svg", "survival", "Figures", figure="Survival", language="{lang}"
        ),
        pdf="results/figures/{size}survival-{lang}.pdf",
        png="results/figures/{size}survival-{lang}.png",
    message:
        "Draw the survival curves ({wildcards.lang} {wildcards.size})"
    shell:
        step("figure_survival", "curves numbers labels", "svg pdf png", **DRAWN)


rule figure_envelope:
    input:
        bounds="results/robustness/bounds.json",
        numbers="results/numbers.json",
        labels="manuscript/labels.{lang}.yaml",
    output:
        svg=reported(
            "results/figures/{size}envelope-{lang}.svg", "envelope", "Figures", figure="Envelopes", language="{lang}"
        ),
        pdf="results/figures/{size}envelope-{lang}.pdf",
        png="results/figures/{size}envelope-{lang}.png",
    message:
        "Draw the lowest and highest survival that the printed statements admit ({wildcards.lang} {wildcards.size})"
    shell:
        step("figure_envelope", "bounds numbers labels", "svg pdf png", **DRAWN)
