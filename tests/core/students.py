"""Student's intervals as scipy has them, to hold tables of intervals against."""

import numpy as np
from scipy import stats


def students(sample):
    """Return the mean of ``sample`` and the ends of its 95 % interval, without width or spread."""
    mean = np.mean(sample)
    ends = stats.ttest_1samp(sample, 0).confidence_interval() if np.ptp(sample) else (mean, mean)
    return (mean, *ends)
