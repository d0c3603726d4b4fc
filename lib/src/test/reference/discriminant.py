"""Reference values for the shrunk linear discriminant and the first principal component.

Made with scikit-learn 1.9.1 and numpy 2.4.6. Prints the Java literals of LinearAlgebraTest.
"""
import numpy as np
from sklearn.covariance import ledoit_wolf
from sklearn.decomposition import PCA

rng = np.random.default_rng(7)
positive = np.round(rng.normal(size=(6, 4)) * [1, 2, 0.5, 1] + [1, 0, 0.2, 0], 2)
negative = np.round(rng.normal(size=(6, 4)) * [1, 2, 0.5, 1], 2)
centred = np.vstack([positive - positive.mean(0), negative - negative.mean(0)])
covariance, shrinkage = ledoit_wolf(centred, assume_centered=True)
axis = np.linalg.solve(covariance, positive.mean(0) - negative.mean(0))
component = PCA(1).fit(np.vstack([positive, negative])).components_[0]


def literal(name, rows):
    body = ", ".join("{" + ", ".join(f"{v}f" for v in row) + "}" for row in rows)
    print(f"private static final float[][] {name} = {{{body}}};")


literal("POSITIVE", positive)
literal("NEGATIVE", negative)
literal("DISCRIMINANT", [np.round(axis / np.linalg.norm(axis), 7)])
literal("COMPONENT", [np.round(component, 7)])
print("shrinkage", shrinkage)
