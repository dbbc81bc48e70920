"""Writes the same twelve invented patients in every format that retrocohort reads.

    pip install pandas pyreadstat pyarrow openpyxl odfpy zstandard
    python make.py
"""

import datetime
import gzip
import json

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet
import pyreadstat
import zstandard

died = [0, 0, 1, 0, 1, 0, 0, 1, 0, 0, 1, 0]
age = [54.5, 61, 72.25, 48, 80, 39.5, 66, 77.5, 58, 45, 69, None]
sex = [1, 2, 1, 1, 2, 2, 1, 1, 2, 1, 2, 2]
nyha = [1, 2, 4, 1, 3, None, 2, 4, 2, 1, 9, 3]  # 9: the patient refused
crp = [3.2, 10.5, 150, 0.4, 88.8, 7, None, 210.25, 12, 1.5, 64, 5.5]
centre = ["A", "B", "A", "C", "B", "", "C", "A", "B", "C", "A", "B"]
code = ["01067", "04109", "01067", "10115", "00501", "04109", "10115", "01067", "01067", "04109", "10115", "01067"]
admitted = [datetime.date(2019, 12, 28) + datetime.timedelta(days=9 * i) for i in range(12)]
name = [f"P{i:03}" for i in range(1, 13)]

frame = pd.DataFrame(
    {"patient_id": name, "died": died, "age": age, "sex": sex, "nyha": nyha, "crp": crp, "centre": centre,
     "code": code, "admitted": admitted}
)
labels = {
    "patient_id": "Pseudonym", "died": "Died in hospital", "age": "Age (years)", "sex": "Sex", "nyha": "NYHA class",
    "crp": "C-reactive protein (mg/L)", "centre": "Centre", "code": "Postal code", "admitted": "Day of admission",
}
values = {
    "died": {0: "survived", 1: "died"}, "sex": {1: "male", 2: "female 女"},
    "nyha": {1: "class I", 2: "class II", 3: "class III", 4: "class IV", 9: "refused"},
}
measures = {"died": "nominal", "age": "scale", "sex": "nominal", "nyha": "ordinal", "crp": "scale"}

for path, compress in [("cohort.sav", False), ("cohort.zsav", True)]:
    pyreadstat.write_sav(
        frame, path, column_labels=labels, variable_value_labels=values, missing_ranges={"nyha": [9]},
        variable_measure=measures, compress=compress, row_compress=not compress,
    )

stata = frame.copy()
stata["nyha"] = pd.Series([None if n is None else ("a" if n == 9 else n) for n in nyha], dtype=object)
stata_values = {**values, "nyha": {1: "class I", 2: "class II", 3: "class III", 4: "class IV", "a": "refused"}}
pyreadstat.write_dta(
    stata, "cohort.dta", column_labels=labels, variable_value_labels=stata_values, missing_user_values={"nyha": ["a"]},
    version=15,
)
plain = frame.copy()
plain["nyha"] = plain["nyha"].replace(9, None).astype(float)
for path, version in [("cohort-5.xpt", 5), ("cohort-8.xpt", 8)]:
    short = plain.rename(columns={"patient_id": "id"} if version == 5 else {})
    short_labels = [labels["patient_id" if column == "id" else column][:40] for column in short.columns]
    pyreadstat.write_xport(short, path, column_labels=short_labels, file_format_version=version, table_name="COHORT")

plain.to_excel("cohort.xlsx", index=False, sheet_name="patients")
plain.to_excel("cohort.ods", index=False, engine="odf", sheet_name="patients")

table = pa.table({column: pa.array(plain[column].astype(object).where(plain[column].notna(), None).tolist()) for column in plain})
pa.parquet.write_table(table, "cohort.parquet", compression="zstd", row_group_size=5)
pa.feather.write_feather(table, "cohort.arrow", compression="zstd")

with open("cohort.jsonl", "w", encoding="utf-8") as file:
    for row in table.to_pylist():
        file.write(json.dumps({**row, "admitted": row["admitted"].isoformat()}, ensure_ascii=False, allow_nan=False) + "\n")

text = frame.to_csv(index=False, na_rep="NA", lineterminator="\n")
with gzip.GzipFile("cohort.csv.gz", "wb", mtime=0) as file:
    file.write(text.encode())
with open("cohort.csv.zst", "wb") as file:
    file.write(zstandard.compress(text.encode()))
german = frame.assign(centre=[{"A": "Köln", "B": "Jena", "C": "Münster", "": ""}[c] for c in centre])
with open("cohort-german.csv", "wb") as file:
    file.write(german.to_csv(index=False, sep=";", decimal=",", lineterminator="\r\n").encode("cp1252"))
chinese = frame.rename(columns={"sex": "性别", "age": "年龄"}).assign(**{"性别": ["男" if s == 1 else "女" for s in sex]})
with open("cohort-chinese.tsv", "wb") as file:
    file.write(chinese.to_csv(index=False, sep="\t").encode("gb18030"))

# Lengths of time, one of them missing; those of Stata and of workbooks stay within a day or are days.
hours = [0.5, 6.0, 12.0, 23.0, 36.0, None] * 4
died = [i % 2 for i in range(len(hours))]
seconds = pd.DataFrame({"died": died, "stay": [None if h is None else 3600 * h for h in hours]})
pyreadstat.write_sav(seconds, "times.sav", variable_format={"stay": "TIME8"})
pyreadstat.write_xport(seconds, "times.xpt", variable_format={"stay": "TIME8"}, table_name="TIMES")
lengths = pd.to_timedelta(seconds["stay"], unit="s")
durations = pa.array(lengths.astype(object).where(lengths.notna(), None).tolist(), type=pa.duration("ms"))
pa.parquet.write_table(pa.table({"died": pa.array(died), "stay": durations}), "times.parquet")
book = openpyxl.Workbook()
book.active.append(["died", "stay"])
for d, h in zip(died, hours):
    book.active.append([d, None if h is None else datetime.timedelta(hours=h)])
book.save("times.xlsx")
