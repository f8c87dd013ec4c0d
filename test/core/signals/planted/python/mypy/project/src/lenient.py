def lenient(items):
    return items
