"""English for the age, gender and race of a face."""

from typing import Any

FRAMES = (
    "{}",
    "this is {}",
    "a photo of {}",
    "a picture of {}",
    "a portrait of {}",
    "the face of {}",
)
RACES = ("White", "Black", "Asian", "Indian")  # the fifth, "other", has no word
DECADES = (
    *("twenties", "thirties", "forties", "fifties"),
    *("sixties", "seventies", "eighties", "nineties"),
)
# From so many years on: without a gender, of a male, of a female.
NOUNS = (
    (0, (["baby"], ["baby boy"], ["baby girl"])),
    (2, (["child", "kid"], ["boy"], ["girl"])),
    (13, (["teenager", "adolescent"], ["teenage boy"], ["teenage girl"])),
    (20, (["person", "adult"], ["man", "gentleman"], ["woman", "lady"])),
)
OF_ANY_AGE = (["person"], ["male person"], ["female person"])
POSSESSIVES = ("their", "his", "her")
ELDERLY = 65


def nouns_of(fields: dict[str, int]) -> list[str]:
    """The words for someone of that age and gender, as far as these are known."""
    kinds = OF_ANY_AGE
    for start, nouns in NOUNS:
        if fields.get("age", -1) >= start:
            kinds = nouns
    return kinds[fields.get("gender", -1) + 1]


def phrase(fields: dict[str, int], nouns: list[str], rng: Any) -> str:
    """A phrase such as "an Asian lady in her thirties"; sometimes shorter."""
    before, after = "", ""
    if "age" in fields and rng.random() < 0.8:
        possessive = POSSESSIVES[fields.get("gender", -1) + 1]
        before, after = rng.choice(ages(fields["age"], possessive)).tolist()
    race = ""
    if fields.get("race", len(RACES)) < len(RACES) and rng.random() < 0.5:
        race = RACES[fields["race"]]
    words = " ".join(w for w in (before, race, str(rng.choice(nouns)), after) if w)
    return f"{article(words)} {words}"


def ages(age: int, possessive: str) -> list[tuple[str, str]]:
    """Phrases for an age, each as the words before and after the noun."""
    years = "year" if age == 1 else "years"
    ways = [(f"{age} year old", ""), ("", f"aged {age}"), ("", f"of {age} {years}")]
    if 13 <= age < 20:
        ways.append(("", f"in {possessive} teens"))
    if 20 <= age < 100:
        part = ("early", "mid", "late")[(age % 10 > 3) + (age % 10 > 6)]
        decade = DECADES[age // 10 - 2]
        ways += [("", f"in {possessive} {decade}")] * 2
        ways.append(("", f"in {possessive} {part} {decade}"))
    if age >= 100:
        ways.append(("", "of a hundred years or more"))
    if age >= ELDERLY:
        ways += [("elderly", ""), ("old", "")]
    elif 20 <= age < 30:
        ways.append(("young", ""))
    elif 40 <= age < 60:
        ways.append(("middle-aged", ""))
    return ways


def article(words: str) -> str:
    """ "a" or "an", depending on the first sound of the words."""
    first = words.split()[0]
    number = int(first) if first.isdecimal() else None
    vowel = number in (8, 11, 18) or 80 <= (number or 0) < 90
    return "an" if vowel or first[0] in "aeiouAEIO" else "a"
