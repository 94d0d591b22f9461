"""Names of fields in generated Python: any property name → an identifier that pydantic and people can live with."""

from __future__ import annotations

import keyword
import re
import unicodedata

from eventpact.generate.naming import Names

#: What annotations in the generated module are made of; a class or a field of that name would hide it.
VOCABULARY = frozenset(
    {
        "Annotated", "Any", "BaseModel", "ConfigDict", "Date", "DateTime", "Fault", "Field", "Integer", "Iterable",
        "Json", "Literal", "Model", "Number", "Omittable", "OneOf", "Parsed", "RootModel", "Sorter", "StrictBool",
        "StrictStr", "Tagged", "TypeAdapter", "TypeAlias", "Uuid", "ValidationError", "bytes", "dict", "list", "str",
        # What the generator writes before its names are exchanged for those above.
        "AwareDatetime", "StrictFloat", "StrictInt", "TypeAliasType", "UUID",
    }
)  # fmt: skip

#: The attributes of pydantic's models, of any version.
MODEL_ATTRIBUTES = frozenset(
    {
        "construct", "copy", "dict", "from_orm", "json", "model_computed_fields", "model_config", "model_construct",
        "model_copy", "model_dump", "model_dump_json", "model_extra", "model_fields", "model_fields_set",
        "model_json_schema", "model_parametrized_name", "model_post_init", "model_rebuild", "model_validate",
        "model_validate_json", "model_validate_strings", "parse_file", "parse_obj", "parse_raw", "schema",
        "schema_json", "update_forward_refs", "validate",
    }
)  # fmt: skip

_RESERVED = VOCABULARY | MODEL_ATTRIBUTES


def field_names(properties: list[str], classes: set[str]) -> dict[str, str]:
    """Property → field name: itself where Python and pydantic allow it and no one of the *classes* has that name."""
    reserved = _RESERVED | classes
    good = {name: name for name in properties if _is_good(name) and name not in reserved}
    names = Names(reserved | good.keys())
    return {name: good.get(name) or names.claim(_mended(name)) for name in properties}


def _is_good(name: str) -> bool:
    """Python reads an identifier in its NFKC form, pydantic keeps those with a leading underscore for itself."""
    plain = name.isidentifier() and unicodedata.normalize("NFKC", name) == name
    return plain and not keyword.iskeyword(name) and not name.startswith("_")


def _mended(name: str) -> str:
    plain = re.sub(r"[^A-Za-z0-9_]+", "_", name[:80]).strip("_")
    if not plain or plain[0].isdigit():
        return f"field_{plain}".rstrip("_")
    return f"{plain}_" if keyword.iskeyword(plain) or plain in _RESERVED else plain
