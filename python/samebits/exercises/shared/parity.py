"""Cases that belong to no exercise: Octave's random numbers, layout, sums and products, and fmincg."""

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samebits.exercises.shared import small_costs
from samebits.exercises.shared.bounds import sigmoid_bound
from samebits.exercises.shared.data import load_digits
from samebits.exercises.shared.fmincg import fmincg
from samebits.exercises.shared.functions import digit_weights
from samebits.exercises.shared.predict import predict
from samebits.exercises.shared.sigmoid import sigmoid
from samebits.octave.arithmetic import Arithmetic, octave_array
from samebits.octave.layout import roll, unroll
from samebits.octave.random import OctaveRandom
from samebits.parity.bounds import gamma, product_bound, sum_bound
from samebits.parity.case import Case, Run, Values
from samebits.resources import reference_folders

built_in = partial(Case, exercise="shared")  # Octave's own functions alone
case = partial(Case, exercise="shared", m_folders=reference_folders())


def no_bound(v: Values) -> Values:
    """The values are equal, or rounded too often for a bound to mean anything."""
    return {}


@lru_cache(maxsize=1)
def digits() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    return load_digits()


# Random numbers ---------------------------------------------------------------


def run_lecture(v: Values, arithmetic: Arithmetic) -> Values:
    """The random start of the lecture, as it is written there."""
    rng, INIT_EPSILON = OctaveRandom(v["seed"]), v["INIT_EPSILON"]
    Theta1 = rng.rand(10, 11) * (2 * INIT_EPSILON) - INIT_EPSILON
    Theta2 = rng.rand(1, 11) * (2 * INIT_EPSILON) - INIT_EPSILON
    return {"Theta1": Theta1, "Theta2": Theta2}


def run_rand(v: Values, arithmetic: Arithmetic) -> Values:
    return {"u": OctaveRandom(v["seed"]).rand(10_000, 1)}


def run_single(v: Values, arithmetic: Arithmetic) -> Values:
    return {"u": OctaveRandom(v["seed"]).rand(1000, 1, dtype="single")}


def run_randn(v: Values, arithmetic: Arithmetic) -> Values:
    return {"z": OctaveRandom(v["seed"]).randn(10_000, 1)}


def run_rande(v: Values, arithmetic: Arithmetic) -> Values:
    return {"e": OctaveRandom(v["seed"]).rande(10_000, 1)}


def run_randi(v: Values, arithmetic: Arithmetic) -> Values:
    return {"k": OctaveRandom(v["seed"]).randi((-5, 1000), 1000, 3)}


def run_randperm(v: Values, arithmetic: Arithmetic) -> Values:
    rng = OctaveRandom(v["seed"])
    return {"p": rng.randperm(1000)[np.newaxis], "q": rng.randperm(1000, 10)[np.newaxis]}


RANDOM = [
    built_in(
        "rand, the lecture's weights",
        lambda: {"seed": 1, "INIT_EPSILON": 0.12},
        run_lecture,
        "rand('state', seed); Theta1 = rand(10,11)*(2*INIT_EPSILON) - INIT_EPSILON;"
        "Theta2 = rand(1,11)*(2*INIT_EPSILON) - INIT_EPSILON;",
        ("Theta1", "Theta2"),
    ),
    built_in(
        "rand, 10000 numbers",
        lambda: {"seed": 42},
        run_rand,
        "rand('state', seed); u = rand(10000, 1);",
        ("u",),
    ),
    built_in(
        "rand, single precision",
        lambda: {"seed": 42},
        run_single,
        "rand('state', seed); u = rand(1000, 1, 'single');",
        ("u",),
    ),
    built_in(
        "randn, 10000 numbers",
        lambda: {"seed": 42},
        run_randn,
        "randn('state', seed); z = randn(10000, 1);",
        ("z",),
    ),
    built_in(
        "rande, 10000 numbers",
        lambda: {"seed": 42},
        run_rande,
        "rande('state', seed); e = rande(10000, 1);",
        ("e",),
    ),
    built_in(
        "randi, -5 to 1000",
        lambda: {"seed": 42},
        run_randi,
        "rand('state', seed); k = randi([-5 1000], 1000, 3);",
        ("k",),
    ),
    built_in(
        "randperm",
        lambda: {"seed": 42},
        run_randperm,
        "rand('state', seed); p = randperm(1000); q = randperm(1000, 10);",
        ("p", "q"),
    ),
]


# Layout, products and sums ----------------------------------------------------


def layout_inputs() -> Values:
    return {"A": OctaveRandom(5).rand(25, 401), "B": OctaveRandom(6).rand(10, 26)}


def run_layout(v: Values, arithmetic: Arithmetic) -> Values:
    rolled = unroll(v["A"], v["B"])
    C, D = roll(rolled, (401, 25), (26, 10))
    return {"v": rolled, "C": C, "D": D}


def product_inputs() -> Values:
    X = digits()[0][::5]
    Theta1, _ = digit_weights(1)
    A = np.hstack([np.ones((len(X), 1)), X])
    D = OctaveRandom(3).rand(len(X), 25) - 0.5
    return {"A": A, "T": Theta1, "D": D, "v": D[:, 0], "w": D[:, 1]}


def run_products(v: Values, arithmetic: Arithmetic) -> Values:
    A, T, D, x, w = (octave_array(v[name], arithmetic) for name in "ATDvw")
    return {"AT": A @ T.T, "DA": D.T @ A, "Ax": A.T @ x, "xA": x @ A, "DD": D.T @ D, "xw": x @ w, "xx": x @ x}


