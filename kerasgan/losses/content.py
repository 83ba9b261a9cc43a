"""The distance between features of images."""

from keras import ops

from kerasgan.losses.tensors import pairs


def content(real_maps, fake_maps):
    """Relative L1 distance of features, averaged over layers.

    For one layer and one image it is the mean of |f(x) - f(y)|, divided by the mean of
    |f(x)|. So for any network it is 0 for equal images, and about 1 for images that
    have nothing in common.

    Args:
        real_maps: Features of true images: a float tensor `(batch, height, width,
            channels)`, or a list of tensors, one for each layer.
        fake_maps: Features of generated images, in the same form.

    Returns:
        Float32 scalar.
    """
    if not isinstance(real_maps, list | tuple):
        real_maps, fake_maps = [real_maps], [fake_maps]
    distances = []
    for real, fake in zip(real_maps, fake_maps, strict=True):
        real, fake = pairs(real, fake)
        size = ops.mean(ops.abs(real), axis=(1, 2, 3)) + 1e-6
        distance = ops.mean(ops.abs(real - fake), axis=(1, 2, 3))
        distances.append(ops.mean(distance / size))
    return sum(distances) / len(distances)
