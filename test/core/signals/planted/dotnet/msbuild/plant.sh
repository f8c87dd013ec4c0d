#!/usr/bin/env bash
# Written after the documentation of the .NET SDK 6 to 10, VSTest, xUnit and NUnit: the SDK could not be installed.
