"""The same frames on clusters: Dask and Spark."""
