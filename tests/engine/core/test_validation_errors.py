"""Validation error tests: every rule about numbers has its own words, and the same ones for every client."""

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from engine.catalog_document import FAMILIES, catalog
from engine.core.validation_errors import NUMBER_SENTENCES, explain, first_field_error


class Numbers(BaseModel):
    model_config = ConfigDict(strict=True, allow_inf_nan=False)

    least: float = Field(0.0, ge=0.0)
    most: int = Field(0, le=1_000_000)
    above: float = Field(1.0, gt=0.5)
    below: float = Field(0.0, lt=1e-6)
    even: int = Field(2, multiple_of=2)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("least", "-1.5", "-1.5 will not do: this must be at least 0."),
        ("most", "1000001", "1e+06 will not do: this must be at most 1000000."),
        ("above", "0.5", "0.5 will not do: this must be greater than 0.5."),
        ("below", "1", "1 will not do: this must be less than 1e-06."),
        ("even", "3", "3 will not do: this must be a multiple of 2."),
        ("most", "0.5", "0.5 will not do: this must be a whole number."),
        ("most", "5.0", "5.0 will not do: this must be a whole number. Write 5."),
        ("most", "-2e3", "-2000.0 will not do: this must be a whole number. Write -2000."),
        ("most", "1e300", "1e+300 will not do: this must be a whole number."),
        ("least", '"fast"', "This must be a number."),
        ("most", '"fast"', "This must be a whole number."),
    ],
)
def test_number_is_refused_in_words_and_limits(field: str, value: str, sentence: str) -> None:
    document = f'{{"{field}": {value}}}'
    with pytest.raises(ValidationError) as caught:
        Numbers.model_validate_json(document)
    explanation = explain(caught.value, document)
    assert (explanation.detail, explanation.field_errors[0].pointer) == (sentence, f"/{field}")


def test_other_values_than_numbers_are_not_repeated() -> None:
    with pytest.raises(ValidationError) as caught:
        Numbers.model_validate({"least": float("nan")})
    assert first_field_error(caught.value).detail == "This must be a number."


def test_every_rule_of_the_catalog_has_words() -> None:
    keywords = {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"}
    used = {
        keyword
        for family in FAMILIES
        for entry in catalog()[family]
        for field in entry["params"].get("properties", {}).values()
        for keyword in keywords & field.keys()
    }
    assert used <= NUMBER_SENTENCES.keys() == catalog()["number_sentences"].keys()
    assert len(used) > 2
