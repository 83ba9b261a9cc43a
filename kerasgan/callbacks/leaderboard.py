"""The models of a training that had the best scores, and what these were."""

import json
import pathlib

from kerasgan import files

NAME = "leaderboard.json"


class Leaderboard:
    """A folder of models, and `leaderboard.json`, which has all scores.

    Args:
        folder: Path; the folder is created with the first entry.
        best: `min` or `max`, whether the lowest or the highest score is best.
        keep: Int, how many models stay.
    """

    def __init__(self, folder, best=min, keep=1):
        self.folder = pathlib.Path(folder).expanduser()
        self.best = best
        self.keep = keep
        self.entries = []

    def go_on(self, step):
        """Reads the entries of an earlier training; returns the last scores by name.

        Entries after `step` come from a training that was interrupted before the model
        was saved. They are dropped, because the resumed training enters them again.
        """
        path = self.folder / NAME
        entries = json.loads(path.read_text())["entries"] if path.exists() else []
        self.entries = [entry for entry in entries if entry["step"] <= step]
        if not self.entries:
            return {}
        return {
            name: score["mean"] for name, score in self.entries[-1]["scores"].items()
        }

    def add(self, model, epoch, scores, monitor):
        """Adds an entry for a model; its file is written if it is among the best."""
        step = int(model.step.numpy())
        self.entries.append(
            {
                "epoch": epoch,
                "step": step,
                "model": f"step-{step:08d}.keras",
                "scores": {
                    name: {"mean": score.mean, **json.loads(score.to_json())}
                    for name, score in scores.items()
                },
            }
        )
        ranked = sorted(
            self.entries,
            key=lambda entry: entry["scores"][monitor]["mean"],
            reverse=self.best is max,
        )
        winners = [entry["model"] for entry in ranked[: self.keep]]
        if self.entries[-1]["model"] in winners:
            model.save(self.folder / self.entries[-1]["model"])
        text = json.dumps(
            {"monitor": monitor, "best": winners, "entries": self.entries}, indent=2
        )
        files.write_whole(self.folder / NAME, f"{text}\n".encode())
        for entry in self.entries:  # no other files: they may be the user's
            if entry["model"] not in winners:
                (self.folder / entry["model"]).unlink(missing_ok=True)
