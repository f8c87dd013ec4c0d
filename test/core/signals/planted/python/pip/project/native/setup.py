from setuptools import setup, Extension
setup(name="native", version="1", ext_modules=[Extension("native", ["native.c"])])
