"""A real OpenSearch node for the tests, from Maven Central; see `node`."""
