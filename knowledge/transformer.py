"""A packaged encoder, BERT or MPNet, run by onnxruntime. Its graph is written here, in the operators that onnxruntime has for BERT, and
its weights are taken from where they are kept: so there is no second copy of them to build, to check or to be out of step."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from onnx import NodeProto, TensorProto, helper
from safetensors import safe_open
from tokenizers import Encoding, Tokenizer

LONGEST = 256  # word pieces of a text that are read
_TRIED, _ROWS_TRIED = 64, 8  # numbers that are multiplied to see how this processor does it
_LEAST_SPAN = 1e-12  # of a piece's numbers, which are never all the same
_OF_MICROSOFT = {
    "EmbedLayerNormalization", "MultiHeadAttention", "BiasGelu", "SkipLayerNormalization", "MatMulIntegerToFloat",
}  # fmt: skip
_OPSETS = [helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)]
_IR = 8  # the version of the ONNX format that goes with them
_WORDS = "embeddings.word_embeddings.weight"
_POSITION_BIAS = "encoder.relative_attention_bias.weight"  # of MPNet
_FARTHEST = 128  # word pieces apart, from which all distances count as one


@dataclass(frozen=True)
class _Names:
    """How a kind of encoder calls its parts in a layer, and the first of its places that a text's pieces have."""

    query: str
    key: str
    value: str
    attended: str
    norm: str
    first_place: int


_KINDS = {
    "bert": _Names(
        "attention.self.query",
        "attention.self.key",
        "attention.self.value",
        "attention.output.dense",
        "attention.output.LayerNorm",
        0,
    ),
    "mpnet": _Names(
        "attention.attn.q",
        "attention.attn.k",
        "attention.attn.v",
        "attention.attn.o",
        "attention.LayerNorm",
        2,
    ),
}


class Transformer:
    """The encoder in `folder`: its lower `layers`, with `added` to those of its weights. Texts are cut after `longest` word
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
        self._graph = _Graph(folder, layers, added or {}, longest)  # with the weights, which the session only points to
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

    def __init__(self, folder: Path, layers: int, added: Mapping[str, np.ndarray], longest: int | None):
        self.weights: dict[str, onnxruntime.OrtValue] = {_WORDS: _words(folder)}
        self._nodes: list[NodeProto] = []
        shape = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        self._names = _KINDS[shape["model_type"]]
        self._heads: int = shape["num_attention_heads"]
        self._epsilon: float = shape["layer_norm_eps"]  # what is added to a layer norm's variance
        with safe_open(str(folder / "model.safetensors"), "numpy") as kept:

            def weight(name: str) -> np.ndarray:
                found: np.ndarray = kept.get_tensor(name)
                return found + added[name] if name in added else found

            self._weight = weight
            self._has = set(kept.keys()).__contains__
            hidden = self._embedded()
            self._bias_of_places = (
                self._position_bias(longest or shape["max_position_embeddings"]) if self._has(_POSITION_BIAS) else ""
            )
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
        graph = helper.make_graph(self._nodes, "encoder", told, [found], constants)
        return bytes(helper.make_model(graph, opset_imports=_OPSETS, ir_version=_IR).SerializeToString())

    def _embedded(self) -> str:
        """Word and place, normed. Where there are kinds of text, every piece is of the first, so that kind's vector goes with the place's."""
        vectors, kinds = (
            self._weight("embeddings.position_embeddings.weight"),
            "embeddings.token_type_embeddings.weight",
        )
        if self._has(kinds):
            vectors = vectors + self._weight(kinds)[0]
        places = self._constant("places", vectors[self._names.first_place :])
        norm = self._norm("embeddings.LayerNorm")
        given = "ids", "", _WORDS, places, "", *norm
        return self._add("EmbedLayerNormalization", *given, outputs=2, epsilon=self._epsilon)[0]

    def _position_bias(self, longest: int) -> str:
        """What is added to each head's attention from one piece to another, by how far apart they are."""
        of_distance = self._weight(_POSITION_BIAS)
        apart = np.arange(longest)[None, :] - np.arange(longest)[:, None]
        of_all = of_distance[_bucket(apart, len(of_distance))].transpose(2, 0, 1)[None]
        pieces = self._one("Gather", self._one("Shape", "ids"), self._integers(1))
        both = self._one("Concat", pieces, pieces, axis=0)
        return self._one(
            "Slice", self._constant("position_bias", of_all), self._integers(0, 0), both, self._integers(2, 3)
        )

    def _layer(self, name: str, hidden: str) -> str:
        """Attention to all of the text, then each piece by itself; what came in is added to what comes of either."""
        of_each = [f"{name}.{part}" for part in (self._names.query, self._names.key, self._names.value)]
        weight = np.concatenate([self._weight(f"{one}.weight") for one in of_each])
        bias = self._constant(f"{name}.bias", np.concatenate([self._weight(f"{one}.bias") for one in of_each]))
        query, key, value = self._add("Split", self._product(name, weight, hidden), outputs=3, axis=-1)
        seen = self._one(
            "MultiHeadAttention", query, key, value, bias, "there", self._bias_of_places, num_heads=self._heads
        )
        hidden = self._joined(f"{name}.{self._names.attended}", f"{name}.{self._names.norm}", seen, hidden)
        within = self._one("BiasGelu", *self._linear(f"{name}.intermediate.dense", hidden))
        return self._joined(f"{name}.output.dense", f"{name}.output.LayerNorm", within, hidden)

    def _joined(self, name: str, norm: str, new: str, before: str) -> str:
        new, bias = self._linear(name, new)
        return self._one("SkipLayerNormalization", new, before, *self._norm(norm), bias, epsilon=self._epsilon)

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

    def _integers(self, *value: int) -> str:
        """A constant of whole numbers, a part of the graph itself: shapes are worked out from it."""
        return self._one("Constant", value_ints=value)

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


def _bucket(apart: np.ndarray, buckets: int) -> np.ndarray:
    """Into which of so many `buckets` distances fall: half of them for what comes after; near ones by themselves, far ones together, the
    farther the more. Source: Raffel et al., T5, 2020."""
    of_side = buckets // 2
    single, far = of_side // 2, np.abs(apart)
    grown = np.log(np.maximum(far, 1).astype(np.float32) / single) / np.log(_FARTHEST / single) * (of_side - single)
    together = np.minimum(single + grown.astype(np.int64), of_side - 1)
    found: np.ndarray = np.where(apart > 0, of_side, 0) + np.where(far < single, far, together)
    return found


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
