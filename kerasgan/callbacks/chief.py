"""Who writes files when several workers train."""


def is_chief(model):
    """Whether this process is the one that writes files."""
    strategy = getattr(model, "distribute_strategy", None)
    return strategy is None or strategy.extended.should_checkpoint
