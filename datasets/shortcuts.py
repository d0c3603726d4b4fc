"""How far do shallow cues tell the two sides of a contrast apart?

Four logistic regressions per data set, none of which understands a sentence: they see its length (characters and
words), its punctuation marks, its first word, or the counts of its words in any order.
Each topic is held out in turn and scored by a model fitted on the other topics; the table shows the mean of those
AUCs, with a 95 % interval from a bootstrap over topics. Chance is 0.50.

    pip install scikit-learn==1.9.1
    python datasets/shortcuts.py
"""

import json
import unicodedata
from pathlib import Path

import numpy as np
import sklearn
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import LeaveOneGroupOut
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

CONTRASTS = ["language", "question", "refusal", "sentiment"]


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


def main():
    print(f"scikit-learn {sklearn.__version__}, numpy {np.__version__}; held-out AUC by topic, 95 % interval")
    print()
    print("| contrast | pairs | topics | " + " | ".join(SHORTCUTS) + " |")
    print("| --- | --- | --- | " + " | ".join("---" for _ in SHORTCUTS) + " |")
    for name in CONTRASTS:
        texts, labels, topics = read(name)
        cells = []
        for shortcut in SHORTCUTS.values():
            aucs = held_out(shortcut, texts, labels, topics)
            low, high = interval(aucs)
            cells.append(f"{aucs.mean():.2f} [{low:.2f}, {high:.2f}]")
        print(f"| {name} | {len(texts) // 2} | {len(set(topics))} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
