def fine():
    """
    >>> fine()
    '***Test Failed***'
    """
    return '***Test Failed***'
