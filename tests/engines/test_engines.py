"""The same results on real engines: Dask distributed on this machine, Spark with a real JVM."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import jdmatch
from jdmatch.engines import empty_result, make_settings, score_partition
from jdmatch.errors import InputError, MissingExtraError, TaxonomyError
from jdmatch.tables.frames import score_frame
from jdmatch.tables.rows import COLUMNS

ROOT = Path(__file__).parent.parent.parent
POSTINGS = ROOT / "examples" / "postings.csv"
# what the engines themselves warn of is not ours to mend
pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(scope="module")
def postings():
    return pd.read_csv(POSTINGS, keep_default_na=False, dtype=str)


@pytest.fixture(scope="module")
def expected(postings):
    return as_bytes(score_frame(jdmatch.load(), postings))


def as_bytes(frame: pd.DataFrame) -> bytes:
    return frame.to_csv(index=False).encode()


def settings(**given):
    kept = {
        "text": "description",
        "title": "title",
        "kind": "posting",
        "profile": "ml-engineer",
        "taxonomy": None,
    }
    return make_settings(["title", "description"], **{**kept, **given})


def test_partitions_put_together_are_the_whole(postings, expected):
    parts = [
        score_partition(postings.iloc[start : start + 7], settings()) for start in range(0, len(postings), 7)
    ]
    assert as_bytes(pd.concat(parts)) == expected


def test_the_empty_result_has_the_types_of_a_full_one(postings):
    assert empty_result().dtypes.to_dict() == score_partition(postings.iloc[:2], settings()).dtypes.to_dict()


def test_a_missing_column_is_told_before_the_cluster_is_asked():
    with pytest.raises(InputError, match="did you mean 'description'"):
        settings(text="descriptions")


def test_a_machine_with_another_taxonomy_is_told(postings):
    with pytest.raises(TaxonomyError, match="install the same jdmatch on all machines"):
        score_partition(postings, settings()._replace(hash="another"))


@pytest.mark.parametrize(("engine", "package"), [("dask", "dask.dataframe"), ("spark", "pyspark.sql.types")])
def test_an_engine_that_is_not_installed_names_its_extra(engine, package, monkeypatch):
    monkeypatch.setitem(sys.modules, package, None)
    monkeypatch.setitem(sys.modules, package.partition(".")[0], None)
    module = __import__(f"jdmatch.engines.{engine}", fromlist=["score_frame"])
    with pytest.raises(MissingExtraError, match=rf"jdmatch\[{engine}\]"):
        module.score_frame(None)


def test_dask_distributed_gives_the_same_bytes(postings, expected):
    dd = pytest.importorskip("dask.dataframe", reason="Dask is not installed: pip install 'jdmatch[dask]'")
    distributed = pytest.importorskip(
        "distributed", reason="distributed is not installed: pip install 'jdmatch[dask]'"
    )
    from jdmatch.engines.dask import score_frame as score_dask_frame

    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=":0"
        ) as cluster,
        distributed.Client(cluster),
    ):
        scored = score_dask_frame(dd.from_pandas(postings, npartitions=4))
        assert list(scored.columns) == list(COLUMNS)
        result = scored.compute()
    assert list(result.index) == list(postings.index)
    assert as_bytes(result) == expected


def recipe(engine: str) -> str:
    """Return a block of docs/sizing.md: what is shown there is what is tested here."""
    text = (ROOT / "docs" / "sizing.md").read_text(encoding="utf-8")
    found = [part.partition("\n```")[0] for part in text.split("```text\n")[1:]]
    return next(block for block in found if f"jdmatch.engines.{engine}" in block)


def test_spark_gives_the_same_bytes_by_the_recipe_of_the_docs(postings, expected, tmp_path):
    pytest.importorskip("pyspark", reason="PySpark is not installed: pip install 'jdmatch[spark]'")
    if shutil.which("java") is None:
        pytest.skip("there is no Java: apt-get install openjdk-17-jre-headless")
    env = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        "PYSPARK_PYTHON": sys.executable,
        "SPARK_LOCAL_IP": "127.0.0.1",
    }
    (tmp_path / "examples").mkdir()
    shutil.copy(POSTINGS, tmp_path / "examples")
    # a process of its own: the JVM outlives a session
    done = subprocess.run(
        [sys.executable, "-c", recipe("spark")],
        env=env, capture_output=True, text=True, check=False, cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    result = pd.read_parquet(tmp_path / "scored").set_index("id").loc[postings["id"]].reset_index()
    assert list(result.columns) == [*postings.columns, *COLUMNS]
    assert as_bytes(result[list(COLUMNS)]) == expected
    assert result[list(postings.columns)].to_dict("list") == postings.to_dict("list")


def test_the_dask_recipe_of_the_docs_runs(expected, monkeypatch):
    pytest.importorskip("distributed", reason="Dask is not installed: pip install 'jdmatch[dask]'")
    monkeypatch.chdir(ROOT)
    block = recipe("dask").replace("n_workers=2", "processes=False, n_workers=1")  # quicker
    names: dict[str, pd.DataFrame] = {}
    exec(compile(block, "docs/sizing.md", "exec"), names)
    assert as_bytes(names["scored"]) == expected