def products_bound(v: Values) -> Values:
    A, T, D = v["A"], v["T"], v["D"]
    x, w = v["v"][:, np.newaxis], v["w"][:, np.newaxis]
    return {
        "AT": product_bound(A, T.T),
        "DA": product_bound(D.T, A),
        "Ax": product_bound(A.T, x).ravel(),
        "xA": product_bound(x.T, A).ravel(),
        "DD": product_bound(D.T, D),
        "xw": product_bound(x.T, w),
        "xx": product_bound(x.T, x),
    }


def run_sums(v: Values, arithmetic: Arithmetic) -> Values:
    D, x = (octave_array(v[name], arithmetic) for name in "Dv")
    return {
        "columns": np.sum(D, axis=0)[np.newaxis],
        "rows": np.sum(D, axis=1),
        "total": np.sum(D),
        "average": np.mean(x),
        "length": np.linalg.norm(x),
    }


def sums_bound(v: Values) -> Values:
    D, x = v["D"], v["v"]
    return {
        "columns": sum_bound(D, 0)[np.newaxis],
        "rows": sum_bound(D, 1),
        "total": sum_bound(D),
        "average": sum_bound(x) / x.size,
        "length": 2 * gamma(x.size + 5) * np.sqrt((x * x).sum()),
    }


ARITHMETIC = [
    built_in(
        "A(:) and reshape",
        layout_inputs,
        run_layout,
        "v = [A(:); B(:)]; C = reshape(v(1:10025), 401, 25); D = reshape(v(10026:end), 26, 10);",
        ("v", "C", "D"),
    ),
    built_in(
        "matrix products",
        product_inputs,
        run_products,
        "AT = A*T'; DA = D'*A; Ax = A'*v; xA = (v'*A)'; DD = D'*D; xw = v'*w; xx = v'*v;",
        ("AT", "DA", "Ax", "xA", "DD", "xw", "xx"),
        bound=products_bound,
        products=True,
    ),
    built_in(
        "sum, mean, norm",
        product_inputs,
        run_sums,
        "columns = sum(D); rows = sum(D, 2); total = sum(D(:)); average = mean(v); length = norm(v);",
        ("columns", "rows", "total", "average", "length"),
        bound=sums_bound,
    ),
]


# Functions of the course ------------------------------------------------------


def sigmoid_inputs() -> Values:
    """A grid, and numbers at the ends of the range."""
    ends = [-np.inf, -1e308, -746, -745, -710, -0.0, 0.0, 5e-324, 37, 710, 1e308, np.inf, np.nan]
    return {"z": np.concatenate([np.linspace(-40, 40, 20_001), ends])}


def run_sigmoid(v: Values, arithmetic: Arithmetic) -> Values:
    return {"g": sigmoid(octave_array(v["z"], arithmetic))}


def predict_inputs() -> Values:
    """A random start on the digits; with its layers and labels."""
    X, y = digits()
    return {"p": unroll(*digit_weights(1)), "layers": (400, 25, 10), "X": X, "y": y, "lambda": 0.0}


def run_predict(v: Values, arithmetic: Arithmetic) -> Values:
    Theta1, Theta2 = roll(octave_array(v["p"], arithmetic), (25, 401), (10, 26))
    return {"labels": predict(Theta1, Theta2, v["X"]).astype(np.float64)}


def run_fmincg(cost: Callable[..., Any], v: Values, arithmetic: Arithmetic) -> Values:
    parameters = [v[name] for name in ("a", "b") if name in v]
    x0 = octave_array(v["x0"], arithmetic)
    options = {"MaxIter": np.ravel(v["length"]), "Display": "off"}
    X, fX, i = fmincg(cost, x0, options, *parameters)
    return {"X": X, "fX": fX if fX.size else np.zeros((0, 0)), "i": i}


def fmincg_case(
    name: str, cost: Callable[..., Any], x0: list[float], length: float | list[float], **parameters: float
) -> Case:
    extra = "".join(f", {p}" for p in parameters)
    return case(
        f"fmincg {name}",
        lambda: {"x0": np.array(x0), "length": np.atleast_2d(length), **parameters},
        partial(run_fmincg, cost),
        f"[X, fX, i] = fmincg(@{cost.__name__}, x0, struct('MaxIter', length){extra});",
        ("X", "fX", "i"),
        ("fmincg",),
        no_bound,
        iterative=True,
        run=Run("fX"),
    )


FUNCTIONS = [
    case(
        "sigmoid",
        sigmoid_inputs,
        run_sigmoid,
        "g = sigmoid(z);",
        ("g",),
        ("sigmoid",),
        lambda v: {"g": sigmoid_bound(v["z"])},
    ),
    case(
        "predict",
        predict_inputs,
        run_predict,
        "labels = predict(reshape(p(1:10025), 25, 401), reshape(p(10026:end), 10, 26), X);",
        ("labels",),
        ("predict", "sigmoid"),
        no_bound,
        products=True,
    ),
    fmincg_case("rosen", small_costs.rosen, [-1.2, 1, -1.2, 1, -1.2, 1], 100),
    fmincg_case("rosen, 60 evaluations", small_costs.rosen, [-1.2, 1, -1.2, 1, -1.2, 1], -60),
    fmincg_case("rosen, [40 0.5]", small_costs.rosen, [-1.2, 1], [40, 0.5]),
    fmincg_case("wavy", small_costs.wavy, [0.3, -0.2, 1.7], 50, a=6.0, b=1.0),
    fmincg_case("wavy, wrong gradient", small_costs.wavy, [0.3, -0.2, 1.7], 50, a=6.0, b=-1.0),
    fmincg_case("vee", small_costs.vee, [0.1, -3, 8], 50),
    fmincg_case("nanwall", small_costs.nanwall, [-4, 7], 50),
    fmincg_case("bowl at its minimum", small_costs.bowl, [0, 0, 0], 20, a=1.0),
]

CASES = (*RANDOM, *ARITHMETIC, *FUNCTIONS)
