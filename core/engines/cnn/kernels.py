"""What a training step of a small convolutional network computes, compiled.

Activations are (channels, height, width, n) with the n images of a batch innermost. A row of a
picture and its batch are then one run of memory, along which a shift by a pixel is a shift by n,
so that the inner loops are long and a compiler makes vectors of them. Formulae: Goodfellow, Bengio
and Courville, *Deep Learning*, 2016, sections 6.5 and 9.5; S. Ioffe and C. Szegedy, *Batch
Normalization*, 2015, section 3.
"""

import numpy as np

from core.engines.compiled import compiler

# Sums may be taken in any order; not-a-numbers and infinities stay what they are.
fast = compiler(fastmath={"reassoc", "contract", "nsz"})
exact = compiler()


@exact
def gather(
    images: np.ndarray,
    index: np.ndarray,
    scale: np.ndarray,
    batch: np.ndarray,
) -> None:
    """Write the images (pixels) at ``index``, standardised, into ``batch`` (pixels, n).

    ``scale`` is white, and the mean and the deviation of pixels in parts of it.
    """
    white, mean, deviation = scale
    for n in range(len(index)):
        image = images[index[n]]
        for pixel in range(len(image)):
            batch[pixel, n] = image[pixel]
            batch[pixel, n] = (batch[pixel, n] / white - mean) / deviation


@fast
def convolve(rows: np.ndarray, kernels: np.ndarray, n: int, out: np.ndarray) -> None:
    """Add to ``out`` (filters, height, width · n) the windows of ``rows`` times ``kernels``.

    ``rows`` (channels, height + k − 1, (width + k − 1) · n), ``kernels`` (filters, channels, k, k).
    """
    filters, channels, k, _ = kernels.shape
    length = out.shape[2]
    for o in range(filters):
        for i in range(out.shape[1]):
            target = out[o, i]
            for c in range(channels):
                for a in range(k):
                    source, weights = rows[c, i + a], kernels[o, c, a]
                    for b in range(0, k - 2, 3):
                        first = source[b * n : b * n + length]
                        second = source[(b + 1) * n : (b + 1) * n + length]
                        third = source[(b + 2) * n : (b + 2) * n + length]
                        w0, w1, w2 = weights[b], weights[b + 1], weights[b + 2]
                        for m in range(length):
                            target[m] += w0 * first[m] + w1 * second[m] + w2 * third[m]
                    for b in range(k - k % 3, k):
                        first, w0 = source[b * n : b * n + length], weights[b]
                        for m in range(length):
                            target[m] += w0 * first[m]


@fast
def kernel_gradient(rows: np.ndarray, gradient: np.ndarray, n: int, out: np.ndarray) -> None:
    """Write the kernels' gradient into ``out``, of their shape, given that of what they gave.

    ``rows`` as in ``convolve``; ``gradient`` (filters, height, width · n).
    """
    filters, channels, k, _ = out.shape
    length = gradient.shape[2]
    zero = out.dtype.type(0)
    for o in range(filters):
        for c in range(channels):
            for a in range(k):
                for b in range(0, k - 2, 3):
                    s0, s1, s2 = zero, zero, zero
                    for i in range(gradient.shape[1]):
                        source, asked = rows[c, i + a], gradient[o, i]
                        first = source[b * n : b * n + length]
                        second = source[(b + 1) * n : (b + 1) * n + length]
                        third = source[(b + 2) * n : (b + 2) * n + length]
                        for m in range(length):
                            s0 += asked[m] * first[m]
                            s1 += asked[m] * second[m]
                            s2 += asked[m] * third[m]
                    out[o, c, a, b], out[o, c, a, b + 1], out[o, c, a, b + 2] = s0, s1, s2
                for b in range(k - k % 3, k):
                    s0 = zero
                    for i in range(gradient.shape[1]):
                        first, asked = rows[c, i + a, b * n : b * n + length], gradient[o, i]
                        for m in range(length):
                            s0 += asked[m] * first[m]
                    out[o, c, a, b] = s0


