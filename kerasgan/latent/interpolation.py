"""Between latents: on a straight line, and along the sphere."""

import numpy as np


def lerp(start, end, t):
    """Latents on the straight line from `start` to `end`.

    Halfway between two independent latents, the latent is shorter, by a factor of
    1/sqrt(2), than latents in training, so images fade there. `slerp` avoids this.

    Args:
        start: Array `(..., latent_dim)`.
        end: Array that broadcasts with `start`.
        t: Float, 0 at the start, 1 at the end; or floats `(n,)`.

    Returns:
        Float32 array `(..., latent_dim)`, with `(n,)` in front if `t` has this shape.
    """
    start, end = both(start, end)
    t = column(t, start)
    return ((1 - t) * start + t * end).astype("float32")


def slerp(start, end, t):
    """Latents from `start` to `end` that turn at a constant angular speed.

    Their length changes evenly from the length of `start` to the length of `end`.
    Between opposite latents there are many paths: the path lies in the plane of `start`
    and of the axis along which `start` is shortest.

    Reference: Shoemake, "Animating rotation with quaternion curves", 1985; for GANs
    [White, 2016](https://arxiv.org/abs/1609.04468), section 2.1.

    Args:
        start: Array `(..., latent_dim)`.
        end: Array that broadcasts with `start`.
        t: Float, 0 at the start, 1 at the end; or floats `(n,)`.

    Returns:
        Float32 array, as `lerp`.
    """
    start, end = both(start, end)
    t = column(t, start)
    first, first_length = polar(start)
    last, last_length = polar(end)
    angle, side = plane_of(first, last)
    turned = np.cos(t * angle) * first + np.sin(t * angle) * side
    length = (1 - t) * first_length + t * last_length
    # From the origin, or to it, there is nothing to turn.
    straight = (first_length == 0) | (last_length == 0)
    latents = np.where(straight, (1 - t) * start + t * end, length * turned)
    return latents.astype("float32")


def walk(points, steps=24, closed=True):
    """A walk from point to point, by `slerp`.

    Args:
        points: Array `(n, latent_dim)` or, to walk in several places at once,
            `(n, ..., latent_dim)`.
        steps: Int, latents from one point, itself included, to the next.
        closed: Bool. Whether the walk returns to its first point, so that it can be
            shown in a loop. If not, its last latent is the last point.

    Returns:
        Float32 array, `(n * steps, latent_dim)` if closed, else
        `((n - 1) * steps + 1, latent_dim)`.

    Raises:
        ValueError: There are fewer than 2 points, or less than 1 step.

    Example:

    ```python
    points = gan.inputs["latents"].draw(range(5))
    frames = gan.predict(latent.walk(points))
    kerasgan.plots.save_walk("walk.gif", frames)
    ```
    """
    points = np.asarray(points, "float32")
    if points.ndim < 2 or len(points) < 2 or steps < 1:
        raise ValueError(
            "A walk needs 2 points `(n, latent_dim)` or more, and 1 step or more, but "
            f"received points of shape {points.shape} and {steps} steps. Pass for "
            "example `gan.inputs['latents'].draw(range(5))`."
        )
    ends = np.roll(points, -1, axis=0)
    t = np.arange(steps) / steps
    legs = [slerp(*leg, t) for leg in zip(points, ends, strict=True)]
    if not closed:
        legs[-1] = points[-1:]
    return np.concatenate(legs)


def both(start, end):
    """Both arguments as float64 arrays of one shape."""
    return np.broadcast_arrays(np.asarray(start, "float64"), np.asarray(end, "float64"))


def column(t, latents):
    """`t` in a shape that broadcasts with latents: `(n,)` as `(n, 1, ..., 1)`."""
    t = np.asarray(t, "float64")
    return t.reshape(t.shape + (1,) * latents.ndim) if t.ndim else t


def polar(latents):
    """Latents as unit vectors (zeros for the origin) and lengths `(..., 1)`."""
    lengths = np.linalg.norm(latents, axis=-1, keepdims=True)
    return latents / np.where(lengths > 0, lengths, 1), lengths


def plane_of(first, last):
    """The angle between unit vectors, and unit vectors at right angles to the first."""
    cosine = (first * last).sum(axis=-1, keepdims=True)
    side = last - cosine * first
    sine = np.linalg.norm(side, axis=-1, keepdims=True)
    opposite = (sine < 1e-7) & (cosine < 0)
    side = np.where(opposite, least_axis(first), side)
    length = np.linalg.norm(side, axis=-1, keepdims=True)
    angle = np.arctan2(sine, cosine)  # unlike arccos, exact at both ends
    return angle, side / np.maximum(length, 1e-12)


def least_axis(units):
    """Vectors at right angles to unit vectors, by the axis of their least part."""
    axis = np.eye(units.shape[-1])[np.abs(units).argmin(axis=-1)]
    return axis - (axis * units).sum(axis=-1, keepdims=True) * units
