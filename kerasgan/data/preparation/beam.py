"""Parts as Apache Beam runs them, for those who have Dataflow.

Beam and this package agree on TensorFlow alone when both are in an environment of their
own: `pip install 'kerasgan[beam]'` there.
"""

import apache_beam as beam


class Work(beam.DoFn):
    """Works on parts, and gives how many photos each has.

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
