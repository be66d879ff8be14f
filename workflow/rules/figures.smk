"""The article's figures, one set a language, and one for one column: SVG for the page, PDF for print, PNG for Word."""

# Figure → what it is drawn from besides the numbers, by the options of its step.
FIGURES = {
    "flow": {},
    "survival": {"curves": "results/statistics/survival-curves.csv"},
    "envelope": {"bounds": "results/robustness/bounds.json"},
}


for figure, drawn_from in FIGURES.items():

    rule:
        name:
            f"figure_{figure}"
        input:
            **drawn_from,
            code=sources(f"figure_{figure}"),
            numbers="results/numbers.json",
            labels="manuscript/labels.{lang}.yaml",
        output:
            svg=reported(
                f"results/figures/{{size}}{figure}-{{lang}}.svg", figure, "Figures", figure=figure, language="{lang}"
            ),
            pdf=f"results/figures/{{size}}{figure}-{{lang}}.pdf",
            png=f"results/figures/{{size}}{figure}-{{lang}}.png",
        log:
            f"results/logs/{{size}}figure-{figure}-{{lang}}.log",
        conda:
            "../../envs/workflow.yaml"
        message:
            f"Draw the figure {figure} ({{wildcards.lang}} {{wildcards.size}})"
        shell:
            step(
                f"figure_{figure}",
                " ".join([*drawn_from, "numbers labels"]),
                "svg pdf png",
                lang="{wildcards.lang}",
                size="'{wildcards.size}'",
            )
