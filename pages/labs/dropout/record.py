"""Where the recorded sweep comes from, in a sentence that several labs print."""

from core.dropout import recorded_sweep
from core.dropout.sweep import Config

SHARED_SPLIT = (
    "All seeds share one split into training and validation images, so that an interval says how "
    "far other first weights and another order of the images would move a figure, not how far "
    "other images would: with those it would as a rule be wider."
)


def source(config: Config) -> str:
    """Say where a recorded sweep comes from and how its models were trained."""
    return (
        f"{recorded_sweep.STUDY.origin()}: {config.images:,} images, RMSprop at a learning rate of "
        f"{config.learning_rate:g}, batch {config.batch_size}. Accuracy is on 5,000 validation "
        "images; the test set is not touched."
    )
