"""Losses over the epochs."""

import numpy as np

# Colours of Fig. 4; the generator keeps its own in Fig. 6.
BY_SOURCE = {
    "real_loss": ("discriminator on real", "tab:blue"),
    "fake_loss": ("discriminator on fake", "tab:orange"),
    "generator_loss": ("generator", "tab:green"),
}
BY_PLAYER = {
    "discriminator_loss": ("discriminator", "tab:purple"),
    "generator_loss": ("generator", "tab:green"),
}


def loss_curves(history, names=None, title=None):
    """Losses over the epochs: the discriminator's on real and fake, and both players'.

    The left panel shows the discriminator's loss on real images (blue) and on fake
    images (orange), and the generator's loss (green). The right panel shows the
    discriminator's total loss, the generator's loss and all other losses. A panel that
    would show only the generator's loss is left out. Values that are not finite are
    gaps.

    Reference: Figs. 4 and 6 of Roy & Quadir, Creating Human-like Faces using GAN.

    Args:
        history: The result of `fit`, its dict of lists, or a list with one dict of logs
            for each epoch. An entry `epoch` counts from 0, as in Keras; the axis counts
            from 1, as in Keras' progress bar.
        names: List of the logs to draw, in one panel; with `None`, the panels above.
        title: String above the figure.

    Returns:
        A matplotlib `Figure`; Jupyter displays it, `savefig` writes it.

    Raises:
        ValueError: If the history lacks a log, or has no losses.

    Example:

    ```python
    history = gan.fit(faces, epochs=50)
    kerasgan.plots.loss_curves(history).savefig("losses.png")
    ```
    """
    from kerasgan.plots.figure import Figure

    epochs, logs = columns_of(history)
    panels = panels_of(logs, names)
    figure = Figure(figsize=(5.2 * len(panels), 3.6), dpi=100, layout="constrained")
    for place, panel in enumerate(panels, start=1):
        axes = figure.add_subplot(1, len(panels), place)
        for name, (label, colour) in panel.items():
            draw(axes, epochs, logs[name], label, colour)
        dress(axes)
    if title is not None:
        figure.suptitle(title)
    return figure


def columns_of(history):
    """Epochs counted from 1, and a dict of arrays with one value for each epoch."""
    epochs, logs = getattr(history, "epoch", None), getattr(history, "history", history)
    if not isinstance(logs, dict):
        names = list(dict.fromkeys(name for row in logs for name in row))
        logs = {name: [row.get(name, np.nan) for row in logs] for name in names}
    logs = {name: np.asarray(values, "float64") for name, values in logs.items()}
    epochs = logs.pop("epoch", epochs)
    if epochs is None:
        epochs = range(max(map(len, logs.values()), default=0))
    return np.asarray(epochs, "int64") + 1, logs


def panels_of(logs, names):
    """Dicts from name to (label, colour), one for each panel."""
    if names is None:
        losses = [name for name in logs if f"_{name}".endswith("_loss")]
        others = [name for name in losses if name not in BY_SOURCE | BY_PLAYER]
        by_source = present(BY_SOURCE, logs)
        by_player = present(BY_PLAYER | labels(others), logs)
        # The generator is in both; alone it needs no panel.
        panels = [
            panel for panel in (by_source, by_player) if set(panel) - {"generator_loss"}
        ]
        panels = panels or [by_player]
    else:
        panels = [present(labels(names), logs)]
    panels = [panel for panel in panels if panel]
    if not panels or not set(names or ()) <= set(logs):
        raise ValueError(
            f"The history should hold {names or 'names that end in `_loss`'}, but "
            f"holds {sorted(logs)}. Pass those to draw as `names`."
        )
    return panels


def labels(names):
    """Labels and colours for logs that are not in the paper's figures."""
    colours = ("red", "brown", "pink", "gray", "olive", "cyan", "blue", "orange")
    return {
        name: (name.removesuffix("_loss").replace("_", " "), f"tab:{colours[i % 8]}")
        for i, name in enumerate(names)
    }


def present(panel, logs):
    """The part of a panel that is in the logs."""
    return {name: style for name, style in panel.items() if name in logs}


def draw(axes, epochs, values, label, colour):
    """Draws one loss."""
    if len(values) != len(epochs):
        raise ValueError(
            f"{label!r} should have a value for each of {len(epochs)} epochs, but has "
            f"{len(values)}. Pass a list of one dict of logs an epoch."
        )
    values = np.where(np.isfinite(values), values, np.nan)
    marker = "o" if len(values) <= 20 else None  # a lone epoch has no line
    axes.plot(epochs, values, color=colour, label=label, marker=marker, markersize=4)


def dress(axes):
    """Labels the axes, with epochs as whole numbers."""
    from kerasgan.plots.figure import MaxNLocator

    axes.xaxis.set_major_locator(
        MaxNLocator(integer=True, min_n_ticks=1, steps=(1, 2, 5, 10))
    )
    axes.set_xlabel("epoch")
    axes.set_ylabel("loss")
    axes.grid(alpha=0.25)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False)
