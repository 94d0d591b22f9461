"""What all models have in common: what they take, and that they dump what the contract accepts."""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, SerializerFunctionWrapHandler
from pydantic_core import CoreSchema, core_schema

#: Pairs of a field's name and its property's.
_Names = tuple[tuple[str, str], ...]


def _layout(model: type[BaseModel]) -> tuple[_Names, _Names]:
    """The fields that may be absent, and those whose property can be no name in Python."""
    fields = model.model_fields.items()
    properties = {name: name if field.alias is None else field.alias for name, field in fields}
    optional = tuple((name, properties[name]) for name, field in fields if not field.is_required())
    return optional, tuple((name, property) for name, property in properties.items() if name != property)


_known_layout = cache(_layout)  # of a class that has instances, so of one that is complete


def _dumped(model: Any, dump: SerializerFunctionWrapHandler) -> Any:
    """The dump of *model* without what is absent, by the contract's names."""
    dumped = dump(model)
    if not isinstance(model, Model):
        return dumped  # something that was never checked stands in a model's place
    optional, renamed = _known_layout(type(model))
    for name, property in optional:
        if name not in model.__pydantic_fields_set__:
            dumped.pop(name, None)
            dumped.pop(property, None)
    for name, property in renamed:
        if name in dumped:
            dumped[property] = dumped.pop(name)
    return dumped


class Model(BaseModel):
    """A JSON object. Unknown properties are ignored; what is assigned is checked like what is parsed.

    A dump, whoever asks for it, goes by the contract's names of the properties and leaves out those that are absent:
    the optional ones that nothing was given for. ``del model.field`` makes one absent again.
    """

    model_config = ConfigDict(extra="ignore", protected_namespaces=(), validate_assignment=True)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        schema = handler(source)
        try:
            model: Any = handler.resolve_ref_schema(schema)
        except LookupError:
            return schema  # one that holds itself, and is at work further up
        if any(_layout(cls)):
            model["serialization"] = core_schema.wrap_serializer_function_ser_schema(_dumped)
        return schema

    def __delattr__(self, name: str) -> None:
        field = type(self).model_fields.get(name)
        if field is None or field.is_required():
            raise AttributeError(f"{name!r} is no optional field of {type(self).__name__}")
        self.__dict__[name] = field.get_default()
        self.__pydantic_fields_set__.discard(name)
