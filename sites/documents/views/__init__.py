"""What readers and editors are shown of documents, a module for each part."""
