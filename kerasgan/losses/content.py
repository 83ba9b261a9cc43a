"""The distance of the features of images."""

from keras import ops

from kerasgan.losses.tensors import pairs


def content(real_maps, fake_maps):
    """Relative L1 distance of features, the mean over the layers they are of.

    Of a layer and an image it is the mean of |f(x) - f(y)|, divided by the mean of
    |f(x)|: 0 for equal images, about 1 for images that have nothing in common, whatever
    the network.

    Args:
        real_maps: A float tensor `(batch, height, width, channels)`, or a list of such,
            of true images.
        fake_maps: Likewise, of those that are to be like them.

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
