"""The lecture's pictures, as files."""

from pathlib import Path

from matplotlib.figure import Figure

from samebits.lecture import display
from samebits.lecture.runs import Lecture, named
from samebits.lecture.symmetry import predict_labels


def write_pictures(lecture: Lecture, out: Path, shown: set[str]) -> list[Path]:
    """Write pictures of the lecture.

    Parameters
    ----------
    lecture : Lecture
    out : Path
        A folder that exists.
    shown : set of str
        The numbers of the points whose pictures are written.

    Returns
    -------
    list of Path
        The files.
    """
    inputs, *_, num_labels = lecture.layer_sizes
    runs = [lecture.run(start, lecture.best) for start in lecture.starts]
    logistic = {f"{run.start} start": run.costs for run in lecture.logistic_runs}
    last, network = runs[-1], named(lecture.layer_sizes)
    compared = {name: lecture.run(last.start, name).costs for name in lecture.optimisers}
    pictures: dict[str, Figure] = {
        "1-logistic-regression": display.curves(logistic, "J", "Logistic regression: one bowl"),
        "2-two-hidden-units": display.unit_weights(runs),
        "2-rank": display.curves(
            {f"{run.start} start": run.ranks for run in runs},
            "rank of Theta1",
            f"{network}: features that differ, {lecture.best}",
            0,
        ),
        "3-hidden-units": display.hidden_units(runs, lecture.patch_columns),
        "4-costs": display.curves(
            {f"{run.start} start": run.costs for run in runs},
            "J",
            f"{network}: cost from each start, {lecture.best}",
            0,
            "log",  # the constant start begins far above the others
        ),
        "5-optimisers": display.curves(
            compared, "J", f"{network}: {last.start} start, {' and '.join(compared)}", 0
        ),
    }
    if (inputs, num_labels) == (400, 10):
        predicted = predict_labels(last.Thetas(), lecture.X)
        pictures["4-misclassified"] = display.misclassified(lecture.X, lecture.y, predicted)
    written = []
    for name, figure in sorted(pictures.items()):
        if name[0] not in shown:
            continue
        display.save_picture(figure, out / f"{name}.png")
        written.append(out / f"{name}.png")
    return written
