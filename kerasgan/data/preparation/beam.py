"""Runs parts of the work in Apache Beam, for example on Dataflow.

Install both in a separate environment, with `pip install 'kerasgan[beam]'`; otherwise
Beam and this package may need different versions of TensorFlow.
"""

import apache_beam as beam


class Work(beam.DoFn):
    """Does the work of parts, and yields the number of photos of each.

    Example:

    ```python
    options = kerasgan.data.preparation.Options(size=128)
    plan = kerasgan.data.preparation.planned("photos/", "faces/", options)
    with beam.Pipeline() as pipeline:
        parts = pipeline | beam.Create(plan.parts) | beam.Reshuffle()
        parts | beam.ParDo(kerasgan.data.preparation.beam.Work())
    print(plan.collect())
    ```
    """

    def process(self, part):
        yield part.work()
