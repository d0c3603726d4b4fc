"""Reference values for the estimators of directions and the erasers of concepts.

Made with concept-erasure 0.2.4, scikit-learn 1.9.1, scipy 1.17.1, numpy 2.4.6, torch 2.15.0, safetensors 0.8.0.
Writes src/test/resources/estimators/{pairs,classes,factors}.safetensors. `estimators.py check` also fits the unpenalised
logistic regression and the linear SVM of concept-erasure's own tests on rows erased by the closed formulas.
"""
import sys
from pathlib import Path

import numpy as np
import torch
from concept_erasure import LeaceFitter, OracleEraser
from safetensors.numpy import save_file
from scipy.linalg import subspace_angles
from scipy.optimize import minimize
from scipy.stats.mstats import winsorize
from sklearn.covariance import ledoit_wolf
from sklearn.decomposition import PCA
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

HERE = Path(__file__).parent.parent / "resources" / "estimators"


def unit(v):
    return v / np.linalg.norm(v)


def logistic(x, y, penalty):
    """The penalty is in units of the mean squared distance from the mean, as in LogisticProbe."""
    centred = x - x.mean(0)
    spread = (centred**2).sum() / len(x)
    c = 1 / (len(x) * penalty * spread)
    return LogisticRegression(C=c, solver="newton-cholesky", tol=1e-12, max_iter=1000).fit(centred, y)


def ccs(positive, negative, penalty, starts, rng):
    """Directly from the formula, on sides that are centred already."""
    s = np.sqrt(((positive**2).sum() + (negative**2).sum()) / (2 * len(positive)))
    a, b = positive / s, negative / s

    def loss(v):
        p = 1 / (1 + np.exp(-(a @ v[:-1] + v[-1])))
        q = 1 / (1 + np.exp(-(b @ v[:-1] + v[-1])))
        low = np.minimum(p, q)
        dp = 2 * (p + q - 1 + low * (p <= q)) * p * (1 - p) / len(p)
        dq = 2 * (p + q - 1 + low * (p > q)) * q * (1 - q) / len(p)
        gradient = np.append(a.T @ dp + b.T @ dq + penalty * v[:-1], dp.sum() + dq.sum())
        return ((p + q - 1) ** 2 + low**2).mean() + penalty / 2 * (v[:-1] ** 2).sum(), gradient

    found = [
        minimize(loss, np.append(rng.normal(size=a.shape[1]), 0), jac=True, method="BFGS", options={"gtol": 1e-10})
        for _ in range(starts)
    ]
    best = min(found, key=lambda f: f.fun)
    return best.fun, best.x


