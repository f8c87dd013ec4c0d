#!/usr/bin/env bash
# Needs: Django 5.2.
. ../planting.sh

run passing-check 3.11 python manage.py check
run deploy 3.11 python manage.py check --deploy --fail-level WARNING
run no-command 3.11 python manage.py nothing
run command 3.11 python manage.py loaddata gone.json
mkdir -p ledger/migrations && touch ledger/migrations/__init__.py
run migrations 3.11 python manage.py makemigrations --check --dry-run
run passing-migrations 3.11 sh -c 'python manage.py makemigrations && python manage.py makemigrations --check --dry-run'
cat >ledger/models.py <<'MODELS'
from django.db import models


class Entry(models.Model):
    amount = models.DecimalField()
    other = models.ForeignKey("Gone", on_delete=models.CASCADE)
MODELS
run check 3.11 python manage.py check
