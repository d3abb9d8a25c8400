"""A run of a command: its temporary files, what it opens, works on, delivers and says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

from mdpoverty.background import apart
from mdpoverty.cli.choice import Choice
from mdpoverty.cli.console import Kind, progress, say
from mdpoverty.cli.engine_words import engine_overheard
from mdpoverty.cli.inputs import reject_files
from mdpoverty.cli.made_by import Maker
from mdpoverty.cli.notes import NO_HOUSEHOLD, USED, account, standard_notes, told_apart
from mdpoverty.cli.options import SayingOptions
from mdpoverty.cli.reading_options import ReadingOptions, TextOptions
from mdpoverty.cli.spoken import said
from mdpoverty.cli.stages import DELIVERED, OPENED, STARTED, WORKED, WRITTEN, Stages
from mdpoverty.cli.table_options import CsvOptions
from mdpoverty.cli.table_words import TELLING
from mdpoverty.codebook import Level
from mdpoverty.column_map.apply import map_given
from mdpoverty.errors import Problem
from mdpoverty.files.database import Database
from mdpoverty.files.delivery import Deliveries, deliveries
from mdpoverty.files.output import scratch_folder
from mdpoverty.files.signals import end_waits_by_interrupts, require_uninterrupted
from mdpoverty.files.table_form import DESCRIBED, Form, Format, Packing, format_of, packing_of
from mdpoverty.language.messages import Message, Phrase
from mdpoverty.profile.for_people import refuse_for_people
from mdpoverty.reading.assemble import Opened
from mdpoverty.reading.reading import Reading
from mdpoverty.reading.sources import open_database, open_files, require_possible
from mdpoverty.run.passes import Passed
from mdpoverty.run.refused import changed
from mdpoverty.stamps import stamp_of
from mdpoverty.standards.document_file import changed_documents
from mdpoverty.survey.headings import with_headings
from mdpoverty.survey.opening import damage_named, open_survey
from mdpoverty.survey.settled import settled_surveys
from mdpoverty.survey.survey import Survey

T = TypeVar("T")

_PLAIN_CSV = CsvOptions()
_REFUSED = Phrase("cli.refused-sheet", "refused")  # of a workbook

Advance = Callable[[int], object]
Target = tuple[Path, Form]  # where a table is written meanwhile, and how


class Session:
    """A run of a command: what it delivers and says last is so when all has gone well.

    `scratch` is a folder for temporary files, `rejected` are the files for refused rows, `surveys`
    those that are opened.
    """

    def __init__(self, deliveries: Deliveries, saying: SayingOptions) -> None:
        """Begin with nothing opened, written or said."""
        self.scratch = deliveries.scratch
        self.deliveries = deliveries
        self._saying = saying
        self._checks: list[Callable[[], object]] = []
        self.surveys: list[Survey] = []
        self.rejected: Sequence[str] = ()
        self._opened = 0
        self._said: set[str] = set()
        self._unsaid: list[Callable[[], object]] | None = None
        self._last: list[tuple[Kind, str | Problem, Mapping[str, Any]]] = []
        self.made_by = Maker()
        self.stages = Stages(saying)

    @property
    def is_quiet(self) -> bool:
        """Whether nothing is said but errors."""
        return self._saying.quiet

    # What it opens

    def survey(self, paths: Sequence[str], text: TextOptions, sheet: str = "survey") -> Survey:
        """Return the survey in files, opened; of a workbook with several sheets the one named.

        Its headings may name variables in their own way.
        """
        require_possible(text.layout)
        layout = replace(text.layout, by_options=False)
        survey = open_survey(paths, self._folder(), sheet, layout)
        refuse_for_people(survey, TELLING)
        survey = with_headings(survey, "member" if sheet == "members" else "household")
        self.note(survey.notes)
        self.made_by.read(sheet, survey.sources, query=survey.query)
        self._watch([survey])
        self.stages.done(OPENED, file=survey.name)
        return survey

    def opened(
        self,
        paths: Sequence[str],
        reading: ReadingOptions,
        *,
        raw: bool = False,
        faulty: bool = False,
        database: Database | None = None,
    ) -> Opened:
        """Return the files of a survey, its members and its column map, opened.

        `raw` columns are called as their headings, whatever these may mean. A `database` takes the
        place of the files. Forms may be `faulty` where all of their faults are told at once.
        """
        using = map_given(reading.columns)
        named: Mapping[Level, Sequence[str]] = {
            "household": paths,
            "member": reading.members or [],
        }
        layouts, folder = reading.layouts, self._folder()
        if database is None:
            found = open_files(named, layouts, using, folder, raw=raw, faulty=faulty)
        else:  # a server may take its time: this thread hears an interrupt meanwhile
            file = Path(database.file) if database.file else None
            stamp = stamp_of(file) if file else None
            found = apart(lambda: open_database(database, layouts, using, folder))
            if file:
                found = replace(found, survey=replace(found.survey, stamps={file: stamp}))
        for survey in found.surveys if using is None else ():
            refuse_for_people(survey, TELLING)
        self._watch(found.surveys)
        self.made_by.read("survey", found.survey.sources, query=found.survey.query)
        if found.members is not None:
            members = found.members
            self.made_by.read("members", members.sources, query=members.query)
        if using is not None:
            self.made_by.mapped_by(using.digest)
        self.stages.done(OPENED, file=", ".join(survey.name for survey in found.surveys))
        return found

    def require_unchanged(self) -> None:
        """Raise SurveyError where a file that is read has changed since it was opened."""
        for name in changed_documents():
            raise changed(name)
        for check in self._checks:
            check()

    def before_delivery(self, check: Callable[[], object]) -> None:
        """Call `check` before all is delivered; it raises where nothing shall be."""
        self._checks.append(check)

    def _watch(self, surveys: Sequence[Survey]) -> None:
        self.surveys += surveys
        self._checks += [partial(_require_unchanged, survey) for survey in surveys]

    def _folder(self) -> Path:
        """Return a new folder for temporary files of what is opened; from now on engines work."""
        if not self._opened:
            self.enter(engine_overheard(self.scratch))
        folder = self.scratch / f"opened-{self._opened}"
        folder.mkdir()
        self._opened += 1
        return folder

    # What it works on

    def settled(
        self, work: Callable[[Opened], T], files: Opened, *, by_first_rows: bool = False
    ) -> T:
        """Return what `work` makes of the files as they are; as `settled_surveys` says."""
        return self.settled_all(
            lambda found: work(files.of(found)), files.surveys, by_first_rows=by_first_rows
        )

    def settled_all(
        self,
        work: Callable[[Sequence[Survey]], T],
        surveys: Sequence[Survey],
        *,
        by_first_rows: bool = False,
    ) -> T:
        """Return what `work` makes of surveys as they are; as `settled_surveys` says.

        What may prove wrong, by the first rows, is said when the work is done.
        """
        unsaid: list[Callable[[], object]] = []
        unsure = by_first_rows and any(survey.check for survey in surveys)
        self._unsaid = unsaid if unsure else None
        try:
            result = settled_surveys(
                work, surveys, by_first_rows=by_first_rows, forget=unsaid.clear
            )
        finally:
            self._unsaid = None
            for saying in unsaid:
                saying()
        self.stages.done(WORKED)
        return result

    def watched(self, survey: Survey, work: Callable[[Advance], T], passes: int = 1) -> T:
        """Return what `work` makes of a survey, of which it tells the rows that are done.

        It works in a thread of its own, so that this one hears an interrupt meanwhile.
        """
        rows = survey.expected and survey.expected * passes
        with progress(rows, self._saying) as advance:
            return apart(lambda: work(advance))

    # What it delivers

    def enter(self, context: AbstractContextManager[T]) -> T:
        """Enter a context that is left when all is delivered, or when something fails."""
        return self.deliveries.enter(context)

    def file(self, path: str | None, *, private: bool = False) -> Path:
        """Return where to write a file that is delivered as `path`; as `Deliveries.file` says."""
        return self.deliveries.file(path, private=private)

    def table(
        self,
        path: str | None,
        wanted: str | None = None,
        *,
        csv: CsvOptions = _PLAIN_CSV,
        sheet: str = "profile",
        private: bool = False,
    ) -> Target:
        """Return where to write a table that is delivered as `path`, and how."""
        kind, packing = format_of(path or "-", wanted), packing_of(path or "-", wanted)
        form = self.form(kind, csv=csv, sheet=sheet, packing=packing)
        return self.file(path, private=private), form

    def form(
        self,
        kind: Format,
        *,
        csv: CsvOptions = _PLAIN_CSV,
        sheet: str = "profile",
        packing: Packing | None = None,
    ) -> Form:
        """Return how a table is written, which says what it was made by where its format can."""
        form = Form(kind, self.scratch, csv=csv.form, packing=packing, sheet=said(sheet))
        if kind not in DESCRIBED:
            return form
        self.made_by.wanted()
        return replace(form, about=self.made_by.as_text)

    def rejects(
        self, path: str | None, files: Opened, *, csv: CsvOptions = _PLAIN_CSV
    ) -> list[Target]:
        """Return where to write refused rows, of the survey and of its members."""
        self.rejected = reject_files(path, members=files.has_members)
        return [self.table(file, csv=csv, sheet=_REFUSED(), private=True) for file in self.rejected]

    # What it says

    def apply(self, *choices: Choice) -> None:
        """Say which standards are applied."""
        if self._unsaid is not None:
            self._unsaid.append(partial(self.apply, *choices))
            return
        for choice in choices:
            self.made_by.applies(choice.standard)
            self.note(standard_notes(choice))

    def note(self, *notes: Iterable[Message]) -> None:
        """Say notes, but for those that are said already."""
        found = [*chain(*notes)]
        if self._unsaid is not None:
            self._unsaid.append(partial(self.note, found))
            return
        for each in found:
            if each not in self._said:
                self._said.add(each)
                say("note", each, self._saying)

    def conclude(self, notes: Iterable[str], kind: Kind = "note") -> None:
        """Say notes when all is delivered."""
        self._last += [(kind, each, {}) for each in notes]

    def fail(self, what: Message, details: Mapping[str, Any]) -> None:
        """Say, when all is delivered, that a part of the work failed; `details` are for JSON."""
        self._last.append(("error", what, details))

    def account(self, reading: Reading, passed: Passed[Any], became: Message) -> None:
        """Say, when all is delivered, what became of the rows, and what looks wrong."""
        found = () if self.is_quiet else apart(lambda: passed.suspicions)
        self._last += [("warning", problem, {}) for problem in found]
        self.made_by.counted((passed.households, passed.members))
        self.conclude(passed.notes)
        if not passed.households.rows:
            self.conclude([NO_HOUSEHOLD(file=reading.survey.name)], "warning")
        names = told_apart(reading)
        accounts = [(names[0], passed.households, became)]
        if reading.roster and passed.members:
            accounts.append((names[1], passed.members, USED()))
        rejected = [*self.rejected, "", ""]
        self.conclude(account(*each, file) for each, file in zip(accounts, rejected, strict=False))

    def end(self) -> None:
        """Say what is said last."""
        for kind, each, details in self._last:
            say(kind, each, self._saying, details)


@contextmanager
def begun(
    saying: SayingOptions, record: str | None = None, before: Phrase = STARTED
) -> Iterator[Session]:
    """Yield a session, whose files are delivered, and whose conclusions said, when this is left.

    `record` is a file for what the result was made by, `before` the stage of the run that ends when
    this is entered. Raises SurveyError, and delivers nothing, where a file has changed while it was
    read: of a survey, its members, a standard or a column map. An interrupt that comes when all is
    delivered is too late, and only remembered.
    """
    end_waits_by_interrupts()
    with scratch_folder() as scratch:
        with deliveries(scratch) as found:
            session = Session(found, saying)
            session.stages.done(before)
            if record is not None:
                session.made_by.wanted()
            try:
                with damage_named(session.surveys):
                    yield session
                if record is not None:
                    session.file(record).write_text(session.made_by.as_json(), encoding="utf-8")
            except KeyboardInterrupt:
                raise
            except BaseException:
                session.require_unchanged()  # else what failed may say anything
                raise
            session.require_unchanged()
            require_uninterrupted()
            session.stages.done(WRITTEN)
        session.stages.done(DELIVERED)
        session.end()
        session.stages.end()


def _require_unchanged(survey: Survey) -> None:
    if survey.has_changed:
        raise changed(survey.name)
