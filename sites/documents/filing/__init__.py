"""The files of documents: attaching them, handing them out, and what became of their text; registers."""
