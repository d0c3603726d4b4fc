"""How far do shallow cues tell the two sides of a contrast apart?

Four logistic regressions per data set, none of which understands a sentence: they see its length (characters and
words), its punctuation marks, its first word, or the counts of its words in any order.
Each topic is held out in turn and scored by a model fitted on the other topics; the table shows the mean of those
AUCs, with a 95 % interval from a bootstrap over topics. Chance is 0.50.

A second table shows how alike two texts of different pairs can be: the share of their words, and of their runs of three
words, that they have in common (Jaccard). Above 0.5 they count as near-duplicates, and the script ends with an error.

    pip install scikit-learn==1.9.1
    python datasets/shortcuts.py

The library measures the same of anybody's pairs, `Shortcuts.of(pairs)`; these are the figures it is held to.
"""

import json
import re
import sys
import unicodedata
from itertools import combinations
from pathlib import Path

import numpy as np
import sklearn
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import LeaveOneGroupOut
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

NEAR_DUPLICATE = 0.5


def lengths(texts):
    return np.array([[len(text), len(text.split())] for text in texts], dtype=float)


def punctuation(text):
    """Its punctuation marks, spelled out, and the last character's class: `.` ends differently from a letter."""
    return [c for c in text if unicodedata.category(c).startswith("P")] + ["end " + unicodedata.category(text[-1])]


def first_word(text):
    return [text.split()[0].lower()]


SHORTCUTS = {
    "length": lambda: make_pipeline(FunctionTransformer(lengths), StandardScaler(), LogisticRegression()),
    "punctuation": lambda: make_pipeline(CountVectorizer(analyzer=punctuation), LogisticRegression()),
    "first word": lambda: make_pipeline(CountVectorizer(analyzer=first_word), LogisticRegression()),
    "bag of words": lambda: make_pipeline(CountVectorizer(token_pattern=r"\w+"), LogisticRegression()),
}


def contrasts():
    """The names of the files whose first line names two sides."""
    files = sorted(Path(__file__).parent.glob("*.jsonl"))
    return [file.stem for file in files if "labels" in json.loads(file.open(encoding="utf-8").readline())]


def read(name):
    """Texts, labels (1 = the positive side) and topics, two of each for every pair."""
    lines = Path(__file__).with_name(name + ".jsonl").read_text(encoding="utf-8").splitlines()
    pairs = [json.loads(line) for line in lines[1:]]  # the first line names the sides
    texts = [pair[side] for pair in pairs for side in ("positive", "negative")]
    return texts, np.tile([1, 0], len(pairs)), np.repeat([pair["topic"] for pair in pairs], 2)


def held_out(shortcut, texts, labels, topics):
    """One AUC per topic."""
    texts = np.array(texts, dtype=object)
    aucs = []
    for train, test in LeaveOneGroupOut().split(texts, labels, topics):
        model = shortcut().fit(texts[train], labels[train])
        aucs.append(roc_auc_score(labels[test], model.decision_function(texts[test])))
    return np.array(aucs)


def interval(values, draws=2000, seed=0):
    rng = np.random.default_rng(seed)
    means = rng.choice(values, (draws, len(values))).mean(axis=1)
    return np.quantile(means, [0.025, 0.975])


def words(text):
    return re.findall(r"\w+", text.lower())


def triples(text):
    return list(zip(words(text), words(text)[1:], words(text)[2:]))


def likeness(a, b):
    return len(a & b) / len(a | b) if a | b else 0.0


def most_alike(parts, texts, topics):
    """The two texts of different pairs that share most, across topics and within one: (share, a, b) of each."""
    bags = [set(parts(text)) for text in texts]
    ends = [(i, j) for i, j in combinations(range(len(texts)), 2) if i // 2 != j // 2]
    return [
        max((likeness(bags[i], bags[j]), texts[i], texts[j]) for i, j in ends if (topics[i] == topics[j]) == same)
        for same in (False, True)
    ]


def print_shortcuts():
    print(f"scikit-learn {sklearn.__version__}, numpy {np.__version__}; held-out AUC by topic, 95 % interval")
    print()
    print("| contrast | pairs | topics | " + " | ".join(SHORTCUTS) + " |")
    print("| --- | --- | --- | " + " | ".join("---" for _ in SHORTCUTS) + " |")
    for name in contrasts():
        texts, labels, topics = read(name)
        cells = []
        for shortcut in SHORTCUTS.values():
            aucs = held_out(shortcut, texts, labels, topics)
            low, high = interval(aucs)
            cells.append(f"{aucs.mean():.2f} [{low:.2f}, {high:.2f}]")
        print(f"| {name} | {len(texts) // 2} | {len(set(topics))} | " + " | ".join(cells) + " |")


def print_duplicates():
    """The table, then the two texts behind each contrast's highest figure; the highest of all is returned."""
    print("| contrast | words, other topics | words, same topic | triples, other topics | triples, same topic |")
    print("| --- | --- | --- | --- | --- |")
    worst = {}
    for name in contrasts():
        texts, _, topics = read(name)
        found = most_alike(words, texts, topics) + most_alike(triples, texts, topics)
        print(f"| {name} | " + " | ".join(f"{share:.2f}" for share, _, _ in found) + " |")
        worst[name] = max(found)
    print()
    for name, (share, a, b) in worst.items():
        print(f"{name}, {share:.2f}: {a} / {b}")
    return max(share for share, _, _ in worst.values())


def main():
    print_shortcuts()
    print()
    if print_duplicates() > NEAR_DUPLICATE:
        sys.exit(f"Two texts of different pairs share more than {NEAR_DUPLICATE} of their words.")


if __name__ == "__main__":
    main()
