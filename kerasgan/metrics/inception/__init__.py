"""The Inception networks: that of published distances and scores, and Keras' own."""
