"""What all models have in common: what they take, and that they dump what the contract accepts."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema


class Model(BaseModel):
    """A JSON object. Unknown properties are ignored; assignments are checked like what is parsed.

    Whatever dumps it, a dump goes by the contract's names of the properties and leaves out those that are absent: the
    optional ones that nothing was given for.
    """

    model_config = ConfigDict(extra="ignore", protected_namespaces=(), validate_assignment=True)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        schema = handler(source)
        try:
            model: Any = handler.resolve_ref_schema(schema)
        except LookupError:
            return schema  # it holds itself, and is not finished yet: its definition is seen to where it ends
        if cls._optional() or cls._renamed():
            model["serialization"] = core_schema.wrap_serializer_function_ser_schema(_dumped)
        return schema

    @classmethod
    def _optional(cls) -> dict[str, str]:
        """Name → property of each field that may be absent."""
        return {name: field.alias or name for name, field in cls.model_fields.items() if not field.is_required()}

    @classmethod
    def _renamed(cls) -> dict[str, str]:
        """Name → property of each field whose property can't be a name in Python."""
        return {name: field.alias for name, field in cls.model_fields.items() if field.alias}

    def __delattr__(self, name: str) -> None:
        """Make the optional field *name* absent again."""
        if name not in self._optional():
            raise AttributeError(f"{name} is no optional field of {type(self).__name__}")
        self.__dict__[name] = type(self).model_fields[name].get_default()
        self.__pydantic_fields_set__.discard(name)
