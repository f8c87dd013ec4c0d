project = "money"
