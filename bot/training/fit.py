"""Fits linear models; import it late, for it alone brings numpy, scipy and scikit-learn."""

import warnings
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, hstack
from sklearn.exceptions import ConvergenceWarning
from sklearn.svm import LinearSVC

from bot.training.corpus import fold_of
from bot.training.letters import Letters, Numbers
from bot.training.tasks import Task
from bot.training.written import Weights, written
from handlers.understanding.ear import Told
from handlers.understanding.model.file import ModelData

FOLDS = 4
LONGEST = 2  # letters in a group
STRENGTHS = (1.0, 0.5, 2.0)  # how much an example may bend the weights; tried in this order
_SURELY = 30.0  # logits beyond are not meant
_LEANS = 0.6  # how much one task looks at the answers of another beside the letters
_STRENGTH_LEANT_ON = 2.0

Tell = Callable[[str, float, float], None]  # head, strength, accuracy


@dataclass(frozen=True)
class Chosen:
    """How a head is fitted, and what came out for examples that the weights had not seen."""

    strength: float
    slope: float  # makes its logits probabilities
    shift: float  # towards the second of two labels
    accuracy: float

    def __str__(self) -> str:
        return f"强度{self.strength:g}"


@dataclass(frozen=True)
class Checked:
    """The logits of examples that the weights had not seen, in the order of the task's."""

    logits: Numbers
    truth: NDArray[np.intp]
    is_said: NDArray[np.bool_]

    @property
    def accuracy(self) -> float:
        """The share of the said examples that were told rightly."""
        hits = self.logits.argmax(axis=1) == self.truth
        return float(hits[self.is_said].mean())


class Bench:
    """Some tasks that share their groups of letters, and the marks that `tell` gives their texts."""

    def __init__(self, tasks: Sequence[Task], tell: Callable[[str], Told]) -> None:
        self._tasks = tasks
        texts = [one.text for task in tasks for one in task.all_examples]
        self._letters = Letters(texts, LONGEST, tell)
        self._matrices = {task.head: self._matrix(task) for task in tasks}

    def study(self, tell: Tell) -> Mapping[str, Chosen]:
        """How each head is best fitted, found out on examples held out of the learning."""
        return {task.head: self._chosen(task, tell) for task in self._tasks}

    def model(self, chosen: Mapping[str, Chosen]) -> ModelData:
        """A model with one calibrated head for each task."""
        return written(
            self._letters,
            [(task.head, self._head(task, chosen[task.head])) for task in self._tasks],
        )

    def _chosen(self, task: Task, tell: Tell) -> Chosen:
        """What lies within chance of the best counts as equal; of equal ones the first is taken."""
        checks: dict[float, Checked] = {}
        for strength in STRENGTHS:
            checks[strength] = _cross_checked(task, self._matrices[task.head][0], strength)
            tell(task.head, strength, checks[strength].accuracy)
        best = max(check.accuracy for check in checks.values())
        said = sum(example.is_said for example in task.examples)
        chance = float(np.sqrt(best * (1 - best) / said)) / 2
        strength = next(one for one in STRENGTHS if checks[one].accuracy >= best - chance)
        return Chosen(strength, *_calibration(checks[strength]), checks[strength].accuracy)

    def _head(self, task: Task, chosen: Chosen) -> Weights:
        matrix, leaned = self._matrices[task.head]
        raw = _weights(task, matrix, np.arange(matrix.shape[0]), chosen.strength)
        weights = raw.weights if leaned is None else _unfolded(raw.weights, leaned)
        bias = raw.bias * chosen.slope
        if len(raw.labels) == 2:
            bias = bias + np.array([-chosen.shift, chosen.shift])
        return Weights(raw.labels, weights * chosen.slope, bias)

    def _matrix(self, task: Task) -> tuple[csr_matrix, Numbers | None]:
        """The rows of a task, and how the answers of the task it leans on come from the letters."""
        rows = self._letters.matrix([one.text for one in task.examples])
        if task.leans_on is None:
            return rows, None
        beside = self._letters.matrix([one.text for one in task.leans_on.examples])
        every = np.arange(beside.shape[0])
        weights = _weights(task.leans_on, beside, every, _STRENGTH_LEANT_ON).weights
        weights = weights - weights.mean(axis=0)
        answers = np.asarray(rows @ weights.T)
        weights = weights * (_LEANS / max(float(np.sqrt((answers**2).sum(axis=1).mean())), 1e-9))
        return hstack([rows, csr_matrix(rows @ weights.T)]).tocsr(), weights