def pairs():
    """60 pairs in 24 dimensions that have their topic in common, with a concept along a direction of small variance."""
    rng = np.random.default_rng(11)
    n, d = 60, 24
    scales = np.geomspace(8, 0.2, d)
    concept = np.zeros(d)
    concept[[3, 9, 15]] = [1.5, 1.2, -0.8]
    topic = rng.normal(size=(n, d)) * scales
    positive = (topic + rng.normal(size=(n, d)) * scales / 3 + concept / 2 + 5).astype(np.float32)
    negative = (topic + rng.normal(size=(n, d)) * scales / 3 - concept / 2 + 5).astype(np.float32)
    p, q = positive.astype(np.float64), negative.astype(np.float64)
    x = np.vstack([p, q])
    y = np.repeat([1, 0], n)
    out = {"positive": positive, "negative": negative}

    out["winsorized"] = sum(
        sign * np.stack([np.asarray(winsorize(side[:, j], (0.1, 0.1))) for j in range(d)], 1).mean(0)
        for sign, side in ((1, p), (-1, q))
    )
    blocks = [np.arange(n) % 7 == b for b in range(7)]
    out["median_of_means"] = np.median([(p[b] - q[b]).mean(0) for b in blocks], 0)

    middle = (p + q) / 2
    out["pca_pair_centred"] = PCA(1).fit(np.vstack([p - middle, q - middle])).components_[0]
    out["pca_centred_differences"] = PCA(1).fit(p - q).components_[0]

    within = np.vstack([p - p.mean(0), q - q.mean(0)])
    covariance, _ = ledoit_wolf(within, assume_centered=True)
    out["discriminant"] = unit(np.linalg.solve(covariance, p.mean(0) - q.mean(0)))
    lda = LinearDiscriminantAnalysis(solver="lsqr", shrinkage=0.1).fit(x, y)
    out["discriminant_shrunk"] = unit(lda.coef_[0])
    out["mass_mean"] = unit(np.linalg.pinv(within.T @ within / (2 * n)) @ (p.mean(0) - q.mean(0)))
    few = np.vstack([p[:8] - p[:8].mean(0), q[:8] - q[:8].mean(0)])
    covariance, _ = ledoit_wolf(few, assume_centered=True)
    out["discriminant_of_8_pairs"] = unit(np.linalg.solve(covariance, p[:8].mean(0) - q[:8].mean(0)))

    for penalty in (1e-1, 1e-3):
        out[f"logistic_{penalty:g}"] = logistic(x, y, penalty).coef_[0]
    out["logistic_0.001_of_8_pairs"] = logistic(
        np.vstack([p[:8], q[:8]]), np.repeat([1, 0], 8), 1e-3
    ).coef_[0]
    grid = [10 ** (-i / 2) for i in range(11)]
    losses = np.zeros(len(grid))
    spread = ((x - x.mean(0)) ** 2).sum() / (2 * n)
    for fold in range(5):
        held = np.zeros(n, bool)
        held[fold * n // 5 : (fold + 1) * n // 5] = True
        held = np.tile(held, 2)
        for i, penalty in enumerate(grid):
            c = 1 / ((~held).sum() * penalty * spread)
            probe = LogisticRegression(C=c, solver="newton-cholesky", tol=1e-12, max_iter=1000)
            probe.fit(x[~held] - x.mean(0), y[~held])
            margin = probe.decision_function(x[held] - x.mean(0)) * (2 * y[held] - 1)
            losses[i] += np.logaddexp(0, -margin).sum()
    out["chosen_penalty"] = np.array([grid[losses.argmin()]])

    signs = np.where(np.arange(n) % 2 == 0, 1, -1)[:, None]
    a, b = np.where(signs > 0, p, q), np.where(signs > 0, q, p)
    a, b = a - a.mean(0), b - b.mean(0)
    value, v = ccs(a, b, 1e-3, 40, rng)
    out["ccs_first_side"], out["ccs_second_side"] = a, b
    out["ccs_loss"], out["ccs_weights"] = np.array([value]), v[:-1]
    out["angles"] = np.sort(subspace_angles(p[:3].T, q[:5].T))
    z = y[:, None].astype(float)
    erase = x
    for _ in range(3):
        w = unit(logistic(erase, y, 1e-3).coef_[0])
        erase = erase - np.outer((erase - x.mean(0)) @ w, w)
    out["inlp"] = erase
    return out | erasers(x, z, "binary")


def erasers(x, z, name):
    xt, zt = torch.from_numpy(x), torch.from_numpy(z)
    options = dict(dtype=torch.float64, svd_tol=1e-8)
    d, k = x.shape[1], z.shape[1]
    return {
        f"leace_{name}": LeaceFitter(d, k, shrinkage=False, **options).update(xt, zt).eraser(xt).numpy(),
        f"leace_shrunk_{name}": LeaceFitter(d, k, shrinkage=True, **options).update(xt, zt).eraser(xt).numpy(),
        f"sal_{name}": LeaceFitter(d, k, method="orth", **options).update(xt, zt).eraser(xt).numpy(),
        f"oracle_{name}": OracleEraser.fit(xt, zt)(xt, zt).numpy(),
    }


def classes():
    """Five classes in 16 dimensions, two of which are constant, so that the covariance is singular."""
    rng = np.random.default_rng(5)
    n, d, k = 90, 16, 5
    labels = rng.integers(0, k, n)
    x = rng.normal(size=(n, d)) @ rng.normal(size=(d, d)) + rng.normal(size=(k, d))[labels]
    x[:, 4] = 3
    x[:, 9] = x[:, 2] - x[:, 1]
    x = x.astype(np.float32)
    return {"x": x, "labels": labels.astype(np.int64)} | erasers(x.astype(np.float64), np.eye(k)[labels], "classes")


def factors():
    """Two factors that come along with each other, and what ordinary least squares says of them."""
    rng = np.random.default_rng(3)
    n, d = 80, 12
    first = rng.random(n) < 0.5
    second = np.where(first, rng.random(n) < 0.9, rng.random(n) < 0.3)
    z = np.stack([first, second], 1).astype(np.float64)
    x = (rng.normal(size=(n, d)) + z @ rng.normal(size=(2, d)) * 2 + 1).astype(np.float32)
    design = np.hstack([np.ones((n, 1)), z])
    beta = np.linalg.lstsq(design, x.astype(np.float64), rcond=None)[0]
    r2 = np.corrcoef(z.T)[0, 1] ** 2
    return {"x": x, "z": z, "beta": beta, "inflation": np.array([1 / (1 - r2)])}


def check():
    """After the closed formulas, concept-erasure's own classifiers learn nothing from 2048 rows of 128 numbers."""
    rng = np.random.default_rng(0)
    n, d = 2048, 128
    y = rng.integers(0, 2, n)
    x = rng.normal(size=(n, d)) @ rng.normal(size=(d, d)) / 8 + np.outer(y, rng.normal(size=d))
    centred, sigma = x - x.mean(0), (x - x.mean(0)).T @ (y - y.mean()) / n
    b = np.linalg.solve(centred.T @ centred / n, sigma)
    erased = x - np.outer(centred @ (b / (sigma @ b)), sigma)
    for name, rows in (("before", x), ("after", erased)):
        lr = LogisticRegression(C=np.inf, tol=0.0, max_iter=200).fit(rows - rows.mean(0), y)
        svm = LinearSVC(dual=False, intercept_scaling=1e6, tol=2e-9).fit(rows, y)
        print(f"{name}: largest coefficient {abs(lr.coef_).max():.1e} logistic, {abs(svm.coef_).max():.1e} SVM")


if __name__ == "__main__":
    torch.set_num_threads(1)
    HERE.mkdir(parents=True, exist_ok=True)
    for make in (pairs, classes, factors):
        arrays = {name: np.ascontiguousarray(values) for name, values in make().items()}
        save_file(arrays, HERE / f"{make.__name__}.safetensors")
        print(make.__name__, {name: list(values.shape) for name, values in arrays.items()})
    if "check" in sys.argv:
        check()
