"""Captions of CelebA's images, made of their 40 attributes."""

from collections.abc import Collection

import numpy as np

FRAMES = (
    "{}",
    "a photo of {}",
    "a portrait of {}",
    "a close-up of {}",
    "the face of {}",
)
NOUNS = {
    (True, True): ("a young man", "a man in his youth"),
    (True, False): ("a man", "a middle-aged man"),
    (False, True): ("a young woman", "a young lady"),
    (False, False): ("a woman", "a middle-aged woman"),
}
# What a person has, is and wears, each group in an order of its own.
HAS = {
    "Bald": "no hair",
    "Black_Hair": "black hair",
    "Blond_Hair": "blond hair",
    "Brown_Hair": "brown hair",
    "Gray_Hair": "gray hair",
    "Wavy_Hair": "wavy hair",
    "Straight_Hair": "straight hair",
    "Bangs": "bangs",
    "Receding_Hairline": "a receding hairline",
    "Goatee": "a goatee",
    "Mustache": "a mustache",
    "Sideburns": "sideburns",
    "5_o_Clock_Shadow": "a stubble",
    "Bushy_Eyebrows": "bushy eyebrows",
    "Arched_Eyebrows": "arched eyebrows",
    "Narrow_Eyes": "narrow eyes",
    "Bags_Under_Eyes": "bags under the eyes",
    "Big_Nose": "a big nose",
    "Pointy_Nose": "a pointy nose",
    "Big_Lips": "full lips",
    "High_Cheekbones": "high cheekbones",
    "Rosy_Cheeks": "rosy cheeks",
    "Double_Chin": "a double chin",
    "Oval_Face": "an oval face",
    "Pale_Skin": "pale skin",
}
WEARS = {
    "Eyeglasses": "glasses",
    "Wearing_Hat": "a hat",
    "Wearing_Earrings": "earrings",
    "Wearing_Necklace": "a necklace",
    "Wearing_Necktie": "a necktie",
    "Wearing_Lipstick": "lipstick",
    "Heavy_Makeup": "heavy makeup",
}
IS = {"Smiling": "smiling"}
MOST = 3  # of what a person has, in one caption


def captions_of_attributes(
    attributes: Collection[str], num: int = 5, seed: int = 0
) -> list[str]:
    """Captions of the attributes that an image has, in varied words.

    A caption may leave out attributes, and contains nothing beyond the attributes.
    Captions never mention whether a person is attractive, chubby or blurred.

    Args:
        attributes: Names of CelebA's attributes.
        num: How many captions.
        seed: Seed of the words.

    Example:
    ```python
    captions_of_attributes({"Male", "Eyeglasses", "Smiling"}, num=1)
    # ["a portrait of a man who is smiling and wears glasses"]
    ```
    """
    rng = np.random.default_rng(seed)
    nouns = NOUNS["Male" in attributes, "Young" in attributes]
    captions = []
    for _ in range(num):
        parts = [str(rng.choice(nouns))]
        has = chosen(HAS, attributes, rng)
        if has:
            parts.append("with " + listed(has))
        clauses = [f"is {word}" for word in chosen(IS, attributes, rng)]
        if wears := chosen(WEARS, attributes, rng):
            clauses.append("wears " + listed(wears))
        if clauses:
            parts.append("who " + " and ".join(clauses))
        captions.append(str(rng.choice(FRAMES)).format(" ".join(parts)))
    return captions


def chosen(
    words: dict[str, str], attributes: Collection[str], rng: np.random.Generator
) -> list[str]:
    """Up to three of the words that apply, in a random order."""
    apply = [word for name, word in words.items() if name in attributes]
    num = min(len(apply), int(rng.integers(0, MOST + 1)))
    return [apply[place] for place in rng.permutation(len(apply))[:num]]


def listed(words: list[str]) -> str:
    """Words in a row: `"a, b and c"`."""
    return " and ".join([", ".join(words[:-1]), words[-1]]) if words[1:] else words[0]
