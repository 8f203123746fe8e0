"""Feed the reader of pasted code with damaged and hostile code.

``python -m tests.benchmarks.fuzz_network_code --seconds 60`` reads for as long, prints how many
inputs were read and refused, which took longest and how much memory was used, and fails where
anything but ``Refusal`` is raised, where a refusal is not one sentence, or where a planted side
effect has happened. ``--inputs 20000`` ends after as many.
"""

import argparse
import gc
import string
import sys
import warnings
from collections import Counter
from collections.abc import Iterator
from ctypes import CDLL
from importlib import import_module
from itertools import islice
from pathlib import Path
from platform import libc_ver
from random import Random
from resource import RUSAGE_SELF, getpagesize, getrusage
from tempfile import TemporaryDirectory
from time import monotonic, process_time

from core.engines.networks.known import NETWORKS
from core.engines.networks.reader import networks as reader
from core.engines.networks.reader.refusals import Refusal
from core.engines.networks.rows import KINDS

LONGEST_SENTENCE = 800
SHAPE = (3, 8, 8)
SLOWEST = 5
WARM = 1_000
"""Inputs after which memory should no longer grow."""
REPORTED = 50_000
LONG, AGAIN = 0.1, 3
"""Seconds beyond which a text is read again, and how often: the least is its own, since what else
the machine does, and a collection of garbage that falls due, is in any one."""
LOADED_ONCE = ("torch._dynamo", "torchvision")
"""What the first unusual operation, and the first network of torchvision, load once a process."""
COURSES = Path(__file__).parents[1] / "data" / "networks" / "courses"
PLANTED = "planted_side_effect"
TOKENS = """
1 0 -1 3.5 1e999 1e-5 1j 10**10**10 1<<99999 16*5*5 7//0 None True ... 'same' 'valid' b'x' f'{1}'
kernel_size= padding= bias= ** *[ torch.nn. nn.Sequential( OrderedDict([ nn.__class__
().__class__.__bases__ __import__('os') eval('1')
"""
PIECES = [
    *(f"nn.{kind}(" for kind in KINDS),
    *KINDS,
    *TOKENS.split(),
    *string.punctuation,
    *string.whitespace,
    *"\0\ud800\u2028éΣ🙂\x1b\ufeff",
    "0x" + "f" * 5000,
    "9" * 5000,
    '"""',
    "\n    ",
    "lambda: ",
    "(x := 1)",
    "await ",
    "yield ",
    "import torch\n",
    "import os\n",
    "from torch import nn\n",
    "from torch.nn import *\n",
    "class A: pass\n",
    "def f(): pass\n",
    "if 1:\n  ",
    "for x in (1,): ",
    "global x\n",
    "# -*- coding: utf-7 -*-\n",
]