@exact
def pool(values: np.ndarray, k: int, out: np.ndarray) -> None:
    """Write the largest of every k × k ``values`` (channels, height, width, n) into ``out``."""
    for c in range(out.shape[0]):
        for i in range(out.shape[1]):
            for j in range(out.shape[2]):
                best, corner = out[c, i, j], values[c, i * k, j * k]
                for m in range(len(best)):
                    best[m] = corner[m]
                for window in range(1, k * k):
                    other = values[c, i * k + window // k, j * k + window % k]
                    for m in range(len(best)):
                        best[m] = best[m] if best[m] >= other[m] else other[m]


@exact
def pool_gradient(
    values: np.ndarray,
    pooled: np.ndarray,
    gradient: np.ndarray,
    k: int,
    sought: np.ndarray,
    out: np.ndarray,
) -> None:
    """Write ``gradient`` where the largest value was, the first of equals, and 0 elsewhere.

    ``sought`` (n,) is room for whether each image's largest is still to be found.
    """
    out[:, gradient.shape[1] * k :] = 0
    out[:, :, gradient.shape[2] * k :] = 0
    for c in range(gradient.shape[0]):
        for i in range(gradient.shape[1]):
            for j in range(gradient.shape[2]):
                asked, best = gradient[c, i, j], pooled[c, i, j]
                sought[:] = 1
                for window in range(k * k):
                    other = values[c, i * k + window // k, j * k + window % k]
                    place = out[c, i * k + window // k, j * k + window % k]
                    for m in range(len(best)):
                        won = sought[m] if other[m] == best[m] else sought[m] * 0
                        place[m] = won * asked[m]
                        sought[m] -= won


@exact
def rectify(values: np.ndarray) -> None:
    """Set what is negative of ``values`` (length,) to 0."""
    for m in range(len(values)):
        values[m] = 0 if values[m] <= 0 else values[m]


@exact
def rectify_gradient(rectified: np.ndarray, gradient: np.ndarray) -> None:
    """Set ``gradient`` (length,) to 0 where ``rectified`` is."""
    for m in range(len(gradient)):
        gradient[m] = gradient[m] if rectified[m] != 0 else 0


@exact
def drop(values: np.ndarray, drawn: np.ndarray, p: float) -> None:
    """Set ``values`` (length,) to 0 with probability p, and divide the rest by 1 − p.

    ``drawn`` (at least length,) are whole numbers from 0 to 2³² − 1, each as likely.
    """
    scale, below = values.dtype.type(1 / (1 - p)), np.uint32(p * 2.0**32)
    for m in range(len(values)):
        values[m] = values[m] * scale if drawn[m] >= below else 0


@fast
def normalise(
    values: np.ndarray,
    scale: np.ndarray,
    shift: np.ndarray,
    epsilon: float,
    mean: np.ndarray,
    variance: np.ndarray,
    out: np.ndarray,
) -> None:
    """Normalise every channel of ``values`` (channels, length) into ``out``; scale and shift it.

    Leaves in ``values`` what stands before scale and shift, and in ``mean`` and ``variance``
    (channels,) those of the batch, the variance over all the numbers.
    """
    number = values.dtype.type
    for c in range(len(values)):
        row, wanted = values[c], out[c]
        total = number(0)
        for m in range(len(row)):
            total += row[m]
        middle = number(total / len(row))
        total = number(0)
        for m in range(len(row)):
            total += (row[m] - middle) * (row[m] - middle)
        mean[c], variance[c] = middle, total / len(row)
        inverse, factor, shifted = number(1 / np.sqrt(variance[c] + epsilon)), scale[c], shift[c]
        for m in range(len(row)):
            row[m] = (row[m] - middle) * inverse
            wanted[m] = factor * row[m] + shifted


@fast
def normalise_gradient(
    normalised: np.ndarray,
    variance: np.ndarray,
    scale: np.ndarray,
    epsilon: float,
    gradient: np.ndarray,
    of_scale: np.ndarray,
    of_shift: np.ndarray,
) -> None:
    """Turn the ``gradient`` (channels, length) of the outputs into that of the inputs.

    Writes those of scale and shift (channels,) as well. Source: Ioffe and Szegedy, section 3.
    """
    number = normalised.dtype.type
    for c in range(len(gradient)):
        row, asked = normalised[c], gradient[c]
        along, total = number(0), number(0)
        for m in range(len(row)):
            along += asked[m] * row[m]
            total += asked[m]
        of_scale[c], of_shift[c] = along, total
        factor = number(scale[c] / np.sqrt(variance[c] + epsilon))
        along, total = number(along / len(row)), number(total / len(row))
        for m in range(len(row)):
            asked[m] = factor * (asked[m] - total - row[m] * along)
