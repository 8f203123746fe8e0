"""Write-up 1.A: does network B stand still for the reason that the write-up gives?

activation_starts   Which activation learns from which start: its value at 0 decides, not its slope
born_dead           How often a deep ReLU network is dead before training
exercises           The exercises of the initialization lab
explanations        The write-up's explanations of 1.A as testable statements
failing_starts      Random starts that fail, followed: are they dead?
lesson              The lesson on starting weights: why network B stands still
recorded_networks   Networks A and B as recorded: their first picture waits for no compiler
rounding            From which iteration on rounding decides what a Playground network does
schemes             Which starts let a Playground network learn: schemes, and sizes turned up from 0
signal_propagation  Deep stacks at the start of training
switches            Network B with one cause of its standstill taken away at a time
two_networks        The two Playground networks trained side by side
"""

from dataclasses import replace

from core.claims import CLAIMS, Finding, Interval, Verdict, exactly
from core.initialization.activation_starts import (
    ADDED,
    SEEN,
    STILL,
    described,
    inactivity_holds_b_back,
)
from core.initialization.two_networks import LEARNED_LOSS, LINKS, Config, Result, run
from core.intervals import share_interval
from core.rules import above, exceeding, judged
from core.text import with_ends

__all__ = ["LINKS", "QUICK", "VERSION", "Config", "Result", "run", "verdicts"]

VERSION = 3
NEGLIGIBLE_LOSS = 0.05
HARDLY_MOVED = 0.9
LATE_START = 3_500
LATE_TOLERANCE = 0.05
EARLY_DROP = 300
EARLY_TOLERANCE = 50
SATURATED_SLOPE = 0.05
CAUSE = "share of activations without inactive units that free B"

RELU = Config()
SIGMOID = Config("sigmoid", 4_000, 4_083, rebuilds_a=2, resets=20)
SIGMOID_QUICK = replace(SIGMOID, seeds=20)
QUICK = {"1.A.i": RELU, "1.A.ii": SIGMOID}


def verdicts(result: Result) -> list[Verdict]:
    """Judge 1.A.i from a ReLU run, 1.A.ii from a sigmoid run; other links test neither."""
    if result.config.link_a or result.config.link_b:
        return [Verdict("1.A.i", ()), Verdict("1.A.ii", ())]
    claim_id = "1.A.i" if result.config.activation == "relu" else "1.A.ii"
    reported = CLAIMS[claim_id].reported
    if claim_id == "1.A.ii":
        reported = {part: figure for part, figure in reported.items() if part.startswith("B")}
    findings = _figures(result, reported)
    if claim_id == "1.A.i":
        cause = inactivity_holds_b_back(described(result.others))
        findings += [
            _random_start_is_better(result),
            _follows_the_start(result),
            _inactive(result),
            replace(cause, part=CAUSE),
        ]
    else:
        findings += [
            _reset_shows_figures(result, CLAIMS[claim_id].reported),
            _drops_early(result),
            _random_start_is_better(result),
            _late_start(result),
            _saturated(result),
            _more_critical(result),
        ]
    return [Verdict(claim_id, tuple(findings))]


def _figures(result: Result, reported: dict[str, float]) -> list[Finding]:
    findings = []
    for part, figure in reported.items():
        network, column = part[0], f"{part[2:].split()[0]}_loss"
        losses = result.losses[result.losses["network"] == network].iloc[-1]
        measured = float(losses[column])
        config = result.config
        rebuilds = config.rebuilds_a if network == "A" else config.rebuilds_b
        same = f"{measured:.3f}" == f"{figure:.3f}"
        findings.append(
            Finding(
                part,
                "Equal to the printed digit, with the link's seed and the stated resets.",
                exactly(same),
                measured,
                1,
                f"{part} at iteration {int(losses['iteration']):,} after {rebuilds} resets is "
                f"{measured:.3f}, {'as' if same else 'not'} reported ({figure:.3f}).",
                figure,
                since="2026-11-24",
            )
        )
    return findings


def learned(result: Result) -> dict[str, Interval]:
    """Return the share of seeds that learn, by start (random or zero)."""
    starts, enough = result.seeds.groupby("start")["test_loss"], result.learned_loss
    return {str(start): share_interval(list(losses < enough)) for start, losses in starts}


def _random_start_is_better(result: Result) -> Finding:
    losses = result.seeds.pivot(index="seed", columns="start", values="test_loss")
    shares = " and ".join(
        f"{share.estimate:.0%} of {start} starts ({share.low:.0%} to {share.high:.0%})"
        for start, share in learned(result).items()
    )
    return judged(
        "loss saved by a random start",
        "The 95 % interval over seeds of test loss (zero − random start)",
        exceeding(NEGLIGIBLE_LOSS),
        losses["zero"] - losses["random"],
        lambda gain: (
            f"Over {len(losses)} seeds a random start ends {gain.estimate:.3f} lower in test loss "
            f"({gain.low:.3f} to {gain.high:.3f}). Below {LEARNED_LOSS} get {shares}."
        ),
        since="2026-11-24",
    )


def _follows_the_start(result: Result) -> Finding:
    losses = result.swaps.pivot(index="data", columns="start", values="test_loss")
    gains = losses["zero"] - losses["random"]
    return Finding(
        "loss saved by a random start on B's own data",
        f"On both links' data a random start gets below a test loss of {LEARNED_LOSS} and a zero "
        "start does not: the harm goes when its cause is taken away.",
        exactly((losses["random"] < LEARNED_LOSS).all() and (losses["zero"] >= LEARNED_LOSS).all()),
        float(gains["B"]),
        len(result.swaps),
        f"B's data with a random start end at {losses.loc['B', 'random']:.3f}, A's data with a "
        f"zero start at {losses.loc['A', 'zero']:.3f}.",
        since="2026-11-24",
    )


