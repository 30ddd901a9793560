"""The packaged network, run by onnxruntime. Its graph is written here, in the operators that onnxruntime has for BERT, and its
weights are taken from where they are kept: so there is no second copy of them to build, to check or to be out of step."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from onnx import NodeProto, TensorProto, helper
from safetensors import safe_open
from tokenizers import Encoding, Tokenizer

LONGEST = 256  # word pieces of a text that are read
_HEADS, _EPSILON = 12, 1e-12  # of attention; what is added to a layer norm's variance
_TRIED, _ROWS_TRIED = 64, 8  # numbers that are multiplied to see how this processor does it
_LEAST_SPAN = 1e-12  # of a piece's numbers, which are never all the same
_OF_MICROSOFT = {
    "EmbedLayerNormalization", "MultiHeadAttention", "BiasGelu", "SkipLayerNormalization", "MatMulIntegerToFloat",
}  # fmt: skip
_OPSETS = [helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)]
_IR = 8  # the version of the ONNX format that goes with them
_WORDS = "embeddings.word_embeddings.weight"


class Bert:
    """The network in `folder`: its lower `layers`, with `added` to those of its weights. Texts are cut after `longest` word
    pieces, or not at all."""

    def __init__(
        self,
        folder: Path,
        layers: int,
        added: Mapping[str, np.ndarray] | None = None,
        longest: int | None = LONGEST,
    ):
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.enable_padding()  # of texts that are read together, to the longest of them
        if longest is None:
            self.tokenizer.no_truncation()
        else:
            self.tokenizer.enable_truncation(longest)
        self.width: int = _words(folder).shape()[1]
        self._graph = _Graph(folder, layers, added or {})  # with the weights, which the session only points to
        options = _options()
        options.add_external_initializers(list(self._graph.weights), list(self._graph.weights.values()))
        self._session = onnxruntime.InferenceSession(self._graph.model(), options, providers=["CPUExecutionProvider"])

    def read(self, texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray, list[Encoding]]:
        """The last layer's vectors (float32, texts × word pieces × width), which of the pieces are there (1 or 0), and the
        pieces."""
        pieces = self.tokenizer.encode_batch(list(texts))
        there = np.array([one.attention_mask for one in pieces], dtype=np.int32)
        return self.hidden(np.array([one.ids for one in pieces], dtype=np.int32), there), there, pieces

    def hidden(self, ids: np.ndarray, there: np.ndarray) -> np.ndarray:
        """The last layer's vectors of word pieces by their numbers, and of which of them are there: both texts × pieces."""
        given = {"ids": ids.astype(np.int32, copy=False), "there": there.astype(np.int32, copy=False)}
        vectors: np.ndarray = self._session.run(["hidden"], given)[0]
        return vectors