def folds_of(task: Task) -> NDArray[np.intp]:
    """The fold of each example; who wrote it decides, unless too few wrote all of it."""
    sizes = Counter(example.group for example in task.examples if example.is_said)
    if len(sizes) < FOLDS:
        return np.array([fold_of(example.text, FOLDS) for example in task.examples])
    loads = [0] * FOLDS
    fold: dict[str, int] = {}
    for group, size in sorted(sizes.items(), key=lambda pair: (-pair[1], pair[0])):
        fold[group] = loads.index(min(loads))
        loads[fold[group]] += size
    return np.array([fold.get(example.group, 0) for example in task.examples])


def _cross_checked(task: Task, matrix: csr_matrix, strength: float) -> Checked:
    labels = tuple(sorted({example.label for example in task.examples}))
    truth = np.array([labels.index(example.label) for example in task.examples])
    is_said = np.array([example.is_said for example in task.examples])
    folds = folds_of(task)
    logits = np.full((len(truth), len(labels)), -_SURELY)
    for fold in range(FOLDS):
        unseen = np.flatnonzero(is_said & (folds == fold))
        seen = np.flatnonzero(~is_said | (folds != fold))
        if not len(unseen) or len(set(truth[seen])) < 2:
            continue
        part = _weights(task, matrix, seen, strength)
        columns = np.array([labels.index(label) for label in part.labels])
        logits[np.ix_(unseen, columns)] = matrix[unseen] @ part.weights.T + part.bias
    return Checked(logits, truth, is_said)


def _weights(task: Task, matrix: csr_matrix, rows: NDArray[np.intp], strength: float) -> Weights:
    examples = [task.examples[row] for row in rows]
    machine = LinearSVC(C=strength, random_state=0, tol=1e-3, max_iter=1000)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # a little short of the best is fine
        machine.fit(
            matrix[rows],
            [example.label for example in examples],
            sample_weight=[example.weight for example in examples],
        )
    weights, bias = machine.coef_, machine.intercept_
    if len(machine.classes_) == 2:
        weights, bias = np.vstack([-weights, weights]) / 2, np.concatenate([-bias, bias]) / 2
    return Weights(tuple(str(label) for label in machine.classes_), weights, bias)


def _unfolded(weights: Numbers, leaned: Numbers) -> Numbers:
    """The weights of letters and of answers, which themselves come from letters, as one."""
    letters = leaned.shape[1]
    return np.asarray(weights[:, :letters] + weights[:, letters:] @ leaned)


def _calibration(check: Checked) -> tuple[float, float]:
    """Slope and shift that make the logits of unseen examples probabilities."""
    logits, truth = check.logits[check.is_said], check.truth[check.is_said]
    is_pair = logits.shape[1] == 2

    def loss(given: Numbers) -> float:
        scaled = logits * np.exp(given[0])
        if is_pair:
            scaled = scaled + np.array([-given[1], given[1]])
        scaled = scaled - scaled.max(axis=1, keepdims=True)
        told = scaled[np.arange(len(truth)), truth] - np.log(np.exp(scaled).sum(axis=1))
        return float(-np.maximum(told, -_SURELY).mean())

    found = minimize(loss, [1.0, 0.0] if is_pair else [1.0], method="Nelder-Mead").x
    return float(np.exp(found[0])), float(found[1]) if is_pair else 0.0
