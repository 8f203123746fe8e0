import shutil
import socket

import pytest
import torch
from torchvision.datasets import MNIST

from core import mnist
from core.bundled import DATA, DamagedData

RAW = DATA / "MNIST" / "raw"
FILES = (
    "train-images-idx3-ubyte.gz",
    "train-labels-idx1-ubyte.gz",
    "t10k-images-idx3-ubyte.gz",
    "t10k-labels-idx1-ubyte.gz",
)
TRAIN_COUNTS = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
TEST_COUNTS = [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]


def counts(images):
    return torch.bincount(images.labels, minlength=10).tolist()


def fingerprints(images):
    """One number for each image with its label."""
    weights = torch.randn(28 * 28, generator=torch.Generator().manual_seed(0), dtype=torch.double)
    pixels = images.images.flatten(1).split(5_000)
    return torch.cat([part.double() @ weights for part in pixels]).add(images.labels * 1e6)


def test_the_digits_are_as_many_as_published():
    assert counts(mnist.load(train=True)) == TRAIN_COUNTS
    assert counts(mnist.load(train=False)) == TEST_COUNTS


def test_images_are_floats_from_zero_to_one():
    for train in (True, False):
        images = mnist.load(train).images
        assert images.shape[1:] == (1, 28, 28)
        assert images.dtype == torch.float32
        assert (images.min(), images.max()) == (0, 1)
    images = mnist.load().images
    assert (round(float(images.mean()), 4), round(float(images.std()), 4)) == (0.1307, 0.3081)


def test_the_split_sizes_and_the_published_test_set():
    splits = mnist.splits(0)
    assert [len(part) for part in (splits.train, splits.validation, splits.test)] == [
        55_000,
        5_000,
        10_000,
    ]
    assert counts(splits.test) == TEST_COUNTS


@pytest.mark.parametrize("seed", [0, 7])
def test_train_and_validation_are_the_training_images_each_once(seed):
    splits = mnist.splits(seed)
    together = torch.cat([fingerprints(splits.train), fingerprints(splits.validation)])
    assert torch.equal(together.sort().values, fingerprints(mnist.load(train=True)).sort().values)


@pytest.mark.parametrize("seed", [0, 1, 2**40])
def test_validation_is_stratified(seed):
    for ours, whole in zip(counts(mnist.splits(seed).validation), TRAIN_COUNTS, strict=True):
        assert abs(ours - whole / 12) < 1


def test_a_seed_gives_one_split_and_another_seed_another():
    first = mnist.splits(1)
    other = mnist.splits(2)
    again = mnist.splits(1)
    assert torch.equal(first.validation.images, again.validation.images)
    assert torch.equal(first.train.labels, again.train.labels)
    kept = set(fingerprints(first.validation).tolist())
    drawn = set(fingerprints(other.validation).tolist())
    assert len(kept & drawn) < 1_000


def test_taking_picks_images_with_their_labels():
    images = mnist.load(train=False)
    index = torch.tensor([5, 0, 9_999])
    taken = images.take(index)
    assert torch.equal(taken.images, images.images[index])
    assert torch.equal(taken.labels, images.labels[index])
    assert len(taken) == 3


@pytest.fixture
def root(tmp_path):
    raw = tmp_path / "MNIST" / "raw"
    raw.mkdir(parents=True)
    for file in FILES:
        shutil.copy(RAW / file, raw)
    return tmp_path


@pytest.fixture
def no_network(monkeypatch):
    def refuse(*arguments, **options):
        raise AssertionError("the network was used")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.mark.parametrize("train", [True, False])
def test_the_files_are_read_as_torchvision_reads_them(root, no_network, train):
    theirs = MNIST(root, train=train, download=True)
    assert torch.equal(mnist.load(train).pixels[:, 0], theirs.data)
    assert torch.equal(mnist.load(train).labels, theirs.targets)


def test_nothing_is_written_beside_the_files(root, no_network):
    mnist.load(False, root)
    assert sorted(path.name for path in (root / "MNIST" / "raw").iterdir()) == sorted(FILES)


@pytest.mark.parametrize("file", FILES)
def test_a_missing_file_is_named(root, no_network, file):
    (root / "MNIST" / "raw" / file).unlink()
    with pytest.raises(DamagedData, match=file):
        mnist.load(file.startswith("train"), root)


@pytest.mark.parametrize("file", FILES)
def test_a_truncated_file_is_named(root, no_network, file):
    path = root / "MNIST" / "raw" / file
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(DamagedData, match=file):
        mnist.load(file.startswith("train"), root)


def test_one_changed_byte_is_damage(root, no_network):
    path = root / "MNIST" / "raw" / FILES[1]
    content = bytearray(path.read_bytes())
    content[1_000] ^= 1
    path.write_bytes(content)
    with pytest.raises(DamagedData, match=FILES[1]):
        mnist.load(True, root)


def test_an_empty_folder_is_damage_and_mending_it_mends_loading(tmp_path, no_network):
    with pytest.raises(DamagedData, match=FILES[2]):
        mnist.load(False, tmp_path)
    (tmp_path / "MNIST" / "raw").mkdir(parents=True)
    for file in FILES:
        shutil.copy(RAW / file, tmp_path / "MNIST" / "raw")
    assert counts(mnist.load(False, tmp_path)) == TEST_COUNTS
