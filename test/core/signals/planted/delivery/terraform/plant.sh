#!/usr/bin/env bash
# Needs terraform. box.txt and registry.txt were written after its documentation: it draws boxes only where it prints colours.
set -u
cd "$(dirname "$0")/project"
export TF_CLI_CONFIG_FILE=/dev/null
terraform validate -no-color > ../validate.txt 2>&1
terraform fmt -check -diff > ../fmt.txt 2>&1
rm -rf .terraform
# no-registry-plain.txt, validation-rule.txt: Terraform 1.11 with -no-color; the registry's name was changed.
