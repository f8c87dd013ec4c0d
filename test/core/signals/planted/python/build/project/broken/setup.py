from setuptools import setup
import no_such_module
setup(name="broken")