def _inactive(result: Result) -> Finding:
    active = result.largest("B", "active_share")
    gradient = result.largest("B", "weight_gradient_norm")
    most = (
        f"At most {active:.0%} of B's hidden outputs are" if active else "No hidden output of B is"
    )
    return Finding(
        "active share of B's hidden units",
        "No hidden unit of B gives more than 0 on any training point, and every gradient of a "
        "hidden weight is exactly 0, at the start, at three quarters and at the end.",
        exactly(active == 0 and gradient == 0),
        active,
        int((result.inside["network"] == "B").sum()),
        f"{most} above 0, and the largest gradient norm of a hidden layer is {gradient:.2g}.",
        since="2026-11-24",
    )


def _reset_shows_figures(result: Result, reported: dict[str, float]) -> Finding:
    shown = (
        result.resets["train_loss"].map("{:.3f}".format) == f"{reported['A train loss']:.3f}"
    ) & (result.resets["test_loss"].map("{:.3f}".format) == f"{reported['A test loss']:.3f}")
    share = share_interval(list(shown))
    return Finding(
        "share of A's resets that show both figures",
        "At least one number of resets shows A's two figures together (how often the author "
        "pressed Reset is not known).",
        exactly(shown.any()),
        share,
        len(shown),
        f"{int(shown.sum())} of the first {len(shown)} resets of A end at both reported figures.",
        since="2026-11-24",
    )


def _drops_early(result: Result) -> Finding:
    steepest = result.resets.set_index("rebuilds")["steepest"]
    around = (steepest - EARLY_DROP).abs() <= EARLY_TOLERANCE
    stated = ", ".join(
        f"{iteration:,.0f} after {rebuilds}"
        for rebuilds, iteration in steepest.items()
        if rebuilds in (0, result.config.rebuilds_a)
    )
    return Finding(
        "share of A's resets whose loss drops around iteration 300",
        f"At least one number of resets has its steepest fall, over 50 iterations, within "
        f"{EARLY_TOLERANCE} of {EARLY_DROP} (read off a moving chart).",
        exactly(around.any()),
        share_interval(list(around)),
        len(around),
        f"A's loss falls most about iteration {stated} resets. Of {len(around)} numbers of resets "
        f"the earliest is {steepest.min():,.0f}, the latest {steepest.max():,.0f}.",
        since=ADDED,
        changed=SEEN,
    )


def _more_critical(result: Result) -> Finding:
    tables = {
        name: seeds.pivot(index="seed", columns="start", values="test_loss")
        for name, seeds in (("sigmoid", result.seeds), ("ReLU", result.relu_seeds))
    }
    harms = {name: table["zero"] - table["random"] for name, table in tables.items()}
    said = " and ".join(f"{harm.mean():.3f} with {name}" for name, harm in harms.items())
    return judged(
        "loss that a zero start costs, sigmoid − ReLU",
        f"At iteration {result.config.iterations_b:,}, on the same seeds, the 95 % interval of the "
        "difference",
        above(0),
        harms["sigmoid"] - harms["ReLU"],
        lambda more: (
            f"A zero start costs {said}; the difference is {with_ends(more, '+.3f')}. "
            f"{_escape_said(result)}"
        ),
        since=ADDED,
        changed=SEEN,
    )


def _escape_said(result: Result) -> str:
    others = described(result.others).set_index("activation")
    moved = {name: others.loc[name, "outcome"] != STILL for name in ("sigmoid", "relu")}
    words = {True: "leaves its zero start", False: "never moves a weight"}
    return f"On B's data the sigmoid {words[moved['sigmoid']]} and ReLU {words[moved['relu']]}."


def _late_start(result: Result) -> Finding:
    losses = result.losses[result.losses["network"] == "B"].set_index("iteration")["train_loss"]
    moved = losses[losses < HARDLY_MOVED * losses[0]]
    first = float(moved.index[0]) if len(moved) else float("inf")
    return Finding(
        "iteration at which B has lost a tenth of its loss",
        f"Within {LATE_TOLERANCE:.0%} of the reported 3,500 (read off a moving chart).",
        exactly(abs(first - LATE_START) <= LATE_TOLERANCE * LATE_START),
        first,
        1,
        f"B's train loss falls below {HARDLY_MOVED:.0%} of its start at iteration {first:,.0f}."
        if len(moved)
        else f"B's train loss stays above {HARDLY_MOVED:.0%} of its start.",
        LATE_START,
        since="2026-11-24",
    )


def _saturated(result: Result) -> Finding:
    start = result.inside[(result.inside["network"] == "B") & (result.inside["iteration"] == 0)]
    slope = float(start["mean_slope"].mean())
    return Finding(
        "mean sigmoid slope in B at the start",
        f"Below {SATURATED_SLOPE}: a fifth of the largest slope a sigmoid has, 0.25.",
        exactly(slope < SATURATED_SLOPE),
        slope,
        len(start),
        f"B starts at a mean slope of {slope:.3f} of at most 0.250, so it is not saturated; its "
        f"units' weights differ by at most {result.largest('B', 'unit_spread'):.1g} at any time: "
        "zero weights and symmetry hold it back.",
        since="2026-11-24",
    )
