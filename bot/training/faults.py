"""What may go wrong in a training."""


class TrainingError(ValueError):
    """What stops a training and can be put right by who started it."""
