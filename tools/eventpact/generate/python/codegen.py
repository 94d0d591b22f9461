"""The call of the model generator: an overlay in, Python text out, whatever the surroundings are.

It is called as a library, with every option given here: it reads no project file, no environment and no network, and
its formatters stay off (they read the configuration of the folder that they are called in).
"""

from __future__ import annotations

import json
import warnings
from typing import Any

from datamodel_code_generator import Error, InputFileType, LiteralType, PythonVersion, generate
from datamodel_code_generator.enums import DataModelType, StrictTypes

from eventpact.errors import EventpactError


def write_models(schema: dict[str, Any]) -> str:
    """The unformatted module with a class for every entry of ``$defs`` of *schema*."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # deprecations of the generator's own are no matter of our users
        try:
            text = generate(
                json.dumps(schema),
                input_file_type=InputFileType.JsonSchema,
                output_model_type=DataModelType.PydanticV2BaseModel,
                target_python_version=PythonVersion.PY_311,
                base_class="runtime.Model",
                skip_root_model=True,
                enum_field_as_literal=LiteralType.All,
                strict_types=[StrictTypes.str, StrictTypes.int, StrictTypes.float, StrictTypes.bool],
                strict_nullable=True,
                field_constraints=True,
                use_annotated=True,
                use_standard_collections=True,
                use_union_operator=True,
                allow_remote_refs=False,
                disable_timestamp=True,
                formatters=[],
            )
        except (Error, ValueError) as error:
            raise EventpactError(
                f"no models can be generated: {error}",
                hint="`eventpact lint` may name what is unusual in the schema.",
            ) from None
    assert isinstance(text, str)  # one module, as no name in the overlay has a dot
    return text
