"""Reviewing: decisions on candidates, by one person and by several, and their undoing."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from author_texts import TEXTS
from sygraph.author import accepting
from sygraph.author.article_sources import Source
from sygraph.author.draft_files import draft_path, draft_text
from sygraph.author.drafting import draft
from sygraph.author.figures import number
from sygraph.author.locking import locked
from sygraph.author.rejections import rejected_path
from sygraph.author.reviewing import Proposal, Review, Seen, Sheet
from sygraph.author.revising import revise
from sygraph.data import ArticleFiles, Files
from sygraph.errors import Conflict, SygraphError
from sygraph.namespaces import curie, sy
from sygraph.rdf.output import write_files

Add = Callable[..., ArticleFiles]


@pytest.fixture
def review(drafted: Files) -> Review:
    """The review of a drafted article in English."""
    return Review(drafted, "one", "Ana")


def write_draft(files: Files) -> None:
    text = draft_text(files, draft(files, "one"))
    write_files({draft_path(files, "one"): text.encode()})


def contents(files: Files) -> dict[str, bytes]:
    return {str(p): p.read_bytes() for p in files.root.rglob("*") if p.is_file()}


def sheet(review: Review, number: int) -> Sheet:
    return next(one for one in review.sheets() if one.number == number)


def seen(review: Review, one: Proposal) -> Seen:
    return Seen(review.digest, one.digest)


def figure(review: Review, passage: int = 40) -> Proposal:
    return sheet(review, passage).candidates[0]


def place(one: Proposal) -> tuple[NamedNode, NamedNode]:
    return one.statement.passage, one.node


def test_a_sheet_has_the_candidates_of_its_sentence_with_their_words(review: Review) -> None:
    [trade, growth] = sheet(review, 30).candidates
    quote = sheet(review, 30).quote
    assert [quote[slice(*one.marks[0])] for one in (trade, growth)] == [
        "7.471 billion yuan",
        "up 44.4%",
    ]
    assert (trade.statement.sure, growth.statement.sure) == (0.81, 0.81)
    assert review.faults(trade) == ()
    assert [fault.kind for fault in review.faults(growth)]  # it needs the figure that grew


def test_what_is_unsaid_is_what_the_check_misses(review: Review) -> None:
    one = figure(review)
    before = review.unsaid()[one.statement.passage]
    quote = sheet(review, 40).quote
    assert [quote[slice(*span)] for span in before.numerals] == ["32 million"]
    assert [quote[slice(*span)] for span in before.names] == ["Dalian"]
    review.accept(*place(one), seen(review, one))
    after = review.unsaid()[one.statement.passage]
    assert (after.numerals, after.names, after.words) == ((), (), ())


def test_accepting_one_candidate_leaves_the_others(review: Review, drafted: Files) -> None:
    [trade, growth] = sheet(review, 30).candidates
    assert review.accept(*place(trade), seen(review, trade)).done == "accepted"
    assert sheet(review, 30).candidates == (growth,)
    assert review.faults(growth) == ()
    assert "7.471 billion yuan" in Path(review.article.trig).read_text("utf-8")
    record = drafted.root.joinpath("graph", "one.provenance.ttl").read_text("utf-8")
    assert '"Ana"' in record and "rule:figure" in record and "prov:endedAtTime" in record


def test_what_fails_the_check_is_not_accepted(review: Review, drafted: Files) -> None:
    growth = sheet(review, 30).candidates[1]
    before = contents(drafted)
    outcome = review.accept(*place(growth), seen(review, growth))
    assert outcome.done == "refused" and outcome.faults
    assert contents(drafted) == before and not review.can_undo


def test_a_rejected_candidate_is_not_proposed_again(review: Review, drafted: Files) -> None:
    one = figure(review)
    review.reject(*place(one), "it is\nnot its cargo", seen(review, one))
    assert sheet(review, 40).candidates == ()
    kept = Path(rejected_path(drafted, "one")).read_text("utf-8")
    assert '"it is not its cargo"' in kept and "about 32 million tonnes" in kept
    record = drafted.root.joinpath("graph", "one.provenance.ttl").read_text("utf-8")
    assert "prov:invalidated" in record and '"it is not its cargo"' in record
    write_draft(drafted)
    assert sheet(review, 40).candidates == ()
    assert sheet(review, 30).candidates


def test_a_rejection_needs_a_reason(review: Review, drafted: Files) -> None:
    one, before = figure(review), contents(drafted)
    with pytest.raises(SygraphError, match="no reason"):
        review.reject(*place(one), " \n", seen(review, one))
    assert contents(drafted) == before


def edited(one: Proposal, value: Literal) -> list[Triple]:
    return [
        Triple(t.subject, t.predicate, value) if t.predicate == sy("value") else t
        for t in one.statement.facts
    ]


def test_an_edited_candidate_is_checked_anew_and_recorded_as_edited(
    review: Review, drafted: Files
) -> None:
    from decimal import Decimal

    one = figure(review)
    right = one.statement.facts
    review.edit(*place(one), edited(one, number(Decimal(33000000))), seen(review, one))
    wrong = figure(review)
    assert wrong.statement.edited and wrong.digest != one.digest
    assert any("33000000" in fault.message for fault in review.faults(wrong))
    assert review.accept(*place(wrong), seen(review, wrong)).done == "refused"
    review.edit(*place(wrong), right, seen(review, wrong))
    mended = figure(review)
    assert review.accept(*place(mended), seen(review, mended)).done == "accepted"
    record = drafted.root.joinpath("graph", "one.provenance.ttl").read_text("utf-8")
    assert "edited before it was accepted" in record
    assert "wasAttributedTo" not in Path(draft_path(drafted, "one")).read_text("utf-8")


def test_turtle_is_read_with_the_prefixes_of_the_draft(review: Review) -> None:
    one = figure(review)
    assert set(review.facts_of(review.turtle(one), one.node)) == set(one.statement.facts)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("news:x sy:of", "line 1"),
        ("id:dalian sy:of id:seoul .", "^id:dalian sy:of id:seoul is not a fact of"),
        ("", "nothing is stated"),
        ("{node} sy:of [ a sy:City ] .", "not a fact of"),
    ],
)
def test_other_turtle_is_refused(review: Review, drafted: Files, text: str, said: str) -> None:
    one, before = figure(review), contents(drafted)
    with pytest.raises(SygraphError, match=said):
        review.facts_of(text.replace("{node}", str(one.node)), one.node)
    assert contents(drafted) == before


def test_undo_restores_the_files_byte_for_byte(review: Review, drafted: Files) -> None:
    states = [contents(drafted)]
    decisions: list[Callable[[Proposal], object]] = [
        lambda one: review.accept(*place(one), seen(review, one)),
        lambda one: review.reject(*place(one), "no", seen(review, one)),
        lambda one: review.edit(*place(one), one.statement.facts[:4], seen(review, one)),
    ]
    for decide in decisions:
        decide(next(s for s in review.sheets() if s.candidates).candidates[0])
        states.append(contents(drafted))
    assert len({tuple(sorted(state.items())) for state in states}) == 4
    while review.can_undo:
        review.undo(Seen(review.digest))
        states.pop()
        assert contents(drafted) == states[-1]
    with pytest.raises(SygraphError, match="nothing to undo"):
        review.undo(Seen(review.digest))


def test_decisions_of_two_reviewers_on_different_candidates_are_merged(
    review: Review, drafted: Files
) -> None:
    other = Review(drafted, "one", "Ben")
    trade, cargo = figure(review, 30), figure(review, 40)
    hers, his = seen(review, trade), seen(other, cargo)
    assert not review.accept(*place(trade), hers).merged
    outcome = other.accept(*place(cargo), his)
    assert outcome.done == "accepted" and outcome.merged
    text = Path(review.article.trig).read_text("utf-8")
    assert "7.471 billion yuan" in text and "about 32 million tonnes" in text
    record = drafted.root.joinpath("graph", "one.provenance.ttl").read_text("utf-8")
    assert '"Ana"' in record and '"Ben"' in record


def test_a_second_decision_on_a_candidate_is_refused_and_names_the_first(
    review: Review, drafted: Files
) -> None:
    other = Review(drafted, "one", "Ben")
    one = figure(review)
    his = seen(other, one)
    review.reject(*place(one), "wrong", seen(review, one))
    before = contents(drafted)
    with pytest.raises(Conflict, match="was rejected by Ana meanwhile"):
        other.accept(*place(one), his)
    assert contents(drafted) == before


def test_a_candidate_that_was_edited_meanwhile_is_looked_at_again(
    review: Review, drafted: Files
) -> None:
    from decimal import Decimal

    other = Review(drafted, "one", "Ben")
    one = figure(review)
    his = seen(other, one)
    review.edit(*place(one), edited(one, number(Decimal(31000000))), seen(review, one))
    before = contents(drafted)
    with pytest.raises(Conflict, match="changed meanwhile"):
        other.accept(*place(one), his)
    assert contents(drafted) == before


def test_undo_is_refused_after_another_reviewers_decision(review: Review, drafted: Files) -> None:
    other = Review(drafted, "one", "Ben")
    trade, cargo = figure(review, 30), figure(review, 40)
    review.accept(*place(trade), seen(review, trade))
    other.accept(*place(cargo), seen(other, cargo))
    before = contents(drafted)
    with pytest.raises(Conflict, match="have changed since"):
        review.undo(Seen(review.digest))
    assert contents(drafted) == before


def test_facts_that_a_revision_lost_are_candidates(review: Review, drafted: Files) -> None:
    one = figure(review)
    review.accept(*place(one), seen(review, one))
    Path(draft_path(drafted, "one")).write_text("@prefix e: <https://e.org/> .\n", "utf-8")
    text = TEXTS["en"].replace("about 32 million", "about 33 million")
    revise(drafted, "one", Source(text=text)).write()
    lost = sheet(Review(drafted, "one", "Ana"), 40)
    assert lost.was == "Dalian handled about 32 million tonnes of cargo in 2025."
    assert [curie(c.node.value) for c in lost.candidates] == [curie(one.node.value)]
    assert lost.candidates[0].statement.rule is None
    assert lost.candidates[0].marks == ()  # its words are gone, and no others are shown for them
    assert review.faults(lost.candidates[0])


def test_facts_of_a_sentence_that_is_gone_are_shown_with_it(review: Review, drafted: Files) -> None:
    one = figure(review)
    review.accept(*place(one), seen(review, one))
    Path(draft_path(drafted, "one")).write_text("@prefix e: <https://e.org/> .\n", "utf-8")
    quote = sheet(review, 40).quote
    revise(drafted, "one", Source(text=TEXTS["en"].replace(quote, ""))).write()
    last = review.sheets()[-1]
    assert last.gone and last.quote == quote and len(last.candidates) == 1
    review.reject(*place(last.candidates[0]), "gone", seen(review, last.candidates[0]))
    assert not review.sheets()[-1].gone


def test_an_article_without_a_draft_is_refused(news: Files, add: Add) -> None:
    add(TEXTS["en"])
    with pytest.raises(SygraphError, match="no draft"):
        Review(news, "one", "Ana")


def test_an_article_of_the_package_is_refused() -> None:
    with pytest.raises(SygraphError, match="package"):
        Review(Files.bundled(), "shenyang-2024", "Ana")


def test_a_lock_is_free_again_after_an_error(
    review: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = figure(review)

    def broken(*_: object, **__: object) -> None:
        raise OSError("no")

    with monkeypatch.context() as patch:
        patch.setattr(accepting, "_passing", broken)
        with pytest.raises(OSError, match="no"):
            review.accept(*place(one), seen(review, one))
    assert review.accept(*place(one), seen(review, one)).done == "accepted"


def test_another_process_waits_for_the_lock(tmp_path: Path) -> None:
    tries = "import fcntl, os, sys; fcntl.flock(os.open(sys.argv[1], os.O_RDONLY), 6)"

    def other() -> int:
        command = [sys.executable, "-c", tries, str(tmp_path)]
        return subprocess.run(command, capture_output=True, check=False).returncode

    with locked(str(tmp_path)):
        with locked(str(tmp_path)):  # one block inside another
            assert other()
        assert other()
    assert other() == 0