class _Graph:
    """The network in the making. `weights` are those of its constants, by name."""

    def __init__(self, folder: Path, layers: int, added: Mapping[str, np.ndarray]):
        self.weights: dict[str, onnxruntime.OrtValue] = {_WORDS: _words(folder)}
        self._nodes: list[NodeProto] = []
        with safe_open(str(folder / "model.safetensors"), "numpy") as kept:

            def weight(name: str) -> np.ndarray:
                found: np.ndarray = kept.get_tensor(name)
                return found + added[name] if name in added else found

            self._weight = weight
            hidden = self._embedded()
            for layer in range(layers):
                hidden = self._layer(f"encoder.layer.{layer}", hidden)
        self._nodes[-1].output[0] = "hidden"

    def model(self) -> bytes:
        """All but the weights, in ONNX's format."""
        told = [
            helper.make_tensor_value_info(name, TensorProto.INT32, ["texts", "pieces"]) for name in ("ids", "there")
        ]
        found = helper.make_tensor_value_info("hidden", TensorProto.FLOAT, ["texts", "pieces", None])
        constants = [_placeholder(name, value) for name, value in self.weights.items()]
        graph = helper.make_graph(self._nodes, "bert", told, [found], constants)
        return bytes(helper.make_model(graph, opset_imports=_OPSETS, ir_version=_IR).SerializeToString())

    def _embedded(self) -> str:
        """Word and place, normed. Every piece is of the first kind of text, so that kind's vector goes with the place's."""
        kind = self._weight("embeddings.token_type_embeddings.weight")[0]
        places = self._constant("places", self._weight("embeddings.position_embeddings.weight") + kind)
        norm = self._norm("embeddings.LayerNorm")
        given = "ids", "", _WORDS, places, "", *norm
        return self._add("EmbedLayerNormalization", *given, outputs=2, epsilon=_EPSILON)[0]

    def _layer(self, name: str, hidden: str) -> str:
        """Attention to all of the text, then each piece by itself; what came in is added to what comes of either."""
        of_each = [f"{name}.attention.self.{part}" for part in ("query", "key", "value")]
        weight = np.concatenate([self._weight(f"{one}.weight") for one in of_each])
        bias = self._constant(f"{name}.bias", np.concatenate([self._weight(f"{one}.bias") for one in of_each]))
        query, key, value = self._add("Split", self._product(name, weight, hidden), outputs=3, axis=-1)
        seen = self._one("MultiHeadAttention", query, key, value, bias, "there", num_heads=_HEADS)
        hidden = self._joined(f"{name}.attention.output", seen, hidden)
        within = self._one("BiasGelu", *self._linear(f"{name}.intermediate.dense", hidden))
        return self._joined(f"{name}.output", within, hidden)

    def _joined(self, name: str, new: str, before: str) -> str:
        new, bias = self._linear(f"{name}.dense", new)
        norm = self._norm(f"{name}.LayerNorm")
        return self._one("SkipLayerNormalization", new, before, *norm, bias, epsilon=_EPSILON)

    def _linear(self, name: str, given: str) -> tuple[str, str]:
        """A linear map's product, and its constant that is still to be added."""
        product = self._product(name, self._weight(f"{name}.weight"), given)
        return product, self._constant(f"{name}.bias", self._weight(f"{name}.bias"))

    def _product(self, name: str, weight: np.ndarray, given: str) -> str:
        """`given` times a weight (out × in), in integers of 8 bits (dynamic quantization): a short text waits for the weights to be
        fetched, and these are a quarter of them. Each word piece is quantized by itself, as (value - lowest) / scale, so that nothing
        depends on what is read beside it. What its lowest number adds to the product is that number times the weight's sums. Source:
        ONNX Runtime, "Quantize ONNX models"."""
        of_weight = np.abs(weight).max(1) / _greatest_weight()
        quantized = np.rint(weight / np.where(of_weight > 0, of_weight, 1)[:, None]).astype(np.int8)
        weights = self._constant(f"{name}.quantized", quantized.T), self._constant(f"{name}.scale", of_weight)
        sums = self._constant(f"{name}.sums", of_weight * quantized.sum(1))
        lowest, highest = self._one("ReduceMin", given, axes=[-1]), self._one("ReduceMax", given, axes=[-1])
        span = self._one("Max", self._one("Sub", highest, lowest), self._number(_LEAST_SPAN))
        scale = self._one("Mul", span, self._number(1 / 255))
        above = self._one("Round", self._one("Div", self._one("Sub", given, lowest), scale))
        bytes_of_each = self._one("Cast", above, to=TensorProto.UINT8)
        product = self._one("MatMulIntegerToFloat", bytes_of_each, weights[0], self._number(1), weights[1])
        return self._one("Add", self._one("Mul", product, scale), self._one("Mul", lowest, sums))

    def _norm(self, name: str) -> list[str]:
        return [self._constant(one, self._weight(one)) for one in (f"{name}.weight", f"{name}.bias")]

    def _number(self, value: float) -> str:
        return self._constant(str(value), np.array(value))

    def _constant(self, name: str, value: np.ndarray) -> str:
        kind = np.int8 if value.dtype == np.int8 else np.float32
        self.weights[name] = onnxruntime.OrtValue.ortvalue_from_numpy(np.ascontiguousarray(value, dtype=kind))
        return name

    def _one(self, operator: str, *given: str, **attributes: Any) -> str:
        return self._add(operator, *given, **attributes)[0]

    def _add(self, operator: str, *given: str, outputs: int = 1, **attributes: Any) -> list[str]:
        domain = "com.microsoft" if operator in _OF_MICROSOFT else ""
        names = [f"{operator}.{len(self._nodes)}.{i}" for i in range(outputs)]
        self._nodes.append(helper.make_node(operator, given, names, domain=domain, **attributes))
        return names


def _options() -> onnxruntime.SessionOptions:
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    # A text is read in the thread that asks: the threads of one message would wait for those of another.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return options


@cache
def _greatest_weight() -> int:
    """The greatest integer of a weight. Some processors add up two products of bytes in 16 bits and cut what is too big for them;
    there, weights get 7 bits. Source: ONNX Runtime, "Quantize ONNX models", on AVX2 and saturation."""
    given = helper.make_tensor_value_info("given", TensorProto.UINT8, [_ROWS_TRIED, _TRIED])
    product = helper.make_tensor_value_info("product", TensorProto.INT32, [_ROWS_TRIED, _TRIED])
    weight = helper.make_tensor("weight", TensorProto.INT8, [_TRIED, _TRIED], [127] * _TRIED**2)
    node = helper.make_node("MatMulInteger", ["given", "weight"], ["product"])
    graph = helper.make_graph([node], "bytes", [given], [product], [weight])
    model = helper.make_model(graph, opset_imports=_OPSETS, ir_version=_IR).SerializeToString()
    session = onnxruntime.InferenceSession(model, _options(), providers=["CPUExecutionProvider"])
    found = session.run(None, {"given": np.full((_ROWS_TRIED, _TRIED), 255, dtype=np.uint8)})[0]
    return 127 if (found == 255 * 127 * _TRIED).all() else 63


@cache
def _words(folder: Path) -> onnxruntime.OrtValue:
    """The vectors of all word pieces: half of the network's weights, and the same in every network that is made of it."""
    with safe_open(str(folder / "model.safetensors"), "numpy") as kept:
        return onnxruntime.OrtValue.ortvalue_from_numpy(kept.get_tensor(_WORDS))


def _placeholder(name: str, value: onnxruntime.OrtValue) -> TensorProto:
    """A constant that the session is given beside the model."""
    kind = TensorProto.INT8 if value.data_type() == "tensor(int8)" else TensorProto.FLOAT
    made = TensorProto(name=name, data_type=kind, dims=value.shape(), data_location=TensorProto.EXTERNAL)
    made.external_data.add(key="location", value="given")
    return made
