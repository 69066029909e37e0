"""What numba lacks for vector code: loads and stores that are known to lie apart, and two voxels in one load.

A loop that reads voxels at places of its own reckoning and writes a line becomes vector code only if the line
cannot be part of the volume. LLVM is told so by the metadata "alias.scope" and "noalias" of its language
reference; numba has no word for it.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir  # type: ignore[import-untyped]
from numba import types
from numba.extending import intrinsic


def _pair_at(_: Any, flat: Any, at: Any) -> Any:
    """Return the voxels at and after a place of a flat int16 or float32 volume, as two float32."""

    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        is_whole = signature.args[0].dtype == types.int16
        one, both = (ir.IntType(16), ir.IntType(32)) if is_whole else (ir.IntType(32), ir.IntType(64))
        place = builder.bitcast(_place(context, builder, signature, args), both.as_pointer())
        pair = builder.load(place, align=one.width // 8)
        pair.set_metadata("alias.scope", _of_the_volume(builder))
        first, second = builder.trunc(pair, one), builder.trunc(builder.lshr(pair, both(one.width)), one)
        convert = builder.sitofp if is_whole else builder.bitcast
        values = [convert(first, ir.FloatType()), convert(second, ir.FloatType())]
        return context.make_tuple(builder, signature.return_type, values)

    two: Any = types.UniTuple
    return two(types.float32, 2)(flat, at), code


def _get(_: Any, line: Any, at: Any) -> Any:
    """Return line[at], of a line of float32 that is no part of the volume."""

    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        value = builder.load(_place(context, builder, signature, args))
        value.set_metadata("noalias", _of_the_volume(builder))
        return value

    return types.float32(line, at), code


def _put(_: Any, line: Any, at: Any, value: Any) -> Any:  # noqa: ARG001 - LLVM takes the value
    """Set line[at] to a value, in a line of float32 that is no part of the volume."""

    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        store = builder.store(args[2], _place(context, builder, signature, args))
        store.set_metadata("noalias", _of_the_volume(builder))
        return context.get_dummy_value()

    return types.void(line, at, types.float32), code


def _place(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    array = context.make_array(signature.args[0])(context, builder, args[0])
    return builder.gep(array.data, [args[1]])


def _of_the_volume(builder: Any) -> Any:
    module = builder.module
    domain = module.add_metadata([ir.MetaDataString(module, "planner.imaging")])
    return module.add_metadata([module.add_metadata([ir.MetaDataString(module, "volume"), domain])])


pair_at: Any = intrinsic(_pair_at)
get: Any = intrinsic(_get)
put: Any = intrinsic(_put)