RUNNING = (
    "layer = {layer}\nclass A(nn.Module):\n    def forward(self, x):\n"
    "        while True: x = {turn}\nnet = A()"
)
"""A network that runs without end."""
GREEDY = [
    "a = []\nfor i in range(60): a = [a, a]\nprint(a == a)\nnn.Sequential(*a)",
    "while True: pass",
    "x = [0] * 10000\ny = [x[:] for i in range(10000)]",
    "nn.Transformer(num_encoder_layers=10**6)",
    "m = nn.Sequential()\nm.append(m)",
    "m = nn.ModuleList([nn.Linear(3, 3)])\nfor one in m: m.append(one)",
    "class A(nn.Module):\n    def forward(self, x): return A()(x)",
    "def f(n): return [f(n - 1), f(n - 1)]\nf(50)",
    "torch.zeros(10**12).unbind()",
    "nn.Linear(10**17, 10**17)",
    "nn.ReLU(" + "\n    " * 19_000,
    "(a): Linear(" + "a" * 99_000,
    "'\"" * 49_000,
    "#" * 99_000 + "\nnn.ReLU()",
    "nn.Linear(1, 1) # input" + " input" * 16_000,
    "for i in range(9999):\n    assert 0, [" + "1, " * 12_000 + "]",
    "Net(\n" + "  (a): Conv2d(1, 1, 1)\n  (b): Linear(1, 1)\n" * 540 + ")",
    "x = [" + "1," * 12_000 + "1] @@@",
    "[hasattr(nn, 'Conv3') for i in range(9999)]",
    "class A(nn.Module): pass\n" + "class A(A, A): pass\n" * 30 + "A()",
    "for i in range(9999):\n    class A(nn.Module): pass",
    "m = nn.Sequential(*[nn.ReLU() for i in range(500)])\nfor i in range(9999): m.modules()",
    "m = nn.Sequential(*[nn.ReLU() for i in range(500)])\nfor i in range(9999): m[1:]",
    "[nn.utils.spectral_norm(nn.Linear(3, 3)) for i in range(999)]",
    "m = nn.LSTM(2, 2, 9)\n[copy.deepcopy(m) for i in range(999)]",
    "x = torch.zeros(2)\ny = [x + x for i in range(500)]\nfor i in range(999): torch.cat(y)",
    "class A(nn.Module):\n    def forward(self, x):\n        while True: x = F.unfold(x, 1)",
    "for i in range(9999): " + "a = " * 9_000 + "1",
    "for i in range(9999):\n  def f():\n" + "    x = 1\n" * 3_000,
    "nn.LSTM(2, 2, 999999999)",
    "x = 'a' * 9_999\nfor i in range(9999): 'a' * 4_000 + 'b' in x",
    "for i in range(9999):\n    for j in q: " + "; ".join(f"x{i} = 1" for i in range(3_000)),
    "1.5 in range(10**18)",
    "torch.zeros(3)[range(10**9)]",
    "round(10**17, -10**9)",
    "x = [10**17] * 4_900\nwhile True: math.prod(x)",
    "nn.LSTM(10**5, 10**5, 1, True, False, 0.0, False, 0, 'cpu')",
    "while True: nn.Bilinear(1, 1, 1)",
    "x = [1] * 4_900\nwhile True: nn.Conv1d(x)",
    RUNNING.format(layer="nn.Identity()", turn="F.relu(x) + x"),
    RUNNING.format(layer="nn.BatchNorm2d(3)", turn="layer(x)"),
    RUNNING.format(layer="nn.LSTM(8, 8)", turn="layer(x[0])[0][None]"),
    "n = 1\nwhile True:\n    n = n + 1\n    nn.BatchNorm2d(n)",
    "[nn.Linear(1, i) for i in range(1, 9_999)]",
    "while True: torch.arange(1_000)",
    "f = lambda: 0\nwhile True: f()",
    "f(a=1)\n" * 4_100,
]
"""Code that asks for more than there is."""


def hostile(mark: Path) -> list[str]:
    """Return code that writes the file ``mark`` if any of it runs."""
    touch = f"open({str(mark)!r}, 'w')"
    return [
        touch,
        f"__import__({PLANTED!r})",
        f"import {PLANTED}\nnn.ReLU()",
        f"from {PLANTED} import nn\nnn.ReLU()",
        f"nn.ReLU(inplace={touch})",
        f"nn.ReLU(*[{touch}])",
        f"nn.ReLU(**dict(inplace={touch}))",
        f"nn.ReLU((lambda: {touch})())",
        f'nn.ReLU(f"{{{touch}}}")',
        f"nn.ReLU(inplace=(x := {touch}))",
        f"nn.Sequential(*[nn.ReLU() for _ in [{touch}]])",
        f"nn.Sequential(*(nn.ReLU() for _ in [{touch}]))",
        f"{{{touch}: nn.ReLU()}}",
        f"nn.Sequential(nn.ReLU())[{touch}]",
        f"nn.Sequential(nn.ReLU()) if {touch} else nn.ReLU()",
        f"nn.ReLU() or {touch}",
        f"nn.ReLU(1 + {touch})",
        f"nn.ReLU(-{touch})",
        f"@{touch}\ndef f(): pass",
        f"@(lambda f: {touch})\nclass A: pass",
        f"def f(x={touch}): pass",
        f"def f(x: {touch}): pass",
        f"class A(metaclass={touch}): pass",
        f"class A:\n    {touch}",
        f"x: {touch} = nn.ReLU()",
        f"nn.x[{touch}] = nn.ReLU()",
        f"with {touch} as f: nn.ReLU()",
        f"assert {touch}",
        f"nn.Sequential(OrderedDict([({touch}, nn.ReLU())]))",
        f"nn.Sequential(OrderedDict([('a', {touch})]))",
        f"getattr(nn, {touch})()",
        f"(nn.ReLU if {touch} else nn.Tanh)()",
        f"nn.ReLU() if True else __import__({PLANTED!r})",
        f"{touch}.nn.ReLU()",
        f"nn.Conv2d(1, 2, kernel_size=({touch}, 3))",
    ]


def inputs(seed: int, mark: Path) -> Iterator[str]:
    """Yield code without end: hostile as it stands, then known networks and it, damaged."""
    random = Random(seed)
    corpus = hostile(mark)
    yield from corpus
    corpus += [network.text for network in NETWORKS.values()]
    corpus += [f"nn.{kind}(1, 2, 3)" for kind in KINDS]
    corpus += [path.read_text(encoding="utf-8") for path in sorted(COURSES.glob("*.txt"))]
    corpus += GREEDY
    while True:
        yield _damaged(random.choice(corpus), corpus, random)


