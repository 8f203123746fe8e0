"""Claim 2.B as a whole, from the recorded ledger; the padding labs judge its parts live."""

from core.bundled import recorded_ledger
from pages.shared.page import claim_card


def show() -> None:
    """Show the recorded verdict on every part of the claim, and when it was measured."""
    record = recorded_ledger()
    claim_card.show(
        record.verdicts["2.B"],
        f"Recorded on {record.date} on {record.processor}; the padding labs measure every part "
        "again, live.",
    )
