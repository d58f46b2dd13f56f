from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from nqp_text.training.classifier.averaged_weights import AveragedWeights  # noqa: E402


def line(weight: float) -> torch.nn.Linear:
    model = torch.nn.Linear(1, 1, bias=False)
    with torch.no_grad():
        model.weight.fill_(weight)
    return model


def test_the_average_lies_between_the_weights_and_leaves_them_alone() -> None:
    model = line(0.0)
    averaged = AveragedWeights(model, 0.9)
    for step in range(1, 101):
        with torch.no_grad():
            model.weight.fill_(float(step))
        averaged.add()

    with averaged.in_place():
        inside = model.weight.item()

    # A share of 0.9 lags 0.9 / (1 - 0.9) = 9 steps behind weights that grow by one a step.
    assert inside == pytest.approx(91.0, abs=0.5)
    assert model.weight.item() == 100.0


def test_keeping_nothing_is_the_last_weights() -> None:
    model = line(3.0)
    averaged = AveragedWeights(model, 0.0)
    with torch.no_grad():
        model.weight.fill_(7.0)
    averaged.add()

    with averaged.in_place():
        assert model.weight.item() == 7.0


def test_the_first_weights_are_soon_forgotten() -> None:
    model = line(1000.0)
    averaged = AveragedWeights(model, 0.999)
    with torch.no_grad():
        model.weight.fill_(1.0)
    for _ in range(60):
        averaged.add()

    with averaged.in_place():
        assert model.weight.item() == pytest.approx(1.0, abs=0.1)


def test_own_weights_come_back_after_an_error() -> None:
    model = line(0.0)
    averaged = AveragedWeights(model, 0.5)
    with torch.no_grad():
        model.weight.fill_(4.0)
    averaged.add()

    with pytest.raises(KeyboardInterrupt), averaged.in_place():
        raise KeyboardInterrupt

    assert model.weight.item() == 4.0
