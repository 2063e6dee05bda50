"""Choose the files to grade: those of the folder that holds the functions."""

from collections.abc import Iterator, Sequence
from pathlib import PurePath

from samebits.grading.intake.builder import RUN_UNASKED, SubmissionBuilder
from samebits.grading.intake.files import File, Folder, Listing
from samebits.grading.intake.folders import KINDS, is_shown
from samebits.grading.intake.platforms import is_code, is_zip

DEEPEST_SEARCH = 6


def take_folder(builder: SubmissionBuilder, folder: Folder) -> dict[str, File]:
    """Take the files of the folders that hold the functions; return the zips found on the way."""
    for note in refused_inside(folder):
        builder.note(note)
    for name in others(folder):
        builder.pass_over(name)
    zips: dict[str, File] = {}
    found = code_files(builder, folder, zips)
    for name in sorted(found, key=lambda name: normal_name(PurePath(name).stem) not in builder.first):
        builder.take(name, found[name])
    return zips


def normal_name(function: str) -> str:
    """A function's name in a form that `costFunction` and `cost_function` share."""
    return function.replace("_", "").lower()


def code_files(
    builder: SubmissionBuilder, folder: Folder, zips: dict[str, File], depth: int = 1
) -> dict[str, File]:
    """The files of the folder that holds the functions, or of several without a common file name."""
    there = folder.listing()
    zips |= {name: file for name, file in there.files.items() if is_zip(name)}
    if not isinstance(folder, Listing):  # `refused_inside` has all of a zip
        for name, why in sorted(there.notes.items()):
            builder.note(f"{name} {why}")
    holding = [sub for sub in code_folders(there) if holds_code(there.folders[sub], depth)]
    if any(map(is_code, there.files)) or not holding:
        return beside(builder, there, holding)
    found: dict[str, File] = {}
    for sub in holding:
        for name, file in code_files(builder, there.folders[sub], zips, depth + 1).items():
            if found.setdefault(name, file) is not file and name not in (*RUN_UNASKED, "__init__.py"):
                builder.note(
                    f"several folders contain files, and none is graded: {', '.join(holding)} "
                    f"({name} is in more than one)"
                )
                return {}
    if len(holding) > 1:
        builder.note(f"several folders contain files, which are graded together: {', '.join(holding)}")
    return found


def beside(builder: SubmissionBuilder, there: Listing, holding: Sequence[str]) -> dict[str, File]:
    """The files of a folder, with those in `private` and in Python packages."""
    found = {name: it for name, it in sorted(there.files.items()) if is_code(name) or name in RUN_UNASKED}
    if "private" in there.folders:  # its functions are found only by those of the folder itself
        try:
            inside = there.folders["private"].listing().files
            found |= {f"private/{name}": it for name, it in sorted(inside.items()) if is_code(name)}
        except OSError as error:
            builder.refuse("the folder private", error)
    passed_over = []
    for sub in holding:
        inside = {name: it for name, it in there.folders[sub].listing().files.items() if is_code(name)}
        modules = [name for name in sorted(inside) if is_python(name)]
        if sub.isidentifier() and modules and any(map(is_python, found)):
            found |= {f"{sub}/{name}": inside[name] for name in modules}
        elif sub.lower() in KINDS and not {name[-2:] for name in inside} & {name[-2:] for name in found}:
            found |= inside  # the other language
            builder.note(f"the files beside the folder {sub} are graded together with those in it")
        else:
            passed_over.append(sub)
    if passed_over:
        builder.note(f"not opened, because there are files beside them: {', '.join(passed_over)}")
    return found


def is_python(name: str) -> bool:
    return is_code(name) and name.endswith(".py")


def others(folder: Folder, depth: int = 1) -> Iterator[str]:
    """The names of the files that are neither code nor zips."""
    there = folder.listing()
    yield from (
        name for name in sorted(there.files) if is_shown(name) and not (is_code(name) or is_zip(name))
    )
    for sub in code_folders(there) if depth < DEEPEST_SEARCH else ():
        yield from others(there.folders[sub], depth + 1)


def refused_inside(folder: Folder) -> Iterator[str]:
    """Notes on what was refused in a zip, in any of its folders."""
    if isinstance(folder, Listing):
        yield from (f"{name} {why}" for name, why in sorted(folder.notes.items()))
        for name in filter(is_shown, folder.folders):
            yield from refused_inside(folder.folders[name])


def code_folders(there: Listing) -> list[str]:
    return [name for name in sorted(there.folders) if is_shown(name) and name != "private"]


def holds_code(folder: Folder, depth: int = 1) -> bool:
    there = folder.listing()
    return any(map(is_code, there.files)) or (
        depth < DEEPEST_SEARCH
        and any(holds_code(there.folders[sub], depth + 1) for sub in code_folders(there))
    )
