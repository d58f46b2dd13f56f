"""A fine-tuned classifier as ONNX in int8, with scores that do not depend on the batch.

Dynamic quantisation would take the scale of the activations from the whole batch. Here the scales
come from calibration sentences (static quantisation), and weights have one scale a column.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from nqp_text.tagging.model_input import Pieces
from nqp_text.training.classifier.fit_transformer import FineTuning, mean_of_sentence, padded

INPUTS = ("input_ids", "attention_mask", "token_type_ids")
CALIBRATION = 384


def export_float(model: Any, example: Sequence[Pieces], settings: FineTuning, path: Path) -> None:
    """Writes the network in float32 with free batch and length."""
    import torch

    class Logits(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: Any, attention_mask: Any, token_type_ids: Any) -> Any:
            return mean_of_sentence(self.model, input_ids, attention_mask, token_type_ids)

    inputs = padded(list(example[:4]), settings)
    rows, length = torch.export.Dim("rows", min=1), torch.export.Dim("length", min=2, max=512)
    model.eval().cpu()
    torch.onnx.export(
        Logits().eval(),
        tuple(inputs[name] for name in INPUTS),
        str(path),
        input_names=list(INPUTS),
        output_names=["logits"],
        dynamic_shapes=tuple({0: rows, 1: length} for _ in INPUTS),
        dynamo=True,
        external_data=False,
        opset_version=18,
    )


def quantise(path: Path, examples: Sequence[Pieces], settings: FineTuning, out: Path) -> None:
    """Writes the int8 network; ``examples`` are what the scales of activations are taken from."""
    from onnxruntime.quantization import (
        CalibrationDataReader,
        CalibrationMethod,
        QuantFormat,
        QuantType,
        quantize_static,
    )
    from onnxruntime.quantization.shape_inference import quant_pre_process

    class Reader(CalibrationDataReader):  # type: ignore[misc]
        def __init__(self) -> None:
            self.batches = _batches(examples[:CALIBRATION], settings)

        def get_next(self) -> dict[str, Any] | None:
            return next(self.batches, None)

    prepared = out.with_suffix(".prepared.onnx")
    quant_pre_process(str(path), str(prepared), skip_symbolic_shape=True)
    quantize_static(
        str(prepared),
        str(out),
        Reader(),
        quant_format=QuantFormat.QDQ,
        op_types_to_quantize=["MatMul", "Gemm", "Gather"],
        per_channel=True,
        activation_type=QuantType.QUInt8,
        weight_type=QuantType.QInt8,
        calibrate_method=CalibrationMethod.MinMax,
        extra_options={"MatMulConstBOnly": True, "ActivationSymmetric": False},
    )
    prepared.unlink()


def _batches(examples: Sequence[Pieces], settings: FineTuning) -> Iterator[dict[str, Any]]:
    for begin in range(0, len(examples), 16):
        inputs = padded(list(examples[begin : begin + 16]), settings)
        yield {name: value.numpy() for name, value in inputs.items()}