def _damaged(text: str, corpus: list[str], random: Random) -> str:
    for _ in range(random.choice([1, 1, 1, 2, 3, 6])):
        start = random.randint(0, len(text))
        end = min(len(text), start + random.choice([0, 0, 1, 1, 5, 40]))
        piece = random.choice(PIECES)
        match random.randrange(7):
            case 0:
                text = text[:start] + piece + text[end:]
            case 1:
                text = text[:start] + text[end:]
            case 2:
                text = text[:start] + piece * random.choice([2, 30, 300, 3_000]) + text[end:]
            case 3:
                text = text[:start] + text[start:end] * random.randint(2, 20) + text[end:]
            case 4:
                text = text[:start] + random.choice(corpus) + text[end:]
            case 5:
                text = text[:start] + chr(random.randrange(0x110000)) + text[end:]
            case 6:
                depth = random.choice([3, 25, 95, 1_000])
                text = text[:start] + "(" * depth + text[start:] + ")" * depth
    return text


def work_through(text: str) -> bool:
    """Return whether ``text`` is read and runs; raise for all but a refusal in one sentence."""
    try:
        reader.read(text)[0].run(SHAPE)
    except Refusal as refusal:
        sentence = str(refusal)
        if "\n" in sentence or len(sentence) > LONGEST_SENTENCE:
            raise AssertionError(f"not one sentence: {sentence[:1000]!r}") from refusal
        return False
    return True


def timed(text: str) -> tuple[bool, float]:
    """Return whether ``text`` is read and runs, and the seconds of processor time that it takes."""
    start = process_time()
    return work_through(text), process_time() - start


def plant(folder: Path) -> Path:
    """Put a module into ``folder`` that marks its import there; return the mark's path."""
    mark = folder / "mark"
    (folder / f"{PLANTED}.py").write_text(f"open({str(mark)!r}, 'w')\nfrom torch import nn\n")
    sys.path.insert(0, str(folder))
    return mark


def in_use() -> float:
    """Return the memory that this process has in use, in MB, what is not needed given up."""
    gc.collect()
    if libc_ver()[0] == "glibc":
        CDLL(None).malloc_trim(0)
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * getpagesize() / 2**20


def main() -> None:
    """Read for the seconds asked for."""
    asked = argparse.ArgumentParser(description="Fuzz the reader of pasted network code.")
    asked.add_argument("--seconds", type=float, default=60)
    asked.add_argument("--inputs", type=int, default=10**9)
    asked.add_argument("--seed", type=int, default=0)
    asked = asked.parse_args()
    warnings.simplefilter("ignore")
    for module in LOADED_ONCE:
        import_module(module)
    gc.freeze()  # what torch itself holds is not looked through again and again

    counts: Counter[bool] = Counter()
    took: list[tuple[float, str]] = []
    begun, memory, at_first = monotonic(), 0.0, 0.0
    with TemporaryDirectory() as folder:
        mark = plant(Path(folder))
        for text in islice(inputs(asked.seed, mark), asked.inputs):
            if monotonic() > begun + asked.seconds:
                break
            try:
                read, seconds = timed(text)
            except BaseException:
                print(repr(text[:2000]))
                raise
            counts[read] += 1
            at_first = max(at_first, seconds)
            if seconds > LONG:
                seconds = min(seconds, *(timed(text)[1] for _ in range(AGAIN)))
            took = sorted([*took, (seconds, text)], reverse=True)[:SLOWEST]
            if counts.total() == WARM:
                memory = in_use()
            if counts.total() % REPORTED == 0:
                print(
                    f"{counts.total():,}: {took[0][0] * 1000:.0f} ms, {in_use():.0f} MB", flush=True
                )
        assert not mark.exists(), "pasted code has run"
        assert PLANTED not in sys.modules, "pasted code has been imported"
    for seconds, text in took:
        print(
            f"{seconds * 1000:5.0f} ms of processor time: {text[:70]!r}, {len(text):,} characters"
        )
    print(
        f"{counts.total():,} inputs in {monotonic() - begun:.0f} s (seed {asked.seed}): "
        f"{counts[True]:,} read, {counts[False]:,} refused; the greatest took "
        f"{took[0][0] * 1000:.0f} ms of processor time, at its first reading at most "
        f"{at_first * 1000:.0f}; memory in use {memory:.0f} MB after the "
        f"first {WARM:,} and {in_use():.0f} MB at the end, "
        f"{getrusage(RUSAGE_SELF).ru_maxrss / 1024:.0f} MB at most; nothing else was raised, "
        "nothing ran."
    )


if __name__ == "__main__":
    main()
