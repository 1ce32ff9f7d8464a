"""The same in pandas, as a user would write it: item and node means by domain, design-based errors of each.

    python bench/pandas_way.py FOLDER

Prints values and errors as JSON lists (domain by domain, nodes parents first), to compare with `berdaya estimate --json`.
"""

import json
import re
import sys
from pathlib import Path

import pandas as pd

folder = Path(sys.argv[1])
keys = re.findall(r"key: (\w+)", (folder / "instrument.yaml").read_text(encoding="utf-8"))
keys = [key for key in keys if key not in ("low", "medium", "high")]
items = [key for key in keys if re.search(r"\d$", key) and "_" in key]

frame = pd.read_parquet(folder / "answers.parquet")
answers, weight, domain = frame[items].astype(float), frame["weight"], frame["domain"]

# Weighted means of items by domain.
there = answers.notna().mul(weight, axis=0)
sums = answers.mul(weight, axis=0).fillna(0.0)
total = there.groupby(domain).sum()
means = sums.groupby(domain).sum() / total

# Influence of every row on the item means of its domain: w (x - mean) / sum of weights.
influence = (sums - there * means.loc[domain].set_axis(frame.index)) / total.loc[domain].set_axis(frame.index)

# Up the tree: every node is the plain mean of its children, and so is its influence.
value, lean = {}, {}
for key in reversed(keys):
    if key in items:
        value[key], lean[key] = means[key], influence[key]
        continue
    if key == "overall":
        below = [k for k in keys if k in ("a1", "a2", "a3")]
    else:
        below = [k for k in keys if re.fullmatch(rf"{key}_[xyz]" if "_" not in key else rf"{key}\d+", k)]
    value[key] = pd.concat([value[k] for k in below], axis=1).mean(axis=1)
    lean[key] = pd.concat([lean[k] for k in below], axis=1).mean(axis=1)

# Variance: PSU totals within strata, with the PSUs of the full design (those outside the domain are zeros).
by_psu = pd.DataFrame({key: lean[key] for key in keys}).groupby([domain, frame["stratum"], frame["psu"]]).sum()
psus = frame.groupby("stratum")["psu"].nunique()
of_stratum = by_psu.groupby(["domain", "stratum"])
square, plain = (by_psu**2).groupby(["domain", "stratum"]).sum(), of_stratum.sum()
n = psus.loc[square.index.get_level_values("stratum")].to_numpy()[:, None]
variance = ((square - plain**2 / n) * n / (n - 1)).groupby("domain").sum()

values, errors = pd.DataFrame({key: value[key] for key in keys}), variance**0.5
json.dump({"keys": keys, "value": values.to_numpy().tolist(), "se": errors[keys].to_numpy().tolist()}, sys.stdout)
