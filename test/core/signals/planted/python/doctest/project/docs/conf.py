project = "money"
extensions = ["sphinx.ext.doctest"]
