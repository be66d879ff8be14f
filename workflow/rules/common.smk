"""What several rules share: the files that they read, the settings that they follow, and the form of a command."""

PUBLISHED = sorted(str(path) for path in Path("data/published").glob("*.yaml"))
CLAIMS = [*PUBLISHED, "workflow/schemas/claims.schema.yaml"]
LABELS = expand("manuscript/labels.{lang}.yaml", lang=LANGUAGES)
WEIGHTS = [f"{section}={weight}" for section, weight in config["reconstruction"]["weights"].items()]

PUBLISHED_PLAN = "results/forensics/plan.yaml"
# Only steps that follow the published plan wait for it to be found; the recommended one is declared in code.
PLAN = [PUBLISHED_PLAN] if config["analysis"]["plan"] == "published" else []
ANALYSIS = {**config["analysis"], "plan": PLAN[0] if PLAN else "recommended"}


def step(name, inputs="", outputs="", follows="", **settings):
    """The command of a step, with an option for each of the inputs and outputs that are named, and for each setting.

    Settings stand in the command itself, for Snakemake reruns a step whose command changed; what else it ``follows``
    is a comment there. Snakemake does so for parameters too, but loads pandas to compare them.
    """
    options = {
        **{option: f"{{input.{option}:q}}" for option in inputs.split()},
        **{option: f"{{output.{option}}}" for option in outputs.split()},
        **settings,
    }
    words = [f"python workflow/step.py {name}"]
    for option, value in options.items():
        values = value if isinstance(value, list) else [value]
        words += [f"--{option.replace('_', '-')}", *map(str, values)]
    return " ".join([*words, "> {log} 2>&1", *([f"# {follows}"] if follows else [])])


def reported(path, caption, category="Evidence", **labels):
    """An output that `snakemake --report` shows in a category, with its labels and the caption of that file."""
    return report(path, caption=f"../report/{caption}.rst", category=category, labels=labels)
