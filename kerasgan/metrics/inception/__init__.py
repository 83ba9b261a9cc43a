"""Two Inception networks: the one of published distances and scores, and Keras' own."""
