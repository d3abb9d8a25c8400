"""A frame of Spark as a survey. Nothing here runs the frame: only its schema is asked for."""

from __future__ import annotations

from unicodedata import normalize

import polars as pl
from pyspark.sql import DataFrame
from pyspark.sql import types as st

from mdpoverty.files.column_names import refuse_doubled, refuse_reserved
from mdpoverty.files.rows import LINE, ROW
from mdpoverty.spark.cells import FAULTS, SparkRows
from mdpoverty.survey.survey import Survey

_TYPES: dict[type[st.DataType], pl.DataType] = {
    st.StringType: pl.String(),
    st.CharType: pl.String(),
    st.VarcharType: pl.String(),
    st.BooleanType: pl.Boolean(),
    st.ByteType: pl.Int8(),
    st.ShortType: pl.Int16(),
    st.IntegerType: pl.Int32(),
    st.LongType: pl.Int64(),
    st.FloatType: pl.Float32(),
    st.DoubleType: pl.Float64(),
    st.DateType: pl.Date(),
    st.NullType: pl.Null(),
}


def survey_of(frame: DataFrame, name: str = "the frame", *, lines: bool = False) -> Survey:
    """Return a survey whose rows are those of a frame of Spark, typed or text.

    Rows that were `lines` have FAULTS before their cells. Its columns are named in Unicode's
    composed form. Raises SurveyError when a name is reserved, or two become the same.
    """
    own = FAULTS if lines else ()
    fields = frame.schema.fields[len(own) :]
    refuse_reserved([field.name for field in fields], name)
    columns = [normalize("NFC", field.name) for field in fields]
    refuse_doubled(columns, name)
    schema = {column: _dtype(field.dataType) for column, field in zip(columns, fields, strict=True)}
    beside = dict.fromkeys(own, pl.String) | dict.fromkeys((ROW, LINE), pl.Int64)
    columns_only = pl.LazyFrame(schema={**schema, **beside})
    return Survey(
        name, schema, columns_only, None, "line" if lines else "row", elsewhere=SparkRows(frame)
    )


def _dtype(kind: st.DataType) -> pl.DataType:
    """Return the type that Polars has for cells of Spark's; Object where they are no cells."""
    if isinstance(kind, st.DecimalType):
        return pl.Decimal(kind.precision, kind.scale)
    return _TYPES.get(type(kind), pl.Object())
