"""What an experiment reports while it runs, and that raising from a report stops it."""

import time

import pytest


def reported(run, *given):
    """Return the shares and the messages that ``run`` reports; the shares rise to 1."""
    reports = []
    run(*given, lambda *report: reports.append(report))
    done, messages = zip(*reports, strict=True)
    assert list(done) == sorted(done), done
    assert done[-1] == 1
    return list(done), messages


def stopped(run, *given, at=0.0):
    """Return the shares and the messages of ``run`` up to the first share of ``at`` or more.

    There the report raises, which ``run`` passes on, and it reports no more.
    """

    class Stop(Exception):
        pass

    reports = []

    def stop(*report):
        reports.append(report)
        if report[0] >= at:
            raise Stop

    with pytest.raises(Stop):
        run(*given, stop)
    done, messages = zip(*reports, strict=True)
    assert all(share < at for share in done[:-1]), done
    return list(done), messages


def stops_within_two_seconds(run, after, **given):
    """Let ``run`` go on for ``after`` seconds, and stop it by a report; it gives up at once."""

    class Stop(Exception):
        pass

    begun, asked = time.monotonic(), []

    def stop(done, message):
        if time.monotonic() - begun > after:
            asked.append(time.monotonic())
            raise Stop

    with pytest.raises(Stop):
        list(run(report=stop, **given))
    assert time.monotonic() - asked[0] < 2
