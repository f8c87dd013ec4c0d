from typing import Dict

x: Dict[str, int] = dict([("a", 1)])
print("{}".format(x))
